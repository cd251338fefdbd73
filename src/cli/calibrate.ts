import { parseArgs } from 'node:util';
import { HematovisionError } from '../core/errors.ts';
import { decodePicture } from '../inference/decode-picture.ts';
import { openModels } from '../inference/open-models.ts';
import type { Picture } from '../inference/picture.ts';
import { reducePicture } from '../inference/reduce-picture.ts';
import { type Calibration, saveCalibration } from '../scale.ts';
import { measureRedCells, scaleFromRedCells } from '../slide/red-cells.ts';
import { findRuler } from '../slide/scale-ruler.ts';
import { EXIT } from './exit-codes.ts';
import {
  DEFAULTS,
  dataDirectoryOption,
  MODEL_OPTIONS,
  numberOption,
  readModelSettings,
  type Values,
} from './model-options.ts';

const USAGE = `usage: hematovision calibrate PICTURE [OPTIONS]

Measures the scale of a camera picture: from lines a known distance apart, or else from its red cells.

  --spacing-um N   the picture shows a stage micrometer or a counting chamber, N µm from line to line
  --save           keep it in the data folder: \`serve\` uses it where no scale is set
  --data DIR       data folder (default: ./data)
  --json           print one JSON object
  --help

Without --spacing-um the picture is a stained smear, and its red cells are taken to be 7.5 µm wide on average. That is
a guess, and off where they are larger or smaller; lines are better.
`;

/** Lines are looked for in a picture of so many pixels at most; more would add time and no precision. */
const RULER_PIXELS = 1_000_000;

interface Measured extends Calibration {
  /** What was measured, for people. */
  readonly words: string;
}

/** `hematovision calibrate`: argv without the command's name; returns the exit code. */
export async function runCalibrate(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      ...MODEL_OPTIONS,
      'spacing-um': { type: 'string' },
      save: { type: 'boolean' },
      data: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  const [path] = positionals;
  if (path === undefined || positionals.length > 1)
    throw new HematovisionError('usage', 'calibrate takes one picture');
  const spacingUm = numberOption(values, 'spacing-um', (value) => value > 0 && value <= 10_000);
  const picture = await decodePicture(path);
  const { words, ...measured } =
    spacingUm === undefined
      ? await fromRedCells(path, picture, values)
      : await fromRuler(path, picture, spacingUm);
  const micronsPerPixel = measured.micronsPerPixel.toPrecision(4);
  process.stdout.write(
    values.json ? `${JSON.stringify(measured)}\n` : `${micronsPerPixel} µm per pixel: ${words}\n`,
  );
  if (values.save)
    process.stderr.write(`kept in ${saveCalibration(dataDirectoryOption(values), measured)}\n`);
  else process.stderr.write(`--save keeps it; or set slide.micronsPerPixel: ${micronsPerPixel}\n`);
  return EXIT.ok;
}

async function fromRuler(path: string, picture: Picture, spacingUm: number): Promise<Measured> {
  const { picture: reduced, factor } = await reducePicture(picture, RULER_PIXELS);
  const ruler = findRuler({ width: reduced.width, height: reduced.height, pixels: greyOf(reduced) });
  if (ruler === null) throw new HematovisionError('ruler-missing', `${path} shows no equally spaced lines`);
  const spacingPixels = ruler.spacingPixels / factor;
  return {
    micronsPerPixel: spacingUm / spacingPixels,
    width: picture.width,
    source: 'calibration',
    words: `lines ${spacingPixels.toFixed(1)} pixels apart, ${ruler.lines} in view, at ${ruler.angleDegrees.toFixed(1)}°`,
  };
}

async function fromRedCells(path: string, picture: Picture, values: Values): Promise<Measured> {
  const { micronsPerPixel, ...settings } = readModelSettings(values);
  const models = await openModels({ ...settings, rejectBelow: DEFAULTS.inference.rejectBelow });
  try {
    const cells = measureRedCells(await models.detector.detect(picture, { micronsPerPixel }), picture);
    if (cells.diameterPixels === null)
      throw new HematovisionError('ruler-missing', `${path} shows too few separate red cells`, {
        hint: 'Take a field of the monolayer, or a stage micrometer with --spacing-um.',
      });
    return {
      micronsPerPixel: scaleFromRedCells(cells.diameterPixels),
      width: picture.width,
      source: 'red-cells',
      words: `red cells ${cells.diameterPixels.toFixed(1)} pixels wide, ${cells.count} in view, taken as 7.5 µm`,
    };
  } finally {
    await models.close();
  }
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
