import type { Frame } from '../core/types.ts';

/** A grey picture, row by row. */
export interface GreyPicture<Pixels extends Float32Array | Int8Array = Float32Array> {
  readonly width: number;
  readonly height: number;
  readonly pixels: Pixels;
}

/** Reduced pictures are at most so wide and high: a red cell keeps about ten pixels and one picture takes 27 kB. */
export const REDUCED_SIDE = 192;

/** How many pixels of a frame, in each direction, become one of its reduced picture. */
export function reductionOf(width: number, height: number): number {
  return Math.max(1, Math.ceil(Math.max(width, height) / REDUCED_SIDE));
}

/** An empty picture that `reduceLuminance` can fill for frames of this size. */
export function reducedPicture(width: number, height: number): GreyPicture {
  const reduction = reductionOf(width, height);
  const [reducedWidth, reducedHeight] = [Math.floor(width / reduction), Math.floor(height / reduction)];
  return {
    width: reducedWidth,
    height: reducedHeight,
    pixels: new Float32Array(reducedWidth * reducedHeight),
  };
}

/**
 * Fills `into` with the frame's luminance, 0 to 255, of squares of `reductionOf` pixels: each the mean of its first and last
 * row, in larger squares of every second pixel of them, in the largest of rows between as well. All pixels would cost four
 * times as much and place no better (bench/NOTES.md). A strip on the right and lower edge that does not fill a square is
 * left out.
 */
export function reduceLuminance(frame: Frame, into: GreyPicture): void {
  const reduction = reductionOf(frame.width, frame.height);
  const source = frame.pixels;
  const stride = frame.width * 3;
  const apart = reduction > 2 ? 2 : 1;
  const rowPairs = Math.ceil(reduction / 8);
  // Rec. 709 weights, divided by the pixels that are read of one square.
  const read = 2 * rowPairs * Math.ceil(reduction / apart);
  const [redWeight, greenWeight, blueWeight] = [0.2126 / read, 0.7152 / read, 0.0722 / read];
  const { width, height, pixels } = into;
  for (let y = 0, index = 0; y < height; y++) {
    for (let x = 0; x < width; x++, index++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      const corner = y * reduction * stride + x * reduction * 3;
      for (let pair = 0; pair < rowPairs; pair++) {
        const start = corner + 4 * pair * stride;
        const between = (reduction - 1 - 8 * pair) * stride;
        for (let at = start, end = start + reduction * 3; at < end; at += apart * 3) {
          const below = at + between;
          red += (source[at] as number) + (source[below] as number);
          green += (source[at + 1] as number) + (source[below + 1] as number);
          blue += (source[at + 2] as number) + (source[below + 2] as number);
        }
      }
      pixels[index] = red * redWeight + green * greenWeight + blue * blueWeight;
    }
  }
}

/** Mean of all pixels. */
export function meanOf({ pixels }: GreyPicture): number {
  let sum = 0;
  // By index: each step of an iterator is garbage, 10 MB of it a second.
  for (let i = 0; i < pixels.length; i++) sum += pixels[i] as number;
  return sum / pixels.length;
}
