import type { GreyPicture } from './luminance.ts';

/** The rank among deviations beyond which they say no more: dirt and the edge of the field weigh no more than lines do. */
const CLIP_RANK = 0.98;

/**
 * A picture less its surroundings (the mean of a square of 2 × `radius` + 1 pixels), clipped, with zero mean: uneven light
 * is gone, lines and cells are left.
 */
export function flatten({ width, height, pixels }: GreyPicture, radius: number): GreyPicture {
  const sums = integral({ width, height, pixels });
  const flat = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - radius), Math.min(height, y + radius + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - radius), Math.min(width, x + radius + 1)];
      const at = (row: number, column: number) => sums[row * (width + 1) + column] as number;
      const sum = at(bottom, right) - at(top, right) - at(bottom, left) + at(top, left);
      flat[y * width + x] = (pixels[y * width + x] as number) - sum / ((bottom - top) * (right - left));
    }
  }
  const clip = flat.map(Math.abs).sort()[Math.floor(CLIP_RANK * (flat.length - 1))] as number;
  let mean = 0;
  for (let i = 0; i < flat.length; i++) {
    flat[i] = Math.max(-clip, Math.min(clip, flat[i] as number));
    mean += (flat[i] as number) / flat.length;
  }
  return { width, height, pixels: flat.map((value) => value - mean) };
}

/** Sums of all pixels above and left of each corner, a row and a column wider than the picture. */
function integral({ width, height, pixels }: GreyPicture): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += pixels[y * width + x] as number;
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] as number) + row;
    }
  }
  return sums;
}
