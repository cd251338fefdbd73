import { parseArgs } from 'node:util';
import { HematovisionError } from '../core/errors.ts';
import { decodePicture } from '../inference/decode-picture.ts';
import { openModels } from '../inference/open-models.ts';
import type { Picture } from '../inference/picture.ts';
import { type MeasuredScale, measureByRedCells, measureByRuler } from '../measure-scale.ts';
import { saveCalibration } from '../scale.ts';
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
  const {
    words,
    seen: _,
    ...measured
  } = spacingUm === undefined
    ? await fromRedCells(path, picture, values)
    : await measureByRuler(path, picture, spacingUm);
  const micronsPerPixel = measured.micronsPerPixel.toPrecision(4);
  process.stdout.write(
    values.json ? `${JSON.stringify(measured)}\n` : `${micronsPerPixel} µm per pixel: ${words}\n`,
  );
  if (values.save)
    process.stderr.write(`kept in ${saveCalibration(dataDirectoryOption(values), measured)}\n`);
  else process.stderr.write(`--save keeps it; or set slide.micronsPerPixel: ${micronsPerPixel}\n`);
  return EXIT.ok;
}

async function fromRedCells(path: string, picture: Picture, values: Values): Promise<MeasuredScale> {
  const { micronsPerPixel, ...settings } = readModelSettings(values);
  const models = await openModels({ ...settings, rejectBelow: DEFAULTS.inference.rejectBelow });
  try {
    return await measureByRedCells(path, picture, { detector: models.detector, micronsPerPixel });
  } finally {
    await models.close();
  }
}
