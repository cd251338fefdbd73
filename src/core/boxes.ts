import type { Box } from './types.ts';

export function areaOf([, , width, height]: Box): number {
  return width * height;
}

/** The part of `box` inside `frame`; null when there is none. */
export function clipped(box: Box, frame: Box): Box | null {
  const left = Math.max(box[0], frame[0]);
  const top = Math.max(box[1], frame[1]);
  const right = Math.min(box[0] + box[2], frame[0] + frame[2]);
  const bottom = Math.min(box[1] + box[3], frame[1] + frame[3]);
  return right > left && bottom > top ? [left, top, right - left, bottom - top] : null;
}

/** Shared area as a part of the area both cover together, 0 to 1. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const shared = clipped(a, b);
  if (shared === null) return 0;
  const area = areaOf(shared);
  return area / (areaOf(a) + areaOf(b) - area);
}

/** Whether `box` keeps at least `margin` from every side of a picture. */
export function isWhole(
  [x, y, width, height]: Box,
  picture: { width: number; height: number },
  margin: number,
): boolean {
  return (
    x >= margin && y >= margin && x + width <= picture.width - margin && y + height <= picture.height - margin
  );
}
