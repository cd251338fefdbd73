import type { Alignment } from './align.ts';
import { solveOffsets } from './offsets.ts';
import type { Texture } from './texture.ts';

/** A place, in pixels of the reduced picture, of a picture's upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A view of the slide that others are measured against. Its place moves a little as the map learns. */
export interface Keyframe {
  readonly index: number;
  readonly texture: Texture;
  x: number;
  y: number;
}

/** `to` lies at `from` + (dx, dy), as measured. */
export interface Link {
  readonly from: number;
  readonly to: number;
  readonly dx: number;
  readonly dy: number;
  readonly weight: number;
}

/**
 * The keyframes of a slide and the offsets measured among them. Every new link lets all places settle where
 * they agree best with all measurements, so that small errors do not add up along the path (loops close).
 */
export class KeyframeMap {
  readonly #keyframes: Keyframe[] = [];
  readonly #links: Link[] = [];
  readonly #linked = new Set<string>();

  get keyframes(): readonly Keyframe[] {
    return this.#keyframes;
  }

  add(texture: Texture, { x, y }: Place): Keyframe {
    const keyframe = { index: this.#keyframes.length, texture, x, y };
    this.#keyframes.push(keyframe);
    return keyframe;
  }

  areLinked(a: Keyframe, b: Keyframe): boolean {
    return this.#linked.has(linkKey(a, b));
  }

  /** Notes that `to` was measured at this offset from `from`. */
  link(from: Keyframe, to: Keyframe, { dx, dy, correlation, overlap }: Alignment): void {
    this.#linked.add(linkKey(from, to));
    this.#links.push({ from: from.index, to: to.index, dx, dy, weight: overlap * Math.max(correlation, 0) });
  }

  /** Moves all keyframes but the first to where the measured offsets contradict each other least. */
  settle(): void {
    const measured = this.#links;
    const x = solveOffsets(
      this.#keyframes.map((k) => k.x),
      measured.map((l) => ({ ...l, offset: l.dx })),
    );
    const y = solveOffsets(
      this.#keyframes.map((k) => k.y),
      measured.map((l) => ({ ...l, offset: l.dy })),
    );
    for (const keyframe of this.#keyframes) {
      keyframe.x = x[keyframe.index] as number;
      keyframe.y = y[keyframe.index] as number;
    }
  }

  /** Keyframes that share at least this part of a view at `place`, the largest share first. */
  overlapping(place: Place, leastShare: number): { keyframe: Keyframe; share: number }[] {
    return this.#keyframes
      .map((keyframe) => ({ keyframe, share: sharedView(place, keyframe) }))
      .filter(({ share }) => share >= leastShare)
      .sort((a, b) => b.share - a.share);
  }

  /** All keyframes, those closest to `place` first. */
  nearest(place: Place): Keyframe[] {
    return this.#keyframes.toSorted((a, b) => distance(a, place) - distance(b, place));
  }
}

function linkKey(a: Keyframe, b: Keyframe): string {
  return a.index < b.index ? `${a.index}-${b.index}` : `${b.index}-${a.index}`;
}

/** Part of the view at `place` that a keyframe shows too, 0 to 1. */
export function sharedView(place: Place, { texture, x, y }: Keyframe): number {
  const across = Math.max(0, 1 - Math.abs(place.x - x) / texture.width);
  const down = Math.max(0, 1 - Math.abs(place.y - y) / texture.height);
  return across * down;
}

function distance(a: Place, b: Place): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
