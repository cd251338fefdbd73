import type { GreyPicture } from '../luminance.ts';

/** A picture in packed RGB, row by row. */
export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/**
 * The luminance of a picture (Rec. 709, 0 to 255), averaged over squares of `factor` pixels; a strip that does not fill
 * one, to the right and below, is left out.
 */
export function greyPicture(picture: RgbPicture, factor: number): GreyPicture {
  const [width, height] = [Math.floor(picture.width / factor), Math.floor(picture.height / factor)];
  const sums = new Float32Array(width * height);
  const share = 1 / (factor * factor);
  const { pixels } = picture;
  for (let y = 0; y < height * factor; y++) {
    const row = Math.floor(y / factor) * width;
    let at = y * picture.width * 3;
    for (let x = 0; x < width * factor; x++, at += 3) {
      const light =
        0.2126 * (pixels[at] as number) +
        0.7152 * (pixels[at + 1] as number) +
        0.0722 * (pixels[at + 2] as number);
      const place = row + Math.floor(x / factor);
      sums[place] = (sums[place] as number) + light * share;
    }
  }
  return { width, height, pixels: sums };
}
