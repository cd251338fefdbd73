import { type Alignment, align, correlationAt, type Shift } from './align.ts';
import type { Spectrum } from './fft.ts';
import { PhaseCorrelator } from './phase-correlation.ts';
import { halved, type Texture } from './texture.ts';

/** Near a guess, pictures of one place correlate by 0.95 and more, and still by so much when one is blurred. */
const SAME_PLACE = 0.65;
/** Small overlaps correlate by chance more easily. */
const SAME_PLACE_SMALL_OVERLAP = 0.8;
const SMALL_OVERLAP = 0.25;
/**
 * Where any place may be the right one, the best of the wrong ones correlates by up to 0.55 on simulated and recorded
 * slides, and on a drawn lattice of red cells by up to 0.74, or 0.9 where little overlaps; the right one by at least
 * 0.98 while it is sharp.
 */
const RECOGNISED = 0.87;
const RECOGNISED_SMALL_OVERLAP = 0.95;
/** Candidates of phase correlation that are refined. */
const REFINED = 2;

/** Tells whether two pictures show the same place, and by how much one is shifted against the other. */
export class PictureMatcher {
  readonly #correlator: PhaseCorrelator;
  readonly #halves = new WeakMap<Texture, { readonly half: Texture; readonly spectrum: Spectrum }>();

  /** For textures of this size. */
  constructor({ width, height }: { width: number; height: number }) {
    this.#correlator = new PhaseCorrelator(width >> 1, height >> 1);
  }

  /** The offset near a guess; null when the pictures do not show the same place there. */
  measure(texture: Texture, reference: Texture, guess: Shift): Alignment | null {
    const found = align(texture, reference, guess);
    if (found === null) return null;
    const least = found.overlap < SMALL_OVERLAP ? SAME_PLACE_SMALL_OVERLAP : SAME_PLACE;
    return found.correlation >= least ? found : null;
  }

  /** Offset of any size within two thirds of the view, by phase correlation at half size, then refined; null when unsure. */
  search(texture: Texture, reference: Texture): Alignment | null {
    const [picture, other] = [this.#halfOf(texture), this.#halfOf(reference)];
    const candidates = this.#correlator
      .candidates(picture.spectrum, other.spectrum)
      .map((shift) => ({ ...shift, correlation: correlationAt(picture.half, other.half, shift) }))
      .sort((a, b) => b.correlation - a.correlation);
    for (const { dx, dy } of candidates.slice(0, REFINED)) {
      const found = align(texture, reference, { dx: 2 * dx, dy: 2 * dy });
      if (found === null) continue;
      const least = found.overlap < SMALL_OVERLAP ? RECOGNISED_SMALL_OVERLAP : RECOGNISED;
      if (found.correlation >= least) return found;
    }
    return null;
  }

  /** Where the last picture was expected, else wherever it may have jumped. */
  find(texture: Texture, reference: Texture, guess: Shift): Alignment | null {
    return this.measure(texture, reference, guess) ?? this.search(texture, reference);
  }

  #halfOf(texture: Texture): { readonly half: Texture; readonly spectrum: Spectrum } {
    const known = this.#halves.get(texture);
    if (known) return known;
    const half = halved(texture);
    const made = { half, spectrum: this.#correlator.spectrum(half) };
    this.#halves.set(texture, made);
    return made;
  }
}
