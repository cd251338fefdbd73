import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { type ChamberPlan, drawChamber } from '../capture/simulator/chamber.ts';
import { chamberTruth } from '../capture/simulator/chamber-truth.ts';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { EXIT } from './exit-codes.ts';
import { numberOption } from './model-options.ts';

const HELP = `usage: hematovision simulate --chamber --out chamber.png [--truth chamber.json] [OPTIONS]

Writes a picture of a simulated counting chamber (improved Neubauer) and what it holds.

  --out FILE          picture to write (PNG, JPEG, WebP or TIFF, by its ending)
  --truth FILE        JSON: the cells of each square of 1 mm²
  --seed N            which chamber; the same seed gives the same pixels (1)
  --cells N           cells per mm² (30)
  --turn DEGREES      how the chamber lies under the camera (4)
  --width N --height N --pixels-per-mm N   the camera (1400, 1000, 700)
  --help
`;

/** `hematovision simulate --chamber`: argv without both; returns the exit code. */
export async function runSimulateChamber(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      out: { type: 'string' },
      truth: { type: 'string' },
      seed: { type: 'string' },
      cells: { type: 'string' },
      turn: { type: 'string' },
      width: { type: 'string' },
      height: { type: 'string' },
      'pixels-per-mm': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  const { out, truth } = values;
  if (out === undefined) throw new HematovisionError('usage', 'simulate --chamber needs --out FILE');
  const number = (name: string, [least, most]: readonly [number, number]): number | undefined =>
    numberOption(values, name, (value) => value >= least && value <= most);
  const plan: ChamberPlan = {
    seed: Math.floor(number('seed', [0, 2 ** 31 - 1]) ?? 1),
    cellsPerMm2: number('cells', [0, 1000]) ?? 30,
    turnDegrees: number('turn', [-180, 180]) ?? 4,
    width: Math.floor(number('width', [160, 8000]) ?? 1400),
    height: Math.floor(number('height', [120, 8000]) ?? 1000),
    pixelsPerMm: number('pixels-per-mm', [50, 5000]) ?? 700,
    ...LOOK,
  };
  const drawn = drawChamber(plan);
  const raw = { width: drawn.width, height: drawn.height, channels: 3 } as const;
  await written(out, () => sharp(drawn.pixels, { raw }).toFile(out));
  if (truth !== undefined)
    await written(truth, () => writeFile(truth, `${JSON.stringify(chamberTruth(plan, drawn))}\n`));
  return EXIT.ok;
}

const LOOK = {
  centreMm: [0.7, 0.6],
  tilt: [0.02, 0.03],
  bend: 0.02,
  cellRadiusUm: 7,
  cells: 'bright',
  lines: 'bright',
  fieldRadius: null,
  noise: 4,
} as const;

async function written(path: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw new HematovisionError('file-missing', `Cannot write ${path}: ${messageOf(cause)}`, { cause });
  }
}
