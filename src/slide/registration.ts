import type { Alignment } from './align.ts';
import { type Keyframe, KeyframeMap, type Place, sharedView } from './keyframe-map.ts';
import { PictureMatcher } from './picture-matcher.ts';
import type { Texture } from './texture.ts';

/** Where a picture lies: an offset from a keyframe, so that it moves along when the map settles. */
export interface Placement {
  readonly keyframe: Keyframe;
  /** In pixels of the reduced picture. */
  readonly dx: number;
  readonly dy: number;
  /** Correlation with the keyframe, 0 to 1. */
  readonly confidence: number;
}

/** A keyframe that shares less than this with the view is exchanged for another or a new one. */
const NEW_KEYFRAME_BELOW = 0.6;
/** Another keyframe takes over only when it shares so much more. */
const HANDOVER_GAIN = 0.1;
/** A view that shares so much with its keyframe would, as a keyframe, add nothing to it. */
const SAME_VIEW = 0.9;
/** New keyframes are measured against all neighbours that share so much. */
const NEIGHBOUR_SHARE = 0.2;
const MOST_NEIGHBOURS = 5;
/** Views that share so much can be told to show the same. */
const JUDGED_SHARE = 0.3;
/** Keyframes tried for each picture while the place is lost or the map in pieces: bounds the time of one picture. */
const TRIES = 4;
/** So many lost pictures in a row, each following the one before, are a stretch of the slide that is not on the map. */
const STRETCH_AFTER = 5;

/**
 * Follows the stage from picture to picture. Each picture is measured against a keyframe, never only against
 * the one before, so that standing still adds no drift; jumps of up to two thirds of the view are found by phase
 * correlation. A picture that fits nowhere is lost; lost pictures that follow each other become a piece of the
 * map of their own, which joins the rest as soon as a picture of one is recognised in the other.
 */
export class Registration {
  readonly map = new KeyframeMap();
  readonly #matcher: PictureMatcher;
  #last: { placement: Placement; texture: Texture; seq: number } | null = null;
  /** Pixels a frame. */
  #velocity: Place = { x: 0, y: 0 };
  /** The newest lost picture, and how many before it followed each other. */
  #lost: { texture: Texture; followed: number } | null = null;
  #tries = 0;

  constructor(size: { width: number; height: number }) {
    this.#matcher = new PictureMatcher(size);
  }

  /** Places a picture; null when it is lost. `seq` counts frames, dropped ones included. */
  locate(texture: Texture, seq: number): Placement | null {
    const placement = this.#place(texture, seq) ?? this.#stretch(texture);
    if (placement === null) return null;
    const settled = this.#handOver(texture, placement);
    if (this.map.isInPieces) this.#recognise(texture, settled);
    const before = this.#last;
    const gap = before === null ? 0 : seq - before.seq;
    if (before !== null && gap > 0 && this.#lost === null) {
      const [here, there] = [placeOf(settled), placeOf(before.placement)];
      this.#velocity = { x: (here.x - there.x) / gap, y: (here.y - there.y) / gap };
    } else {
      this.#velocity = { x: 0, y: 0 };
    }
    this.#last = { placement: settled, texture, seq };
    this.#lost = null;
    return settled;
  }

