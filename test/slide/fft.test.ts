import { describe, expect, it } from 'vitest';
import { Fft2d } from '../../src/slide/fft.ts';

const SIDE = 16;

/** Deterministic noise with every frequency in it. */
function noise(length: number): Float32Array {
  let state = 12345;
  return Float32Array.from({ length }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 1073741824 - 1;
  });
}

/** The definition, summed term by term. */
function coefficient(picture: Float32Array, u: number, v: number): [re: number, im: number] {
  let [re, im] = [0, 0];
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const angle = (-2 * Math.PI * (u * x + v * y)) / SIDE;
      re += (picture[y * SIDE + x] ?? 0) * Math.cos(angle);
      im += (picture[y * SIDE + x] ?? 0) * Math.sin(angle);
    }
  }
  return [re, im];
}

describe('Fft2d', () => {
  const fft = new Fft2d(SIDE);

  it('agrees with the definition, with rows left out taken as zero', () => {
    const picture = noise(SIDE * SIDE).fill(0, 12 * SIDE);
    const spectrum = fft.spectrum();
    fft.forward(picture, 12, spectrum);
    for (let u = 0; u <= SIDE / 2; u++) {
      for (let v = 0; v < SIDE; v++) {
        const [re, im] = coefficient(picture, u, v);
        expect(spectrum.re[u * SIDE + v]).toBeCloseTo(re, 3);
        expect(spectrum.im[u * SIDE + v]).toBeCloseTo(im, 3);
      }
    }
  });

  it('comes back to the picture', () => {
    const picture = noise(SIDE * SIDE);
    const spectrum = fft.spectrum();
    fft.forward(picture, SIDE, spectrum);
    const back = new Float32Array(SIDE * SIDE);
    fft.inverse(spectrum, back);
    back.forEach((value, index) => {
      expect(value / SIDE ** 2).toBeCloseTo(picture[index] ?? Number.NaN, 4);
    });
  });

  it('refuses sides that are no power of two', () => {
    expect(() => new Fft2d(12)).toThrow(RangeError);
  });
});
