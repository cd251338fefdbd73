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
  /** The first keyframe of the piece of the map it belongs to; how pieces lie to each other is not known. */
  piece: number;
}

/** `to` lies at `from` + (dx, dy), as measured. */
export interface Link {
  readonly from: number;
  readonly to: number;
  readonly dx: number;
  readonly dy: number;
  readonly weight: number;
}

/** Pieces are laid so far apart that nothing of one is near anything of another. */
const PIECES_APART = 1e6;

/**
 * The keyframes of a slide and the offsets measured among them. Every new link lets all places settle where
 * they agree best with all measurements, so that small errors do not add up along the path (loops close).
 * A link between two pieces joins them: the younger is moved as a whole.
 */
export class KeyframeMap {
  readonly #keyframes: Keyframe[] = [];
  readonly #links: Link[] = [];
  readonly #linked = new Set<string>();

  get keyframes(): readonly Keyframe[] {
    return this.#keyframes;
  }

  get links(): readonly Link[] {
    return this.#links;
  }

  /** Whether there are views whose place on the slide is not known. */
  get isInPieces(): boolean {
    return this.#keyframes.some(({ piece }) => piece !== 0);
  }

  /** Starts a piece of the map; the first one has the slide's origin. */
  addPiece(texture: Texture): Keyframe {
    const index = this.#keyframes.length;
    return this.#add({ index, texture, x: index * PIECES_APART, y: 0, piece: index });
  }

  /** Adds a keyframe at (dx, dy) from a known one, and the link that says so. */
  addBeside(anchor: Keyframe, texture: Texture, measured: Alignment): Keyframe {
    const index = this.#keyframes.length;
    const [x, y] = [anchor.x + measured.dx, anchor.y + measured.dy];
    const added = this.#add({ index, texture, x, y, piece: anchor.piece });
    this.link(anchor, added, measured);
    return added;
  }

  areLinked(a: Keyframe, b: Keyframe): boolean {
    return this.#linked.has(linkKey(a, b));
  }

  /** Notes that `to` was measured at this offset from `from`; call `settle` when all new links are noted. */
  link(from: Keyframe, to: Keyframe, { dx, dy, correlation, overlap }: Alignment): void {
    this.#addLink({ from: from.index, to: to.index, dx, dy, weight: overlap * Math.max(correlation, 0) });
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

  /** Lays out keyframes and links that were saved; the map must be empty. */
  restore(textures: readonly Texture[], links: readonly Link[]): void {
    for (const texture of textures) this.addPiece(texture);
    for (const link of links) this.#addLink(link);
    this.settle();
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

  #add(keyframe: Keyframe): Keyframe {
    this.#keyframes.push(keyframe);
    return keyframe;
  }

  #addLink(link: Link): void {
    const [from, to] = [this.#keyframes[link.from] as Keyframe, this.#keyframes[link.to] as Keyframe];
    this.#linked.add(linkKey(from, to));
    this.#links.push(link);
    const gap = { x: from.x + link.dx - to.x, y: from.y + link.dy - to.y };
    if (from.piece < to.piece) this.#move(to.piece, gap, from.piece);
    if (to.piece < from.piece) this.#move(from.piece, { x: -gap.x, y: -gap.y }, to.piece);
  }

  /** Moves a whole piece by `way` and makes it part of another. */
  #move(piece: number, way: Place, into: number): void {
    for (const keyframe of this.#keyframes) {
      if (keyframe.piece !== piece) continue;
      keyframe.x += way.x;
      keyframe.y += way.y;
      keyframe.piece = into;
    }
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