  #place(texture: Texture, seq: number): Placement | null {
    if (this.map.keyframes.length === 0) return atKeyframe(this.map.addPiece(texture));
    const last = this.#last;
    if (last === null || this.#lost !== null) return this.#findAgain(texture);
    // A camera that was opened again counts from 0.
    const gap = Math.max(0, seq - last.seq);
    const { keyframe, dx, dy } = last.placement;
    const guess = { dx: dx + gap * this.#velocity.x, dy: dy + gap * this.#velocity.y };
    const found = this.#matcher.find(texture, keyframe.texture, guess);
    if (found) return placed(keyframe, found);
    // A jump may have led away from the keyframe, but not from the picture before: that becomes the nearest one.
    if (sharedView(placeOf(last.placement), keyframe) < SAME_VIEW)
      this.#addKeyframe(last.texture, last.placement);
    return this.#findAgain(texture);
  }

  /** Tries a few more keyframes with each lost picture, from the last known place outwards, round and round. */
  #findAgain(texture: Texture): Placement | null {
    if (this.#lost === null) this.#tries = 0;
    const origin = this.#last === null ? { x: 0, y: 0 } : placeOf(this.#last.placement);
    const keyframes = this.map.nearest(origin);
    for (let i = 0; i < Math.min(TRIES, keyframes.length); i++) {
      const keyframe = keyframes[this.#tries++ % keyframes.length] as Keyframe;
      const found = this.#matcher.search(texture, keyframe.texture);
      if (found) return placed(keyframe, found);
    }
    return null;
  }

  /** Lost pictures that follow each other start a piece of the map. */
  #stretch(texture: Texture): Placement | null {
    const before = this.#lost;
    const follows = before !== null && this.#matcher.find(texture, before.texture, { dx: 0, dy: 0 }) !== null;
    const followed = follows ? before.followed + 1 : 0;
    if (followed >= STRETCH_AFTER) return atKeyframe(this.map.addPiece(texture));
    this.#lost = { texture, followed };
    return null;
  }

  /** Changes to a keyframe that shows more of the view, making one where none does. */
  #handOver(texture: Texture, placement: Placement): Placement {
    const place = placeOf(placement);
    const share = sharedView(place, placement.keyframe);
    const [best] = this.map.overlapping(place, Math.max(NEW_KEYFRAME_BELOW, share + HANDOVER_GAIN));
    if (best) {
      const guess = { dx: place.x - best.keyframe.x, dy: place.y - best.keyframe.y };
      const found = this.#matcher.find(texture, best.keyframe.texture, guess);
      if (found) {
        this.#link(placement, best.keyframe, found);
        return placed(best.keyframe, found);
      }
    }
    if (share >= NEW_KEYFRAME_BELOW) return placement;
    return { ...atKeyframe(this.#addKeyframe(texture, placement)), confidence: placement.confidence };
  }

  /** While the map is in pieces, each picture is compared with a few keyframes of the pieces it is not in. */
  #recognise(texture: Texture, placement: Placement): void {
    const { piece } = placement.keyframe;
    const others = this.map.keyframes.filter((keyframe) => keyframe.piece !== piece);
    for (let i = 0; i < Math.min(TRIES, others.length); i++) {
      const keyframe = others[this.#tries++ % others.length] as Keyframe;
      const found = this.#matcher.search(texture, keyframe.texture);
      if (found === null || this.#isContradicted(placement, keyframe, found)) continue;
      const joined = this.map.keyframes.filter((other) => other.piece === Math.max(piece, keyframe.piece));
      this.#link(placement, keyframe, found);
      for (const other of joined) this.#linkNeighbours(other);
      this.map.settle();
      return;
    }
  }

  /** Whether two pieces, joined as a picture says, would show different things at one place. */
  #isContradicted(placement: Placement, { x, y, piece }: Keyframe, { dx, dy }: Alignment): boolean {
    const here = placeOf(placement);
    const way = { x: x + dx - here.x, y: y + dy - here.y };
    const mine = this.map.keyframes.filter((keyframe) => keyframe.piece === placement.keyframe.piece);
    const others = this.map.keyframes.filter((keyframe) => keyframe.piece === piece);
    return mine.some((keyframe) => {
      const place = { x: keyframe.x + way.x, y: keyframe.y + way.y };
      return others.some(
        (other) =>
          sharedView(place, other) >= JUDGED_SHARE &&
          !this.#matcher.measure(keyframe.texture, other.texture, {
            dx: place.x - other.x,
            dy: place.y - other.y,
          }),
      );
    });
  }

  /** One picture measured against two keyframes tells their offset. */
  #link(from: Placement, to: Keyframe, found: Alignment): void {
    if (this.map.areLinked(from.keyframe, to)) return;
    this.map.link(from.keyframe, to, { ...found, dx: from.dx - found.dx, dy: from.dy - found.dy });
    this.map.settle();
  }

  #addKeyframe(texture: Texture, placement: Placement): Keyframe {
    const { keyframe: anchor, dx, dy, confidence } = placement;
    const overlap = sharedView(placeOf(placement), anchor);
    const added = this.map.addBeside(anchor, texture, { dx, dy, correlation: confidence, overlap });
    this.#linkNeighbours(added);
    this.map.settle();
    return added;
  }

  #linkNeighbours(keyframe: Keyframe): void {
    const neighbours = this.map.overlapping(keyframe, NEIGHBOUR_SHARE).slice(0, MOST_NEIGHBOURS + 2);
    for (const { keyframe: neighbour } of neighbours) {
      if (neighbour === keyframe || this.map.areLinked(neighbour, keyframe)) continue;
      const guess = { dx: keyframe.x - neighbour.x, dy: keyframe.y - neighbour.y };
      const found = this.#matcher.measure(keyframe.texture, neighbour.texture, guess);
      if (found) this.map.link(neighbour, keyframe, found);
    }
  }
}

/** Place of a placed picture as the map stands now. */
export function placeOf({ keyframe, dx, dy }: Placement): Place {
  return { x: keyframe.x + dx, y: keyframe.y + dy };
}

function atKeyframe(keyframe: Keyframe): Placement {
  return { keyframe, dx: 0, dy: 0, confidence: 1 };
}

function placed(keyframe: Keyframe, { dx, dy, correlation }: Alignment): Placement {
  return { keyframe, dx, dy, confidence: correlation };
}
