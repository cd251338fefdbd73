import { type Alignment, align, correlationAt } from './align.ts';
import type { Spectrum } from './fft.ts';
import { type Keyframe, KeyframeMap, type Place, sharedView } from './keyframe-map.ts';
import { PhaseCorrelator } from './phase-correlation.ts';
import { halved, type Texture } from './texture.ts';

/** Where a picture lies: an offset from a keyframe, so that it moves along when the map settles. */
export interface Placement {
  readonly keyframe: Keyframe;
  /** In pixels of the reduced picture. */
  readonly dx: number;
  readonly dy: number;
  /** Correlation with the keyframe, 0 to 1. */
  readonly confidence: number;
}

/** Pictures of one place correlate by 0.95 and more, others by up to 0.42 (measured on slide-a and slide-b). */
const SAME_PLACE = 0.65;
/** Small overlaps correlate by chance more easily. */
const SAME_PLACE_SMALL_OVERLAP = 0.8;
const SMALL_OVERLAP = 0.25;
/** A keyframe that shares less than this with the view is exchanged for another or a new one. */
const NEW_KEYFRAME_BELOW = 0.6;
/** Another keyframe takes over only when it shares so much more. */
const HANDOVER_GAIN = 0.1;
/** A view that shares so much with its keyframe would, as a keyframe, add nothing to it. */
const SAME_VIEW = 0.9;
/** New keyframes are measured against all neighbours that share so much. */
const NEIGHBOUR_SHARE = 0.2;
const MOST_NEIGHBOURS = 5;
/** Keyframes tried for each picture while the place is lost: bounds the time of one picture. */
const TRIES_WHEN_LOST = 4;
/** Candidates of phase correlation that are refined. */
const REFINED = 2;

/**
 * Follows the stage from picture to picture. Each picture is measured against a keyframe, never only against
 * the one before, so that standing still adds no drift; jumps of up to two thirds of the view are found by phase
 * correlation; a picture that fits nowhere is lost until it fits a keyframe again.
 */
export class Registration {
  readonly map = new KeyframeMap();
  readonly #correlator: PhaseCorrelator;
  #last: { placement: Placement; texture: Texture; seq: number } | null = null;
  /** Pixels a frame. */
  #velocity: Place = { x: 0, y: 0 };
  #lostTries = 0;
  #spectra = new WeakMap<Texture, Spectrum>();

  constructor({ width, height }: { width: number; height: number }) {
    this.#correlator = new PhaseCorrelator(width >> 1, height >> 1);
  }

  /** Places a picture; null when it is lost. `seq` counts frames, dropped ones included. */
  locate(texture: Texture, seq: number): Placement | null {
    const placement = this.#place(texture, seq);
    if (placement === null) return null;
    const settled = this.#handOver(texture, placement);
    const before = this.#last;
    const gap = before === null ? 0 : seq - before.seq;
    if (before !== null && gap > 0 && this.#lostTries === 0) {
      const [here, there] = [placeOf(settled), placeOf(before.placement)];
      this.#velocity = { x: (here.x - there.x) / gap, y: (here.y - there.y) / gap };
    } else {
      this.#velocity = { x: 0, y: 0 };
    }
    this.#last = { placement: settled, texture, seq };
    this.#lostTries = 0;
    return settled;
  }

