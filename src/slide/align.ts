import type { Texture } from './texture.ts';

/** Offset of one picture against another in pixels of the pictures, to the right and down. */
export interface Shift {
  readonly dx: number;
  readonly dy: number;
}

export interface Alignment extends Shift {
  /** Correlation of the two pictures where they overlap, −1 to 1. */
  readonly correlation: number;
  /** Overlap as a share of the picture. */
  readonly overlap: number;
}

/** Overlaps smaller than this share say nothing. */
const LEAST_OVERLAP = 0.12;
/** Steps may lead so far from the guess; farther away it has found something else. */
const REACH_PIXELS = 8;
const SETTLED_PIXELS = 0.01;
/**
 * Strip along the edges, as a share of the width, that is not compared: texture there knows its surroundings on
 * one side only, which ties it to the picture instead of the slide (without it places drift by 0.05 %).
 */
const MARGIN_SHARE = 1 / 24;

/**
 * Refines a guessed offset of `picture` against `reference` to a fraction of a pixel: the offset d at which
 * picture(x) and reference(x + d) differ least, by Gauss-Newton steps (Lucas and Kanade 1981, in the inverse
 * form of Baker and Matthews 2004). Null when the overlap is too small or the steps lead away.
 */
export function align(picture: Texture, reference: Texture, guess: Shift): Alignment | null {
  let { dx, dy } = guess;
  for (let step = 0; step < 8; step++) {
    const fit = compare(picture, reference, { dx, dy }, 2);
    if (fit === null) return null;
    dx -= fit.stepX;
    dy -= fit.stepY;
    if (!(Math.hypot(dx - guess.dx, dy - guess.dy) <= REACH_PIXELS)) return null;
    if (Math.hypot(fit.stepX, fit.stepY) < SETTLED_PIXELS || step === 7) {
      return { dx, dy, correlation: fit.correlation, overlap: fit.overlap };
    }
  }
  return null;
}

/** Correlation at an offset as it is, from every fourth row: enough to choose among guesses. */
export function correlationAt(picture: Texture, reference: Texture, shift: Shift): number {
  return compare(picture, reference, shift, 4)?.correlation ?? -1;
}

interface Comparison {
  readonly correlation: number;
  readonly overlap: number;
  /** How far the offset lies beyond the best one, to first order. */
  readonly stepX: number;
  readonly stepY: number;
}

function compare(
  picture: Texture,
  reference: Texture,
  { dx, dy }: Shift,
  rowStep: number,
): Comparison | null {
  const { width, height } = picture;
  const [wholeX, wholeY] = [Math.floor(dx), Math.floor(dy)];
  const margin = Math.max(1, Math.round(width * MARGIN_SHARE));
  const left = margin + Math.max(0, -wholeX);
  const right = Math.min(width, reference.width - wholeX) - margin;
  const top = margin + Math.max(0, -wholeY);
  const bottom = Math.min(height, reference.height - wholeY) - margin;
  const overlap = (Math.max(0, right - left) * Math.max(0, bottom - top)) / (width * height);
  if (overlap < LEAST_OVERLAP) return null;

  const [fx, fy] = [dx - wholeX, dy - wholeY];
  const [w00, w01, w10, w11] = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy];
  const a = picture.pixels;
  const b = reference.pixels;
  let [count, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0];
  let [gxx, gxy, gyy, gxe, gye] = [0, 0, 0, 0, 0];
  for (let y = top; y < bottom; y += rowStep) {
    const rowA = y * width;
    const rowB = (y + wholeY) * reference.width + wholeX;
    for (let x = left; x < right; x++) {
      const at = rowA + x;
      const to = rowB + x;
      const below = to + reference.width;
      const valueA = a[at] as number;
      const valueB =
        w00 * (b[to] as number) +
        w01 * (b[to + 1] as number) +
        w10 * (b[below] as number) +
        w11 * (b[below + 1] as number);
      const gx = ((a[at + 1] as number) - (a[at - 1] as number)) / 2;
      const gy = ((a[at + width] as number) - (a[at - width] as number)) / 2;
      const error = valueB - valueA;
      sumA += valueA;
      sumB += valueB;
      sumAA += valueA * valueA;
      sumBB += valueB * valueB;
      sumAB += valueA * valueB;
      gxx += gx * gx;
      gxy += gx * gy;
      gyy += gy * gy;
      gxe += gx * error;
      gye += gy * error;
    }
    count += right - left;
  }
  const covariance = sumAB - (sumA * sumB) / count;
  const variances = (sumAA - sumA ** 2 / count) * (sumBB - sumB ** 2 / count);
  const determinant = gxx * gyy - gxy * gxy;
  if (variances <= 0 || determinant <= 1e-6 * gxx * gyy) return null;
  return {
    correlation: covariance / Math.sqrt(variances),
    overlap,
    stepX: (gyy * gxe - gxy * gye) / determinant,
    stepY: (gxx * gye - gxy * gxe) / determinant,
  };
}
