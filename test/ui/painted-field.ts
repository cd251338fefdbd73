import turbo from '@julusian/jpeg-turbo';
import sharp from 'sharp';
import type { Box } from '../../src/core/types.ts';

export const FIELD = { width: 960, height: 720 } as const;

/** A field of plasma colour with one violet "cell" that fills `cell` exactly, as a real JPEG. */
export function paintField([x, y, width, height]: Box): Uint8Array {
  const pixels = Buffer.alloc(FIELD.width * FIELD.height * 3);
  for (let row = 0; row < FIELD.height; row += 1) {
    for (let column = 0; column < FIELD.width; column += 1) {
      const inside = column >= x && column < x + width && row >= y && row < y + height;
      const at = (row * FIELD.width + column) * 3;
      pixels.set(inside ? [120, 60, 190] : [223, 228, 218], at);
    }
  }
  return turbo.compressSync(pixels, {
    ...FIELD,
    format: turbo.FORMAT_RGB,
    subsampling: turbo.SAMP_444,
    quality: 92,
  });
}

export interface Shot {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** A PNG from the browser as RGB pixels. */
export async function readShot(png: Uint8Array): Promise<Shot> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data };
}

export function pixelAt(shot: Shot, x: number, y: number): readonly [number, number, number] {
  const at = (Math.round(y) * shot.width + Math.round(x)) * 3;
  return [shot.pixels[at] ?? 0, shot.pixels[at + 1] ?? 0, shot.pixels[at + 2] ?? 0];
}

/** The box around every pixel of `region` that `matches`; null where there is none. */
export function boundsOf(
  shot: Shot,
  matches: (rgb: readonly [number, number, number]) => boolean,
  region: Box = [0, 0, shot.width, shot.height],
): Box | null {
  let [left, top, right, bottom] = [shot.width, shot.height, -1, -1];
  const [fromX, fromY, width, height] = region.map(Math.round) as [number, number, number, number];
  for (let y = Math.max(0, fromY); y < Math.min(shot.height, fromY + height); y += 1) {
    for (let x = Math.max(0, fromX); x < Math.min(shot.width, fromX + width); x += 1) {
      if (!matches(pixelAt(shot, x, y))) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return right < 0 ? null : [left, top, right - left + 1, bottom - top + 1];
}
