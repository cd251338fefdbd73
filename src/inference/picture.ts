import type { Box } from '../core/types.ts';
import type { Tensor } from './engine.ts';

/** A still picture or a frame: packed RGB, width × height × 3 bytes, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Pixels in shared memory reach the inference worker without a copy. */
  readonly pixels: Uint8Array;
}

/** The picture as the models take it: uint8 [height, width, 3]. */
export function pictureTensor({ width, height, pixels }: Picture): Tensor {
  if (pixels.length !== width * height * 3) {
    throw new RangeError(`${pixels.length} bytes are not a picture of ${width} × ${height} RGB pixels`);
  }
  return { type: 'uint8', data: pixels, shape: [height, width, 3] };
}

/** An evenly coloured picture in shared memory, such as a first run wants. */
export function blankPicture(width: number, height: number, level = 235): Picture {
  return { width, height, pixels: new Uint8Array(new SharedArrayBuffer(width * height * 3)).fill(level) };
}

/** Dark round spots on a light ground, the same each time: something to see for models that are tried out. */
export function dappledPicture(width: number, height: number): Picture {
  const picture = blankPicture(width, height);
  const pitch = 80;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = Math.hypot((x % pitch) - pitch / 2, (y % pitch) - pitch / 2);
      if (distance > 26) continue;
      const ground = (y * width + x) * 3;
      picture.pixels.set(distance > 14 ? [214, 160, 170] : [96, 60, 140 + ((x * y) % 40)], ground);
    }
  }
  return picture;
}

/** Below this a picture is not worth cutting. */
const MIN_CUT_PIXELS = 4_000_000;

/**
 * Of a large picture the square around a box, `sides` times as wide as the box, with the box in its coordinates;
 * a smaller picture comes back as it is.
 */
export function cutPicture(
  picture: Picture,
  box: Box,
  sides: number,
): { readonly picture: Picture; readonly box: Box } {
  if (picture.width * picture.height < MIN_CUT_PIXELS) return { picture, box };
  const [x, y, boxWidth, boxHeight] = box;
  const reach = (Math.max(boxWidth, boxHeight) * sides) / 2;
  const bound = (value: number, limit: number): number => Math.round(Math.min(limit, Math.max(0, value)));
  const left = bound(x + boxWidth / 2 - reach, picture.width - 1);
  const top = bound(y + boxHeight / 2 - reach, picture.height - 1);
  const width = Math.max(1, bound(x + boxWidth / 2 + reach, picture.width) - left);
  const height = Math.max(1, bound(y + boxHeight / 2 + reach, picture.height) - top);
  const cut = blankPicture(width, height);
  for (let row = 0; row < height; row += 1) {
    const start = ((top + row) * picture.width + left) * 3;
    cut.pixels.set(picture.pixels.subarray(start, start + width * 3), row * width * 3);
  }
  return { picture: cut, box: [x - left, y - top, boxWidth, boxHeight] };
}
