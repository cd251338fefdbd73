import { type ChamberConcentration, concentrationOf } from '../../core/hemocytometer-reading.ts';
import type { ChamberPicture, SQUARE_CHOICES } from '../../core/wire/hemocytometer.ts';

export type SquareChoice = (typeof SQUARE_CHOICES)[number];
type Ruled = Extract<ChamberPicture, { readonly grid: true }>;
export type CountedSquare = Ruled['squares'][number];
/** A point of the picture, in its pixels. */
export type Place = CountedSquare['cells'][number];

/** Whole squares that the choice names; the others are seen, and not counted. */
export function chosenSquares(
  squares: readonly CountedSquare[],
  choice: SquareChoice,
): readonly CountedSquare[] {
  const isCorner = ({ row, column }: CountedSquare) => row !== 1 && column !== 1;
  const isCentral = ({ row, column }: CountedSquare) => row === 1 && column === 1;
  return squares.filter(
    (square) =>
      square.complete && (choice === 'all' || (choice === 'corners' ? isCorner(square) : isCentral(square))),
  );
}

/** Concentration by the chosen squares, each of 1 mm²; null where none is whole. */
export function concentrationIn(
  squares: readonly CountedSquare[],
  choice: SquareChoice,
  dilution: number,
): ChamberConcentration | null {
  const counted = chosenSquares(squares, choice);
  if (counted.length === 0) return null;
  const count = counted.reduce((sum, square) => sum + square.count, 0);
  return concentrationOf({ count, areaMm2: counted.length, dilution });
}

/** The squares after a click: a cell within reach of it is taken out, else one is added to the square it lies in. */
export function clickedAt(
  squares: readonly CountedSquare[],
  at: Place,
  reachPixels: number,
): readonly CountedSquare[] {
  const distance = ([x, y]: Place) => Math.hypot(x - at[0], y - at[1]);
  const all = squares.flatMap(({ cells }) => cells);
  const nearest = all.reduce<Place | null>(
    (best, cell) => (best === null || distance(cell) < distance(best) ? cell : best),
    null,
  );
  if (nearest !== null && distance(nearest) <= reachPixels)
    return squares.map((square) =>
      withCells(
        square,
        square.cells.filter((cell) => cell !== nearest),
      ),
    );
  const into = squares.find(({ outline }) => isInside(outline, at));
  return squares.map((square) => (square === into ? withCells(square, [...square.cells, at]) : square));
}

function withCells(square: CountedSquare, cells: readonly Place[]): CountedSquare {
  return { ...square, cells, count: cells.length };
}

/** By the number of edges that a ray to the right crosses. */
function isInside(outline: readonly Place[], [x, y]: Place): boolean {
  let inside = false;
  for (const [index, [ax, ay]] of outline.entries()) {
    const [bx, by] = outline[(index + 1) % outline.length] ?? [ax, ay];
    if (ay > y !== by > y && x < ax + ((y - ay) * (bx - ax)) / (by - ay)) inside = !inside;
  }
  return inside;
}
