import sharp from 'sharp';
import type { Box } from './core/types.ts';
import { encodeJpeg, type RgbPicture } from './server/jpeg.ts';
import type { CropFrame, FieldPicture } from './store/records.ts';

/** The crop shows the cell with a quarter of its size around it, as review screens do. */
const CONTEXT_FACTOR = 1.5;
const CROP_JPEG_QUALITY = 92;
/** The field picture shows the cell among its neighbours, reduced: it is looked at beside the crop. */
const FIELD_FACTOR = 5;
const MOST_FIELD_PIXELS = 360;
const FIELD_JPEG_QUALITY = 80;

type Size = Pick<RgbPicture, 'width' | 'height'>;

/** A square JPEG around a cell, all of it inside the picture. */
export function cropJpeg(picture: RgbPicture, box: Box): Promise<Uint8Array> {
  return encodeJpeg(cropSquare(picture, box), CROP_JPEG_QUALITY);
}

/** Copies the square of `CONTEXT_FACTOR` × the longer side around the box. */
export function cropSquare(picture: RgbPicture, box: Box): RgbPicture {
  return cut(picture, squareAround(picture, box, CONTEXT_FACTOR));
}

/** How a cell lies in the crop of it. */
export function cropFrame(size: Size, box: Box, micronsPerPixel: number): CropFrame {
  const square = squareAround(size, box, CONTEXT_FACTOR);
  return { sideUm: square[2] * micronsPerPixel, box: seenFrom(square, box, 1) };
}

/** Where a cell lies in the crop of it, where nobody wrote it down. */
export function usualBox({ width, height }: Size): Box {
  const [margin, part] = [(1 - 1 / CONTEXT_FACTOR) / 2, 1 / CONTEXT_FACTOR];
  return [margin * width, margin * height, part * width, part * height];
}

/** Side of the crop of a cell with this box, in micrometres. */
export function usualCropUm([, , width, height]: Box, micronsPerPixel: number): number {
  return Math.max(width, height) * CONTEXT_FACTOR * micronsPerPixel;
}

/** A cell among its neighbours, cut out, reduced and encoded in sharp's threads: the pixels must stay untouched. */
export async function fieldPicture(
  picture: RgbPicture,
  box: Box,
  micronsPerPixel: number,
): Promise<FieldPicture> {
  const { width, height, pixels } = picture;
  const square = squareAround(picture, box, FIELD_FACTOR);
  const [left, top, cutSide] = square;
  const side = Math.min(cutSide, MOST_FIELD_PIXELS);
  const scale = side / cutSide;
  const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .extract({ left, top, width: cutSide, height: cutSide })
    .resize(side, side, { kernel: 'linear' })
    .jpeg({ quality: FIELD_JPEG_QUALITY })
    .toBuffer();
  return {
    ...{ width: side, height: side, jpeg },
    box: seenFrom(square, box, scale),
    micronsPerPixel: micronsPerPixel / scale,
  };
}

/**
 * The square of `factor` × the longer side around the box's centre, moved into the picture where it would reach over
 * its edge and cut down to its shorter side.
 */
function squareAround({ width, height }: Size, [x, y, boxWidth, boxHeight]: Box, factor: number): Box {
  const half = (Math.max(boxWidth, boxHeight) * factor) / 2;
  const side = Math.max(1, Math.min(Math.round(2 * half), width, height));
  const left = clamp(Math.round(x + boxWidth / 2 - half), 0, width - side);
  const top = clamp(Math.round(y + boxHeight / 2 - half), 0, height - side);
  return [left, top, side, side];
}

function seenFrom([left, top]: Box, [x, y, width, height]: Box, scale: number): Box {
  return [(x - left) * scale, (y - top) * scale, width * scale, height * scale];
}

function cut(picture: RgbPicture, [left, top, width, height]: Box): RgbPicture {
  const rowBytes = width * 3;
  const pixels = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * picture.width + left) * 3;
    pixels.set(picture.pixels.subarray(from, from + rowBytes), row * rowBytes);
  }
  return { width, height, pixels };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
