import type { CountedSquare, Place } from './chamber-count.ts';

/** Shares of the picture's width that an arrow key moves the cross. */
const STEP = 1 / 50;
const FINE_STEP = 1 / 400;

const WAYS: Readonly<Record<string, Place>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Where an arrow key moves the cross, never out of the picture; null for any other key. */
export function crossAfter(
  key: string,
  [x, y]: Place,
  { width, height, isFine }: { readonly width: number; readonly height: number; readonly isFine: boolean },
): Place | null {
  const way = WAYS[key];
  if (!way) return null;
  const step = width * (isFine ? FINE_STEP : STEP);
  const within = (value: number, most: number) => Math.min(most, Math.max(0, value));
  return [within(x + way[0] * step, width), within(y + way[1] * step, height)];
}

/** Middle of a square; undefined where there is none. */
export function middleOf(square: CountedSquare | undefined): Place | undefined {
  if (!square) return undefined;
  const mean = (axis: 0 | 1) =>
    square.outline.reduce((sum, corner) => sum + corner[axis], 0) / square.outline.length;
  return [mean(0), mean(1)];
}
