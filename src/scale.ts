import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Config } from './config.ts';
import { checked } from './core/checked-yaml.ts';
import type { Scale } from './core/wire/live.ts';

/** Where nothing is known: a 100× objective on the cameras the models were trained with. */
export const USUAL_MICRONS_PER_PIXEL = 0.075;
const FILE = 'calibration.json';

const calibration = z.strictObject({
  micronsPerPixel: z.number().positive(),
  /** Of the picture it was measured on: the camera may be set to another size since. */
  width: z.int().positive(),
  source: z.enum(['calibration', 'red-cells']),
});
export type Calibration = z.infer<typeof calibration>;

/** The scale of the camera's pictures: what was set goes before what was measured, and that before the usual. */
export function scaleOf({ slide, capture, dataDirectory }: Config): Scale {
  if (slide.micronsPerPixel !== undefined)
    return { micronsPerPixel: slide.micronsPerPixel, source: 'setting' };
  const measured = readCalibration(join(resolve(dataDirectory), FILE));
  if (measured === null) return { micronsPerPixel: USUAL_MICRONS_PER_PIXEL, source: 'assumed' };
  const { micronsPerPixel, width, source } = measured;
  return { micronsPerPixel: (micronsPerPixel * width) / capture.width, source };
}

/** Keeps a measured scale in the data folder, made when missing; returns the file. */
export function saveCalibration(dataDirectory: string, measured: Calibration): string {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const path = join(dataDirectory, FILE);
  writeFileSync(`${path}.new`, `${JSON.stringify(measured)}\n`);
  renameSync(`${path}.new`, path);
  return path;
}

function readCalibration(path: string): Calibration | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fault;
  }
  const hint = '`hematovision calibrate FILE --save` writes it anew.';
  return checked(calibration, jsonOf(text), { where: path, hint });
}

/** Undefined for what is no JSON: no schema takes it. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
