import type { Box } from '../core/types.ts';

/** The value to so many decimal places. */
export function rounded(value: number, places: number): number {
  return Number(value.toFixed(places));
}

/** A box to a hundredth of a pixel. */
export function roundedBox([x, y, width, height]: Box): Box {
  return [rounded(x, 2), rounded(y, 2), rounded(width, 2), rounded(height, 2)];
}
