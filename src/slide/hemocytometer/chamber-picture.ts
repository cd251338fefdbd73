import { concentrationOf } from '../../core/hemocytometer-reading.ts';
import type { ChamberPicture, CountedEdges, SQUARE_CHOICES } from '../../core/wire/hemocytometer.ts';
import type { Point } from './chamber-map.ts';
import type { RgbPicture } from './grey-picture.ts';
import { type ChamberSquare, readChamber } from './read-chamber.ts';

/** Which squares make the concentration: by their place, or one by one. */
export type SquareChoice =
  | (typeof SQUARE_CHOICES)[number]
  | readonly (readonly [row: number, column: number])[];

export interface ChamberPictureOptions {
  readonly countEdges: CountedEdges;
  readonly squares: SquareChoice;
  readonly dilution: number;
}

const REASONS = {
  'no-ruling': 'No ruling of an improved Neubauer chamber was found; nothing was counted',
  'too-close': 'The lines are too close to tell the squares of 1 mm²; take a lower magnification',
} as const;

/** What a picture of a counting chamber shows, as it is told to people and programs. */
export function readChamberPicture(picture: RgbPicture, options: ChamberPictureOptions): ChamberPicture {
  const reading = readChamber(picture, options.countEdges);
  if ('rejected' in reading)
    return { grid: false, reason: reading.rejected, message: REASONS[reading.rejected], squares: [] };
  const { width, height } = picture;
  const chosen = reading.squares.filter((square) => square.complete && isChosen(square, options.squares));
  const count = chosen.reduce((sum, { cells }) => sum + cells.length, 0);
  const { dilution, countEdges } = options;
  return {
    grid: true,
    ...{ width, height, countEdges },
    micronsPerPixel: Number(reading.micronsPerPixel.toPrecision(4)),
    squares: reading.squares.map(({ row, column, complete, cells, outline }) => ({
      ...{ row, column, complete, count: cells.length },
      cells: cells.map(rounded),
      outline: outline.map(rounded),
    })),
    concentration: chosen.length === 0 ? null : concentrationOf({ count, areaMm2: chosen.length, dilution }),
  };
}

function isChosen({ row, column }: ChamberSquare, choice: SquareChoice): boolean {
  if (choice === 'all') return true;
  if (choice === 'corners') return row !== 1 && column !== 1;
  if (choice === 'central') return row === 1 && column === 1;
  return choice.some(([r, c]) => r === row && c === column);
}

function rounded([x, y]: Point): readonly [number, number] {
  return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
}
