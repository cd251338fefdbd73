import type { ReviewCell } from '../../core/wire/review.ts';

const SMALLEST_UM = 16;
const LARGEST_UM = 36;
const FITS = 0.95;

/** Side of the square that holds nearly every cell's picture; the few larger ones are cut around their middle. */
export function tileUm(cells: readonly Pick<ReviewCell, 'cropUm'>[]): number {
  const sides = cells.map(({ cropUm }) => cropUm).sort((a, b) => a - b);
  const side = sides[Math.ceil((sides.length - 1) * FITS)] ?? SMALLEST_UM;
  return Math.min(LARGEST_UM, Math.max(SMALLEST_UM, Math.ceil(side)));
}
