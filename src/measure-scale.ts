import { HematovisionError } from './core/errors.ts';
import type { Models } from './inference/open-models.ts';
import type { Picture } from './inference/picture.ts';
import { reducePicture } from './inference/reduce-picture.ts';
import type { Calibration } from './scale.ts';
import { measureRedCells, scaleFromRedCells } from './slide/red-cells.ts';
import { findRuler } from './slide/scale-ruler.ts';

/** A scale and what it rests on. */
export interface MeasuredScale extends Calibration {
  /** Lines, or red cells, in view. */
  readonly seen: number;
  /** What was measured, for people. */
  readonly words: string;
}

/** Lines are looked for in a picture of so many pixels at most; more would add time and no precision. */
const RULER_PIXELS = 1_000_000;

/** From lines so many micrometres apart. `name` is what a fault calls the picture; throws `ruler-missing`. */
export async function measureByRuler(
  name: string,
  picture: Picture,
  spacingUm: number,
): Promise<MeasuredScale> {
  const { picture: reduced, factor } = await reducePicture(picture, RULER_PIXELS);
  const ruler = findRuler({ width: reduced.width, height: reduced.height, pixels: greyOf(reduced) });
  if (ruler === null) throw new HematovisionError('ruler-missing', `${name} shows no equally spaced lines`);
  const spacingPixels = ruler.spacingPixels / factor;
  return {
    micronsPerPixel: spacingUm / spacingPixels,
    width: picture.width,
    source: 'calibration',
    seen: ruler.lines,
    words: `lines ${spacingPixels.toFixed(1)} pixels apart, ${ruler.lines} in view, at ${ruler.angleDegrees.toFixed(1)}°`,
  };
}

/** From the mean width of red cells, taken as 7.5 µm. `micronsPerPixel` is a first guess. Throws `ruler-missing`. */
export async function measureByRedCells(
  name: string,
  picture: Picture,
  {
    detector,
    micronsPerPixel,
  }: {
    readonly detector: Pick<Models['detector'], 'detect'>;
    readonly micronsPerPixel?: number | undefined;
  },
): Promise<MeasuredScale> {
  const cells = measureRedCells(await detector.detect(picture, { micronsPerPixel }), picture);
  if (cells.diameterPixels === null)
    throw new HematovisionError('ruler-missing', `${name} shows too few separate red cells`, {
      hint: 'Take a field of the monolayer, or lines of a stage micrometer.',
    });
  return {
    micronsPerPixel: scaleFromRedCells(cells.diameterPixels),
    width: picture.width,
    source: 'red-cells',
    seen: cells.count,
    words: `red cells ${cells.diameterPixels.toFixed(1)} pixels wide, ${cells.count} in view, taken as 7.5 µm`,
  };
}

/** Luminance by Rec. 709, 0 to 255. */
function greyOf({ width, height, pixels }: Picture): Float32Array {
  return Float32Array.from({ length: width * height }, (_, index) => {
    const [red, green, blue] = pixels.subarray(3 * index, 3 * index + 3) as unknown as [
      number,
      number,
      number,
    ];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
}
