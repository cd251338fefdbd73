import type { Box } from './core/types.ts';
import { encodeJpeg, type RgbPicture } from './server/jpeg.ts';

/** The crop shows the cell with a quarter of its size around it, as review screens do. */
const CONTEXT_FACTOR = 1.5;
const CROP_JPEG_QUALITY = 92;

/** A square JPEG around a cell, cut at the picture's edge. */
export function cropJpeg(picture: RgbPicture, box: Box): Promise<Uint8Array> {
  return encodeJpeg(cropSquare(picture, box), CROP_JPEG_QUALITY);
}

/** Copies the square of `CONTEXT_FACTOR` × the longer side around the box's centre, as far as the picture goes. */
export function cropSquare(picture: RgbPicture, [x, y, width, height]: Box): RgbPicture {
  const half = (Math.max(width, height) * CONTEXT_FACTOR) / 2;
  const left = clamp(Math.round(x + width / 2 - half), 0, picture.width - 1);
  const top = clamp(Math.round(y + height / 2 - half), 0, picture.height - 1);
  const right = clamp(Math.round(x + width / 2 + half), left + 1, picture.width);
  const bottom = clamp(Math.round(y + height / 2 + half), top + 1, picture.height);
  const rowBytes = (right - left) * 3;
  const pixels = new Uint8Array(rowBytes * (bottom - top));
  for (let row = top; row < bottom; row++) {
    const from = (row * picture.width + left) * 3;
    pixels.set(picture.pixels.subarray(from, from + rowBytes), (row - top) * rowBytes);
  }
  return { width: right - left, height: bottom - top, pixels };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
