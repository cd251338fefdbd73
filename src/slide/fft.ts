/**
 * Discrete Fourier transform of squares whose side is a power of two, for real pictures. Half a spectrum is
 * kept (columns 0 to side / 2); the rest is its mirror. Real and imaginary parts lie in arrays of their own.
 */
export interface Spectrum {
  /** Column by column: element `u * side + v` belongs to horizontal frequency u and vertical frequency v. */
  readonly re: Float32Array;
  readonly im: Float32Array;
}

export class Fft2d {
  readonly side: number;
  readonly #line: Fft1d;

  constructor(side: number) {
    this.side = side;
    this.#line = new Fft1d(side);
  }

  spectrum(): Spectrum {
    const length = (this.side / 2 + 1) * this.side;
    return { re: new Float32Array(length), im: new Float32Array(length) };
  }

  /** Transforms the first `rows` rows of `picture` (side × side, the rows below are taken as zero) into `out`. */
  forward(picture: Float32Array, rows: number, out: Spectrum): void {
    const { side } = this;
    const { re, im } = this.#line;
    out.re.fill(0);
    out.im.fill(0);
    // Two real rows travel as one complex row and are told apart by symmetry afterwards.
    for (let y = 0; y < rows; y += 2) {
      for (let x = 0; x < side; x++) {
        re[x] = picture[y * side + x] as number;
        im[x] = picture[(y + 1) * side + x] as number;
      }
      this.#line.transform();
      for (let u = 0; u <= side / 2; u++) {
        const mirror = (side - u) & (side - 1);
        const a = re[u] as number;
        const b = im[u] as number;
        const c = re[mirror] as number;
        const d = im[mirror] as number;
        const at = u * side + y;
        out.re[at] = (a + c) / 2;
        out.im[at] = (b - d) / 2;
        out.re[at + 1] = (b + d) / 2;
        out.im[at + 1] = (c - a) / 2;
      }
    }
    for (let u = 0; u <= side / 2; u++) this.#column(out, u);
  }

  /** The real picture (side × side) of a spectrum, times side²; the spectrum is overwritten. */
  inverse(spectrum: Spectrum, out: Float32Array): void {
    const { side } = this;
    const { re, im } = this.#line;
    // The inverse is the forward transform of the conjugate; for a real result no second conjugate is needed.
    for (let i = 0; i < spectrum.im.length; i++) spectrum.im[i] = -(spectrum.im[i] as number);
    for (let u = 0; u <= side / 2; u++) this.#column(spectrum, u);
    for (let y = 0; y < side; y += 2) {
      for (let u = 0; u <= side / 2; u++) {
        const at = u * side + y;
        const a = spectrum.re[at] as number;
        const b = spectrum.im[at] as number;
        const c = spectrum.re[at + 1] as number;
        const d = spectrum.im[at + 1] as number;
        re[u] = a - d;
        im[u] = b + c;
        if (u > 0 && u < side / 2) {
          re[side - u] = a + d;
          im[side - u] = c - b;
        }
      }
      this.#line.transform();
      for (let x = 0; x < side; x++) {
        out[y * side + x] = re[x] as number;
        out[(y + 1) * side + x] = im[x] as number;
      }
    }
  }

  #column(spectrum: Spectrum, u: number): void {
    const start = u * this.side;
    const { re, im } = this.#line;
    for (let v = 0; v < this.side; v++) {
      re[v] = spectrum.re[start + v] as number;
      im[v] = spectrum.im[start + v] as number;
    }
    this.#line.transform();
    spectrum.re.set(re, start);
    spectrum.im.set(im, start);
  }
}

/**
 * One line, in place: `re` and `im` are filled, transformed and read. Radix two, decimation in time. Nothing is taken
 * apart by square brackets: searches are too rare to be compiled well, and until then each pair would be garbage.
 */
class Fft1d {
  readonly re: Float32Array;
  readonly im: Float32Array;
  readonly #cos: Float32Array;
  readonly #sin: Float32Array;
  /** Pairs of positions to swap so that the butterflies find bit-reversed order. */
  readonly #swaps: Uint16Array;

  constructor(size: number) {
    if (size < 4 || (size & (size - 1)) !== 0)
      throw new RangeError(`FFT size must be a power of two, not ${size}`);
    this.re = new Float32Array(size);
    this.im = new Float32Array(size);
    this.#cos = Float32Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sin = Float32Array.from({ length: size / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
    const bits = Math.log2(size);
    const swaps: number[] = [];
    for (let i = 0; i < size; i++) {
      let reversed = 0;
      for (let bit = 0; bit < bits; bit++) reversed |= ((i >> bit) & 1) << (bits - 1 - bit);
      if (reversed > i) swaps.push(i, reversed);
    }
    this.#swaps = Uint16Array.from(swaps);
  }

  transform(): void {
    this.#reorder();
    this.#firstTwoStages();
    const { re, im } = this;
    const size = re.length;
    for (let half = 4; half < size; half *= 2) {
      const step = size / (2 * half);
      for (let k = 0; k < half; k++) {
        const cos = this.#cos[k * step] as number;
        const sin = this.#sin[k * step] as number;
        for (let i = k; i < size; i += 2 * half) {
          const j = i + half;
          const a = re[j] as number;
          const b = im[j] as number;
          const x = a * cos - b * sin;
          const y = a * sin + b * cos;
          const p = re[i] as number;
          const q = im[i] as number;
          re[j] = p - x;
          im[j] = q - y;
          re[i] = p + x;
          im[i] = q + y;
        }
      }
    }
  }

  #reorder(): void {
    const { re, im } = this;
    const swaps = this.#swaps;
    for (let s = 0; s < swaps.length; s += 2) {
      const i = swaps[s] as number;
      const j = swaps[s + 1] as number;
      const a = re[i] as number;
      const b = im[i] as number;
      re[i] = re[j] as number;
      im[i] = im[j] as number;
      re[j] = a;
      im[j] = b;
    }
  }

  /** Butterflies over two and four need no multiplication. */
  #firstTwoStages(): void {
    const { re, im } = this;
    for (let i = 0; i < re.length; i += 4) {
      const a = re[i] as number;
      const b = re[i + 1] as number;
      const c = re[i + 2] as number;
      const d = re[i + 3] as number;
      const e = im[i] as number;
      const f = im[i + 1] as number;
      const g = im[i + 2] as number;
      const h = im[i + 3] as number;
      re[i] = a + b + c + d;
      im[i] = e + f + g + h;
      re[i + 2] = a + b - c - d;
      im[i + 2] = e + f - g - h;
      re[i + 1] = a - b + g - h;
      im[i + 1] = e - f - c + d;
      re[i + 3] = a - b - g + h;
      im[i + 3] = e - f + c - d;
    }
  }
}
