import type { Shift } from './align.ts';
import { Fft2d, type Spectrum } from './fft.ts';
import type { Texture } from './texture.ts';

/** Share of the picture, on each side, over which the window falls to zero. */
const TAPER = 0.15;
/** Peaks of the correlation surface that are offered as candidates. */
const PEAKS = 6;
/** Peaks nearer than this to a higher one are its slopes. */
const PEAK_RADIUS = 3;

/**
 * Finds by how much one picture is shifted against another, whatever the size of the shift, from the phases of
 * their spectra (Kuglin and Hines 1975). Pictures are embedded in a larger square of zeros, so that shifts of
 * up to two thirds of the view do not wrap around.
 */
export class PhaseCorrelator {
  readonly #fft: Fft2d;
  readonly #width: number;
  readonly #height: number;
  readonly #window: Float32Array;
  readonly #surface: Float32Array;
  readonly #product: Spectrum;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#fft = new Fft2d(2 ** Math.ceil(Math.log2(Math.max(width, height) * 1.3)));
    this.#surface = new Float32Array(this.#fft.side ** 2);
    this.#product = this.#fft.spectrum();
    this.#window = new Float32Array(width * height);
    for (let y = 0, index = 0; y < height; y++) {
      for (let x = 0; x < width; x++, index++) this.#window[index] = taper(x, width) * taper(y, height);
    }
  }

  spectrum(picture: Texture): Spectrum {
    const { side } = this.#fft;
    const embedded = this.#surface.fill(0);
    for (let y = 0, index = 0; y < this.#height; y++) {
      for (let x = 0; x < this.#width; x++, index++) {
        embedded[y * side + x] = (picture.pixels[index] as number) * (this.#window[index] as number);
      }
    }
    const spectrum = this.#fft.spectrum();
    this.#fft.forward(embedded, this.#height + (this.#height & 1), spectrum);
    return spectrum;
  }

  /** Offsets of `picture` against `reference` worth a closer look, in whole pixels, most likely first. */
  candidates(picture: Spectrum, reference: Spectrum): Shift[] {
    const { side } = this.#fft;
    const product = this.#product;
    for (let i = 0; i < product.re.length; i++) {
      const [a, b] = [reference.re[i] as number, reference.im[i] as number];
      const [c, d] = [picture.re[i] as number, picture.im[i] as number];
      const re = a * c + b * d;
      const im = b * c - a * d;
      // Between plain correlation (power 0) and pure phase (power 1): noise in faint frequencies counts less.
      const weight = (re * re + im * im + 1e-9) ** -0.4;
      product.re[i] = re * weight;
      product.im[i] = im * weight;
    }
    product.re[0] = 0;
    product.im[0] = 0;
    this.#fft.inverse(product, this.#surface);
    return highestPeaks(this.#surface, side).flatMap(({ x, y }) => this.#unwrapped(x, y));
  }

  /** A shift of d and one of d − side give the same peak; both are offered where both leave an overlap. */
  #unwrapped(x: number, y: number): Shift[] {
    const { side } = this.#fft;
    const horizontal = [x, x - side].filter((dx) => Math.abs(dx) <= this.#width * 0.75);
    const vertical = [y, y - side].filter((dy) => Math.abs(dy) <= this.#height * 0.75);
    return horizontal.flatMap((dx) => vertical.map((dy) => ({ dx, dy })));
  }
}

function taper(at: number, length: number): number {
  const depth = Math.min(at + 0.5, length - at - 0.5) / (length * TAPER);
  return depth >= 1 ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * depth);
}

function highestPeaks(surface: Float32Array, side: number): { x: number; y: number }[] {
  const peaks: { x: number; y: number; value: number }[] = [];
  const mask = side - 1;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const value = surface[y * side + x] as number;
      if (peaks.length === PEAKS && value <= (peaks[PEAKS - 1]?.value ?? 0)) continue;
      const above = surface[((y - 1) & mask) * side + x] as number;
      const below = surface[((y + 1) & mask) * side + x] as number;
      const before = surface[y * side + ((x - 1) & mask)] as number;
      const after = surface[y * side + ((x + 1) & mask)] as number;
      if (value < above || value < below || value < before || value < after) continue;
      const near = peaks.findIndex(
        (peak) => wrapped(peak.x - x, side) <= PEAK_RADIUS && wrapped(peak.y - y, side) <= PEAK_RADIUS,
      );
      if (near >= 0) {
        if ((peaks[near]?.value ?? 0) >= value) continue;
        peaks.splice(near, 1);
      }
      const place = peaks.findIndex((peak) => peak.value < value);
      peaks.splice(place < 0 ? peaks.length : place, 0, { x, y, value });
      peaks.length = Math.min(peaks.length, PEAKS);
    }
  }
  return peaks;
}

function wrapped(distance: number, side: number): number {
  const d = Math.abs(distance);
  return Math.min(d, side - d);
}
