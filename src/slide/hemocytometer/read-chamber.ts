import type { CountedEdges } from '../../core/wire/hemocytometer.ts';
import { SQUARES_A_SIDE } from './chamber-layout.ts';
import type { Point } from './chamber-map.ts';
import { eraseLines } from './erase-lines.ts';
import { fieldOfView } from './field-of-view.ts';
import { type ChamberCell, findCells } from './find-cells.ts';
import { type FoundGrid, findGrid } from './find-grid.ts';
import { greyPicture, type RgbPicture } from './grey-picture.ts';
import type { ViewedPicture } from './level-picture.ts';
import { type RectifiedPicture, rectify } from './rectify.ts';

/** One square of 1 mm². */
export interface ChamberSquare {
  /** 0 to 2, from the top of the ruling as the picture shows it. */
  readonly row: number;
  /** 0 to 2, from the left. */
  readonly column: number;
  /** Whether the picture shows all of it. */
  readonly complete: boolean;
  /** Where each counted cell lies in the picture, in pixels. */
  readonly cells: readonly Point[];
  /** Its edges in the picture as far as they are known, from the upper left corner clockwise. */
  readonly outline: readonly Point[];
}

export interface ChamberReading {
  /** Squares in view, whole ones first, then by row and column. */
  readonly squares: readonly ChamberSquare[];
  readonly micronsPerPixel: number;
}

/** No ruling at all, or so close a look that no square can be told. */
export interface NoChamber {
  readonly rejected: 'no-ruling' | 'too-close';
}

/** Cells are looked for at so many pixels a millimetre: more shows nothing new and takes time. */
const CELL_PIXELS_PER_MM = 500;
/** Around the ruling, so that a cell on its edge is seen whole. */
const MARGIN_MM = 0.05;
/** A square of which less is seen is not worth an entry. */
const LEAST_SEEN = 0.02;
const EDGE_STEPS = 40;
/**
 * Lines are 2 to 6 µm wide. Wider ones are those of small squares seen so close that they pass for large ones: both are
 * divided alike.
 */
const MOST_LINE_WIDTH_MM = 0.011;

/**
 * Counts the cells in each square of an improved Neubauer chamber. Of the edges of a square, the cells on the two `edges`
 * count; those on the other two belong to its neighbours.
 */
export function readChamber(picture: RgbPicture, edges: CountedEdges): ChamberReading | NoChamber {
  const grid = findGrid(picture);
  if (grid === null) return { rejected: 'no-ruling' };
  const factor = Math.max(1, Math.floor(grid.pixelsPerMm / CELL_PIXELS_PER_MM));
  const grey = greyPicture(picture, factor);
  const view: ViewedPicture = { ...grey, inView: fieldOfView(grey) };
  const isInView = ([x, y]: Point): boolean => {
    const [column, row] = [Math.round((x + 0.5) / factor - 0.5), Math.round((y + 0.5) / factor - 0.5)];
    if (column < 0 || row < 0 || column >= view.width || row >= view.height) return false;
    return view.inView[row * view.width + column] === 1;
  };
  const flat = eraseLines(layOut(view, grid, factor));
  if (flat.lineWidthMm > MOST_LINE_WIDTH_MM) return { rejected: 'too-close' };
  const cells = findCells(flat);
  const seen = squaresInView(grid, isInView);
  const squares = seen.map((square) => ({
    ...square,
    cells: cells
      .filter((cell) => belongsTo(cell, square, edges))
      .map(({ xMm, yMm }) => grid.map.toPicture([xMm, yMm])),
  }));
  return { squares, micronsPerPixel: 1000 / grid.pixelsPerMm };
}

function layOut(view: ViewedPicture, grid: FoundGrid, factor: number): RectifiedPicture {
  const { map, acrossMm, downMm } = grid;
  const toReduced = (place: Point): Point => [
    (place[0] + 0.5) / factor - 0.5,
    (place[1] + 0.5) / factor - 0.5,
  ];
  return rectify(view, (mm) => toReduced(map.toPicture(mm)), {
    leftMm: acrossMm[0] - MARGIN_MM,
    rightMm: acrossMm[1] + MARGIN_MM,
    topMm: downMm[0] - MARGIN_MM,
    bottomMm: downMm[1] + MARGIN_MM,
    pixelsPerMm: CELL_PIXELS_PER_MM,
  });
}

type SeenSquare = Omit<ChamberSquare, 'cells'>;

function squaresInView(
  { map, acrossMm, downMm }: FoundGrid,
  isInView: (place: Point) => boolean,
): readonly SeenSquare[] {
  const squares: SeenSquare[] = [];
  for (let row = 0; row < SQUARES_A_SIDE; row++) {
    for (let column = 0; column < SQUARES_A_SIDE; column++) {
      // Beyond the lines that were found nothing is known of the map.
      const isSpanned =
        acrossMm[0] <= column && column + 1 <= acrossMm[1] && downMm[0] <= row && row + 1 <= downMm[1];
      const edge = outlineOf(row, column);
      const outline = edge.map(([u, v]) => map.toPicture([clamp(u, acrossMm), clamp(v, downMm)]));
      const complete = isSpanned && outline.every(isInView);
      const seen = partSeen({ row, column }, { acrossMm, downMm }, (mm) => isInView(map.toPicture(mm)));
      if (complete || seen >= LEAST_SEEN) squares.push({ row, column, complete, outline });
    }
  }
  return squares.toSorted((a, b) => Number(b.complete) - Number(a.complete));
}

function clamp(value: number, [least, most]: readonly [number, number]): number {
  return Math.max(least, Math.min(most, value));
}

function outlineOf(row: number, column: number): readonly Point[] {
  const steps = Array.from({ length: EDGE_STEPS }, (_, step) => step / EDGE_STEPS);
  return [
    ...steps.map((at): Point => [column + at, row]),
    ...steps.map((at): Point => [column + 1, row + at]),
    ...steps.map((at): Point => [column + 1 - at, row + 1]),
    ...steps.map((at): Point => [column, row + 1 - at]),
  ];
}

function partSeen(
  { row, column }: { readonly row: number; readonly column: number },
  { acrossMm, downMm }: Pick<FoundGrid, 'acrossMm' | 'downMm'>,
  isInView: (mm: Point) => boolean,
): number {
  let seen = 0;
  for (let i = 0; i < EDGE_STEPS; i++) {
    for (let j = 0; j < EDGE_STEPS; j++) {
      const [u, v] = [column + (i + 0.5) / EDGE_STEPS, row + (j + 0.5) / EDGE_STEPS];
      const isSpanned = u >= acrossMm[0] && u <= acrossMm[1] && v >= downMm[0] && v <= downMm[1];
      if (isSpanned && isInView([u, v])) seen += 1;
    }
  }
  return seen / EDGE_STEPS ** 2;
}

/**
 * The border rule: a cell that touches an edge belongs to the square whose counted edge that is. Along one axis it is as if
 * each cell were its upper (or lower) end alone, which lies in one square and no other.
 */
function belongsTo(
  { xMm, yMm, radiusMm }: ChamberCell,
  { row, column }: { readonly row: number; readonly column: number },
  edges: CountedEdges,
): boolean {
  const x = xMm + (edges.endsWith('left') ? radiusMm : -radiusMm);
  const y = yMm + (edges.startsWith('top') ? radiusMm : -radiusMm);
  return Math.floor(x) === column && Math.floor(y) === row;
}