  #place(texture: Texture, seq: number): Placement | null {
    const last = this.#last;
    if (last === null)
      return { keyframe: this.map.add(texture, { x: 0, y: 0 }), dx: 0, dy: 0, confidence: 1 };
    if (this.#lostTries > 0) return this.#findAgain(texture, last.placement);
    // A camera that was opened again counts from 0.
    const gap = Math.max(0, seq - last.seq);
    const { keyframe, dx, dy } = last.placement;
    const guess = { dx: dx + gap * this.#velocity.x, dy: dy + gap * this.#velocity.y };
    const found = measure(texture, keyframe.texture, guess) ?? this.#search(texture, keyframe.texture);
    if (found) return placed(keyframe, found);
    // A jump may have led away from the keyframe, but not from the picture before: that becomes the nearest one.
    if (sharedView(placeOf(last.placement), keyframe) < SAME_VIEW)
      this.#addKeyframe(last.texture, last.placement);
    return this.#findAgain(texture, last.placement);
  }

  /** Tries a few more keyframes with each lost picture, from the last known place outwards, round and round. */
  #findAgain(texture: Texture, last: Placement): Placement | null {
    const keyframes = this.map.nearest(placeOf(last));
    for (let i = 0; i < Math.min(TRIES_WHEN_LOST, keyframes.length); i++) {
      const keyframe = keyframes[this.#lostTries++ % keyframes.length] as Keyframe;
      const found = this.#search(texture, keyframe.texture);
      if (found) return placed(keyframe, found);
    }
    return null;
  }

  /** Changes to a keyframe that shows more of the view, making one where none does. */
  #handOver(texture: Texture, placement: Placement): Placement {
    const place = placeOf(placement);
    const share = sharedView(place, placement.keyframe);
    const [best] = this.map.overlapping(place, Math.max(NEW_KEYFRAME_BELOW, share + HANDOVER_GAIN));
    if (best) {
      const guess = { dx: place.x - best.keyframe.x, dy: place.y - best.keyframe.y };
      const found =
        measure(texture, best.keyframe.texture, guess) ?? this.#search(texture, best.keyframe.texture);
      if (found) {
        this.#closeLoop(placement, placed(best.keyframe, found), found);
        return placed(best.keyframe, found);
      }
    }
    if (share >= NEW_KEYFRAME_BELOW) return placement;
    return {
      keyframe: this.#addKeyframe(texture, placement),
      dx: 0,
      dy: 0,
      confidence: placement.confidence,
    };
  }

  /** One picture measured against two keyframes tells their offset. */
  #closeLoop(from: Placement, to: Placement, { correlation, overlap }: Alignment): void {
    if (this.map.areLinked(from.keyframe, to.keyframe)) return;
    this.map.link(from.keyframe, to.keyframe, {
      dx: from.dx - to.dx,
      dy: from.dy - to.dy,
      correlation,
      overlap,
    });
    this.map.settle();
  }

  #addKeyframe(texture: Texture, { keyframe: anchor, dx, dy, confidence }: Placement): Keyframe {
    const added = this.map.add(texture, { x: anchor.x + dx, y: anchor.y + dy });
    this.map.link(anchor, added, { dx, dy, correlation: confidence, overlap: sharedView(added, anchor) });
    for (const { keyframe } of this.map.overlapping(added, NEIGHBOUR_SHARE).slice(0, MOST_NEIGHBOURS + 2)) {
      if (keyframe === added || this.map.areLinked(keyframe, added)) continue;
      const found = measure(texture, keyframe.texture, {
        dx: added.x - keyframe.x,
        dy: added.y - keyframe.y,
      });
      if (found) this.map.link(keyframe, added, found);
    }
    this.map.settle();
    return added;
  }

  /** Offset of any size within two thirds of the view, by phase correlation at half size, then refined. */
  #search(texture: Texture, reference: Texture): Alignment | null {
    const [half, halfReference] = [halved(texture), halved(reference)];
    const candidates = this.#correlator
      .candidates(this.#spectrumOf(texture, half), this.#spectrumOf(reference, halfReference))
      .map((shift) => ({ ...shift, correlation: correlationAt(half, halfReference, shift) }))
      .sort((a, b) => b.correlation - a.correlation);
    for (const { dx, dy } of candidates.slice(0, REFINED)) {
      const found = measure(texture, reference, { dx: 2 * dx, dy: 2 * dy });
      if (found) return found;
    }
    return null;
  }

  #spectrumOf(texture: Texture, half: Texture): Spectrum {
    const known = this.#spectra.get(texture);
    if (known) return known;
    const spectrum = this.#correlator.spectrum(half);
    this.#spectra.set(texture, spectrum);
    return spectrum;
  }
}

/** Place of a placed picture as the map stands now. */
export function placeOf({ keyframe, dx, dy }: Placement): Place {
  return { x: keyframe.x + dx, y: keyframe.y + dy };
}

function placed(keyframe: Keyframe, { dx, dy, correlation }: Alignment): Placement {
  return { keyframe, dx, dy, confidence: correlation };
}

function measure(texture: Texture, reference: Texture, guess: { dx: number; dy: number }): Alignment | null {
  const found = align(texture, reference, guess);
  if (found === null) return null;
  const least = found.overlap < SMALL_OVERLAP ? SAME_PLACE_SMALL_OVERLAP : SAME_PLACE;
  return found.correlation >= least ? found : null;
}
