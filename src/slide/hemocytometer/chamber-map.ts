export type Point = readonly [x: number, y: number];

/** A place in the picture that is known to lie on a ruled line. */
export interface LinePoint {
  readonly place: Point;
  readonly atMm: number;
}

/** From the picture to the ruling and back: millimetres from the ruling's upper left corner. */
export interface ChamberMap {
  toMm(place: Point): Point;
  toPicture(mm: Point): Point;
}

/** One coordinate of the ruling as a polynomial of the place in the picture, up to cubes. */
interface Surface {
  readonly at: (place: Point) => number;
  /** Root of the mean squared distance of its points from it, in mm. */
  readonly rmsMm: number;
}

export interface FittedMap {
  readonly map: ChamberMap;
  readonly rmsMm: number;
}

/** What bends a picture is mild: terms that no points ask for stay near 0. By degree. */
const RIDGE = [0, 1e-9, 1e-5, 1e-4];
const ROUNDS = 6;
/** Distance, in mm, beyond which a point is more likely dirt than line. */
const LOOSE_MM = 0.006;

/**
 * Fits the map through points on lines that run down the picture (`across`: their place across the ruling is known) and
 * points on lines that run across it (`down`). A picture through an eyepiece is turned, tilted and bent, and cubes hold all
 * three.
 */
export function fitChamberMap(across: readonly LinePoint[], down: readonly LinePoint[]): FittedMap {
  const frame = frameOf([...across, ...down]);
  const [u, v] = [fitSurface(across, frame), fitSurface(down, frame)];
  const toMm = (place: Point): Point => [u.at(place), v.at(place)];
  const toPicture = (mm: Point): Point => solve(toMm, mm, frame);
  return { map: { toMm, toPicture }, rmsMm: Math.max(u.rmsMm, v.rmsMm) };
}

/** Puts coordinates between −1 and 1, where powers behave. */
interface Frame {
  readonly centre: Point;
  readonly reach: number;
}

function frameOf(points: readonly LinePoint[]): Frame {
  const [xs, ys] = [points.map(({ place }) => place[0]), points.map(({ place }) => place[1])];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  return {
    centre: [(left + right) / 2, (top + bottom) / 2],
    reach: Math.max(right - left, bottom - top) / 2,
  };
}

const DEGREES = [0, 1, 1, 2, 2, 2, 3, 3, 3, 3];

function termsAt([px, py]: Point, { centre, reach }: Frame): readonly number[] {
  const [x, y] = [(px - centre[0]) / reach, (py - centre[1]) / reach];
  return [1, x, y, x * x, x * y, y * y, x * x * x, x * x * y, x * y * y, y * y * y];
}

/** Least squares, with points far off counting less from round to round. */
function fitSurface(points: readonly LinePoint[], frame: Frame): Surface {
  const rows = points.map(({ place }) => termsAt(place, frame));
  let weights = points.map(() => 1);
  let coefficients: readonly number[] = [];
  let misses: readonly number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    coefficients = weightedFit(rows, points, weights);
    misses = rows.map((row, at) => dot(row, coefficients) - (points[at] as LinePoint).atMm);
    weights = misses.map((miss) => 1 / (1 + (miss / LOOSE_MM) ** 2));
  }
  const sum = misses.reduce((total, miss, at) => total + (weights[at] as number) * miss * miss, 0);
  return {
    at: (place) => dot(termsAt(place, frame), coefficients),
    rmsMm: Math.sqrt(sum / weights.reduce((total, weight) => total + weight, 0)),
  };
}

function weightedFit(
  rows: readonly (readonly number[])[],
  points: readonly LinePoint[],
  weights: readonly number[],
): readonly number[] {
  const size = DEGREES.length;
  const system = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  for (const [at, row] of rows.entries()) {
    const weight = (weights[at] as number) / rows.length;
    for (let i = 0; i < size; i++) {
      const line = system[i] as number[];
      const scaled = weight * (row[i] as number);
      for (let j = 0; j < size; j++) line[j] = (line[j] as number) + scaled * (row[j] as number);
      line[size] = (line[size] as number) + scaled * (points[at] as LinePoint).atMm;
    }
  }
  for (let i = 0; i < size; i++) {
    const line = system[i] as number[];
    line[i] = (line[i] as number) + (RIDGE[DEGREES[i] as number] as number);
  }
  return eliminate(system);
}

/** Solves linear equations (each a row, its right side last) by Gauss's elimination with pivots. */
function eliminate(system: number[][]): readonly number[] {
  const size = system.length;
  for (let column = 0; column < size; column++) {
    const pivot = system.slice(column).reduce((best, row, at) => {
      const size = Math.abs(row[column] as number);
      return size > Math.abs((system[best] as number[])[column] as number) ? at + column : best;
    }, column);
    [system[column], system[pivot]] = [system[pivot] as number[], system[column] as number[]];
    const top = system[column] as number[];
    for (let row = 0; row < size; row++) {
      const line = system[row] as number[];
      const factor = (line[column] as number) / (top[column] as number);
      if (row === column || factor === 0) continue;
      for (let at = column; at <= size; at++) line[at] = (line[at] as number) - factor * (top[at] as number);
    }
  }
  return system.map((row, at) => (row[size] as number) / (row[at] as number));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);
}

/** Newton's way back from a place on the ruling to the picture: a few steps, for the map is nearly straight. */
function solve(toMm: (place: Point) => Point, [u, v]: Point, { centre, reach }: Frame): Point {
  let [x, y] = centre;
  const delta = reach / 1000;
  for (let round = 0; round < 12; round++) {
    const [u0, v0] = toMm([x, y]);
    const [u1, v1] = toMm([x + delta, y]);
    const [u2, v2] = toMm([x, y + delta]);
    const [a, b, c, d] = [u1 - u0, u2 - u0, v1 - v0, v2 - v0];
    const determinant = a * d - b * c;
    const [du, dv] = [u - u0, v - v0];
    const [dx, dy] = [(delta * (d * du - b * dv)) / determinant, (delta * (a * dv - c * du)) / determinant];
    [x, y] = [x + dx, y + dy];
    if (Math.hypot(dx, dy) < 1e-3) break;
  }
  return [x, y];
}
