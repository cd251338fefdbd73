import type { GreyPicture } from './luminance.ts';

/** What registration compares: local contrast, free of brightness and shading. 50 is one standard deviation. */
export type Texture = GreyPicture<Int8Array>;

const UNIT = 50;
const LIMIT = 127;

/**
 * Turns reduced luminance into texture: the mean of the surroundings is taken off (vignette, stain gradients),
 * the rest is scaled to the picture's own contrast (flicker, exposure) and clipped, so that one dark nucleus
 * does not outweigh the red cells around it.
 */
export class TextureMaker {
  readonly #surroundings: Float32Array;
  readonly #rows: Float32Array;
  readonly #radius: number;

  constructor(width: number, height: number) {
    this.#surroundings = new Float32Array(width * height);
    this.#rows = new Float32Array(width * height);
    this.#radius = Math.max(2, Math.round(Math.max(width, height) / 12));
  }

  make({ width, height, pixels }: GreyPicture): Texture {
    const [rows, surroundings, radius] = [this.#rows, this.#surroundings, this.#radius];
    for (let y = 0; y < height; y++)
      meanLine(pixels, rows, { start: y * width, step: 1, length: width, radius });
    for (let x = 0; x < width; x++)
      meanLine(rows, surroundings, { start: x, step: width, length: height, radius });
    let sum = 0;
    for (let i = 0; i < pixels.length; i++) sum += ((pixels[i] as number) - (surroundings[i] as number)) ** 2;
    const scale = UNIT / Math.max(Math.sqrt(sum / pixels.length), 0.5);
    const texture = new Int8Array(pixels.length);
    for (let i = 0; i < pixels.length; i++) {
      const value = ((pixels[i] as number) - (surroundings[i] as number)) * scale;
      texture[i] = Math.round(Math.min(LIMIT, Math.max(-LIMIT, value)));
    }
    return { width, height, pixels: texture };
  }
}

interface Line {
  readonly start: number;
  readonly step: number;
  readonly length: number;
  readonly radius: number;
}

/** Running mean along one row or column; near the ends over what there is. */
function meanLine(source: Float32Array, out: Float32Array, { start, step, length, radius }: Line): void {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < Math.min(radius, length); i++, count++) sum += source[start + i * step] as number;
  for (let i = 0; i < length; i++) {
    if (i + radius < length) {
      sum += source[start + (i + radius) * step] as number;
      count++;
    }
    if (i > radius) {
      sum -= source[start + (i - radius - 1) * step] as number;
      count--;
    }
    out[start + i * step] = sum / count;
  }
}

/** The texture at half the size, as search compares it: means of two by two. */
export function halved({ width, height, pixels }: Texture): Texture {
  const [halfWidth, halfHeight] = [width >> 1, height >> 1];
  const half = new Int8Array(halfWidth * halfHeight);
  for (let y = 0, index = 0; y < halfHeight; y++) {
    for (let x = 0; x < halfWidth; x++, index++) {
      const at = 2 * (y * width + x);
      const below = at + width;
      half[index] =
        ((pixels[at] as number) +
          (pixels[at + 1] as number) +
          (pixels[below] as number) +
          (pixels[below + 1] as number)) >>
        2;
    }
  }
  return { width: halfWidth, height: halfHeight, pixels: half };
}
