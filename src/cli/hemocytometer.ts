import { parseArgs } from 'node:util';
import { HematovisionError } from '../core/errors.ts';
import { type ChamberComparison, compareChambers } from '../core/hemocytometer-reading.ts';
import {
  type ChamberPicture,
  COUNTED_EDGES,
  type CountedEdges,
  SQUARE_CHOICES,
} from '../core/wire/hemocytometer.ts';
import { decodePicture } from '../inference/decode-picture.ts';
import { readChamberPicture, type SquareChoice } from '../slide/hemocytometer/chamber-picture.ts';
import { chamberTable } from './chamber-table.ts';
import { drawChamberPicture } from './draw-chamber-picture.ts';
import { EXIT } from './exit-codes.ts';
import { numberOption } from './model-options.ts';

const USAGE = `usage: hematovision hemocytometer PICTURE [OPTIONS]

Counts the cells in a picture of an improved Neubauer chamber: finds the ruling, however it lies, and gives the number in
each square of 1 mm² and the concentration with its exact 95 % Poisson interval. A person checks every cell.

  --dilution N        the sample was diluted 1:N (1)
  --squares WHICH     all (whole squares in view), corners, central, or places as ROW,COLUMN from 0,0 to 2,2:
                      "0,0 0,2" (all)
  --count-edges WHICH cells on these two edges of a square count, on the others not: top-left, top-right, bottom-left,
                      bottom-right (top-left)
  --compare PICTURE   the other chamber of the same sample: do both agree within 2√(N1+N2)?
  --draw OUT.png      the picture with ruling and cells drawn over it
  --json              print one JSON object
  --help

Rows and columns count from 0 at the upper left of the whole ruling. A square that the picture cuts is listed with
"complete": false and what is seen of it, and makes no part of the concentration. Where no ruling is found the answer is
{"grid": false} with the reason, nothing is counted, and the exit code is 0: the picture was read. Platelets are too small.
`;

interface Comparison extends ChamberComparison {
  readonly count: number;
  readonly areaMm2: number;
}

/** `hematovision hemocytometer`: argv without the command's name; returns the exit code. */
export async function runHemocytometer(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      dilution: { type: 'string' },
      squares: { type: 'string', default: 'all' },
      'count-edges': { type: 'string', default: 'top-left' },
      compare: { type: 'string' },
      draw: { type: 'string' },
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
    throw new HematovisionError('usage', 'hemocytometer takes one picture');
  const options = {
    dilution: numberOption(values, 'dilution', (value) => value >= 1 && value <= 100_000) ?? 1,
    squares: squaresOf(values.squares),
    countEdges: edgesOf(values['count-edges']),
  };
  const picture = await decodePicture(path);
  const read = readChamberPicture(picture, options);
  const other =
    values.compare === undefined ? null : readChamberPicture(await decodePicture(values.compare), options);
  const comparison = other && comparisonOf(read, other);
  const { json } = values;
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...read, ...(other ? { comparison } : {}) })}\n`
      : chamberTable(read, comparison),
  );
  if (values.draw !== undefined) await drawChamberPicture(picture, read, values.draw);
  return EXIT.ok;
}

/** Null where one of the two has no whole square among the chosen ones. */
function comparisonOf(read: ChamberPicture, other: ChamberPicture): Comparison | null {
  const [one, two] = [read, other].map((picture) => (picture.grid ? picture.concentration : null));
  if (!one || !two) return null;
  return { count: two.count, areaMm2: two.areaMm2, ...compareChambers(one, two) };
}

function edgesOf(text: string): CountedEdges {
  const edges = COUNTED_EDGES.find((known) => known === text);
  if (edges === undefined)
    throw new HematovisionError('usage', `--count-edges ${text}: one of ${COUNTED_EDGES.join(', ')}`);
  return edges;
}

function squaresOf(text: string): SquareChoice {
  const choice = SQUARE_CHOICES.find((known) => known === text);
  if (choice !== undefined) return choice;
  const places = text.trim().split(/\s+/);
  if (!places.every((place) => /^[012],[012]$/.test(place)))
    throw new HematovisionError(
      'usage',
      `--squares ${text}: all, corners, central or places such as "0,0 0,2"`,
    );
  return places.map((place) => place.split(',').map(Number) as [number, number]);
}
