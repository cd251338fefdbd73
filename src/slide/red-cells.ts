import { isWhole } from '../core/boxes.ts';
import type { Box, Detection, RedCells } from '../core/types.ts';

/** Mean diameter of a red cell on a dried smear in micrometres: the ruler that every smear carries. */
const RED_CELL_UM = 7.5;
/** The picture's longer side in cells of the raster that overlaps are counted on: a red cell spans ten and more. */
const RASTER_SIDE = 160;
/** A red cell that shares more of its area with others is no ruler; a touching neighbour's box shares less. */
const TOUCHING_SHARE = 0.15;
/** One that shares more lies over them. Chains of cells, as every monolayer holds, share less. */
const OVERLAPPING_SHARE = 1 / 3;
/** Boxes that end so near to the picture's edge, as a share of its longer side, may be cut by it. */
const EDGE_SHARE = 0.01;
/** Fewer separate red cells than this are no ruler. */
const LEAST_MEASURED = 3;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Counts and measures the red cells and platelets of one field from its detections. */
export function measureRedCells(detections: readonly Detection[], size: Size): RedCells {
  const red = detections.filter(({ kind }) => kind === 'rbc').map(({ box }) => box);
  const raster = new Raster(size);
  for (const box of red) raster.cover(box);
  const shared = red.map((box) => raster.sharedPartOf(box));
  const margin = EDGE_SHARE * Math.max(size.width, size.height);
  const separate = red.filter(
    (box, index) => (shared[index] as number) <= TOUCHING_SHARE && isWhole(box, size, margin),
  );
  const overlapping = shared.filter((share) => share > OVERLAPPING_SHARE).length;
  return {
    count: red.length,
    areaFraction: raster.coveredPart,
    overlapFraction: red.length === 0 ? 0 : overlapping / red.length,
    diameterPixels: separate.length < LEAST_MEASURED ? null : median(separate.map(diameterOf)),
    platelets: detections.filter(({ kind }) => kind === 'platelet').length,
  };
}

/** Micrometres per pixel at which red cells of this diameter have their usual one. */
export function scaleFromRedCells(diameterPixels: number): number {
  return RED_CELL_UM / diameterPixels;
}

/** The circle that fills an ellipse's area has the geometric mean of its axes. */
function diameterOf([, , width, height]: Box): number {
  return Math.sqrt(width * height);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}

/** How many red cells lie over each place of the picture, a red cell being the ellipse its box encloses. */
class Raster {
  readonly #columns: number;
  readonly #rows: number;
  readonly #pitch: number;
  readonly #counts: Uint8Array;
  #covered = 0;

  constructor({ width, height }: Size) {
    this.#pitch = Math.max(width, height) / RASTER_SIDE;
    this.#columns = Math.ceil(width / this.#pitch);
    this.#rows = Math.ceil(height / this.#pitch);
    this.#counts = new Uint8Array(this.#columns * this.#rows);
  }

  get coveredPart(): number {
    return this.#covered / this.#counts.length;
  }

  cover(box: Box): void {
    this.#eachRow(box, (first, last) => {
      for (let index = first; index <= last; index++) {
        const count = this.#counts[index] as number;
        if (count === 0) this.#covered++;
        this.#counts[index] = count + 1;
      }
    });
  }

  /** Part of a covered ellipse that others cover too, 0 to 1. */
  sharedPartOf(box: Box): number {
    let all = 0;
    let shared = 0;
    this.#eachRow(box, (first, last) => {
      all += last - first + 1;
      for (let index = first; index <= last; index++) if ((this.#counts[index] as number) > 1) shared++;
    });
    return all === 0 ? 0 : shared / all;
  }

  /** First and last raster cell of each row whose centres lie in the ellipse. */
  #eachRow([x, y, width, height]: Box, visit: (first: number, last: number) => void): void {
    const pitch = this.#pitch;
    const [centreX, centreY] = [(x + width / 2) / pitch, (y + height / 2) / pitch];
    const [radiusX, radiusY] = [width / 2 / pitch, height / 2 / pitch];
    const firstRow = Math.max(0, Math.ceil(centreY - radiusY - 0.5));
    const lastRow = Math.min(this.#rows - 1, Math.floor(centreY + radiusY - 0.5));
    for (let row = firstRow; row <= lastRow; row++) {
      const half = radiusX * Math.sqrt(Math.max(0, 1 - ((row + 0.5 - centreY) / radiusY) ** 2));
      const first = Math.max(0, Math.ceil(centreX - half - 0.5));
      const last = Math.min(this.#columns - 1, Math.floor(centreX + half - 0.5));
      if (first <= last) visit(row * this.#columns + first, row * this.#columns + last);
    }
  }
}
