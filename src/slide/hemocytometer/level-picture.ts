import type { GreyPicture } from '../luminance.ts';
import { BoxSums } from './box-sums.ts';

/** A picture, and where it shows the field of view. */
export interface ViewedPicture extends GreyPicture {
  /** 1 where the picture shows the field of view, 0 where it is black around it. */
  readonly inView: Uint8Array;
}

/**
 * Takes uneven light away: each pixel as a part of the mean of a square of 2 × `reach` + 1 pixels around it, of those in
 * view, less 1. Out of view it is 0.
 */
export function levelPicture({ width, height, pixels, inView }: ViewedPicture, reach: number): ViewedPicture {
  const light = new BoxSums(
    pixels.map((value, at) => (inView[at] === 1 ? value : 0)),
    { width, height },
  );
  const area = new BoxSums(inView, { width, height });
  const level = new Float32Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (inView[at] === 0) continue;
      const mean = light.around(x, y, reach) / area.around(x, y, reach);
      level[at] = (pixels[at] as number) / Math.max(1, mean) - 1;
    }
  }
  return { width, height, pixels: level, inView };
}
