import type { SlideRect } from '../core/wire/slide-map.ts';
import type { CoverageGrid } from './coverage.ts';

/** A place inside the scanned region that was not seen. */
export interface Gap {
  readonly areaUm2: number;
  /** Its middle. */
  readonly xUm: number;
  readonly yUm: number;
  /** What it consists of. */
  readonly parts: readonly SlideRect[];
}

/** Strips narrower than so much of a view, between places that were seen, were missed; wider ones not yet scanned. */
const MISSED_SHARE = 0.75;
/** Through a smaller hole no white cell is missed. */
const LEAST_GAP_UM2 = 150;

/**
 * What lies inside the scanned region and was not seen: all that the outside cannot reach once strips narrower than a
 * view are closed. Largest first.
 */
export function findGaps(grid: CoverageGrid, view: { widthUm: number; heightUm: number }): Gap[] {
  const { columns, rows, seen, pitchUm } = grid;
  const closed = Uint8Array.from(seen);
  const across = (MISSED_SHARE * view.widthUm) / pitchUm;
  const down = (MISSED_SHARE * view.heightUm) / pitchUm;
  for (let y = 0; y < rows; y++)
    closeLine(seen, closed, { start: y * columns, step: 1, length: columns, most: across });
  for (let x = 0; x < columns; x++)
    closeLine(seen, closed, { start: x, step: columns, length: rows, most: down });
  const outside = reach(grid, [0], (index) => closed[index] === 0);
  const taken = Uint8Array.from(seen);
  for (const index of outside) taken[index] = 1;
  const gaps: Gap[] = [];
  for (let index = 0; index < taken.length; index++) {
    if (taken[index] === 1) continue;
    const squares = reach(grid, [index], (at) => taken[at] === 0);
    for (const at of squares) taken[at] = 1;
    const areaUm2 = squares.length * pitchUm ** 2;
    if (areaUm2 >= LEAST_GAP_UM2) gaps.push(gapOf(grid, squares, areaUm2));
  }
  return gaps.sort((a, b) => b.areaUm2 - a.areaUm2);
}

interface Line {
  readonly start: number;
  readonly step: number;
  readonly length: number;
  /** Squares that may be missing. */
  readonly most: number;
}

/** Fills short stretches between seen squares of one row or column. */
function closeLine(seen: Uint8Array, closed: Uint8Array, { start, step, length, most }: Line): void {
  let lastSeen = -1;
  for (let i = 0; i < length; i++) {
    if (seen[start + i * step] === 0) continue;
    const missing = i - lastSeen - 1;
    if (lastSeen >= 0 && missing <= most) for (let j = lastSeen + 1; j < i; j++) closed[start + j * step] = 1;
    lastSeen = i;
  }
}

/** Squares that can be reached from the first ones, side by side, over squares that are open. */
function reach(
  { columns, rows }: CoverageGrid,
  from: number[],
  isOpen: (index: number) => boolean,
): number[] {
  const visited = new Uint8Array(columns * rows);
  const found = from.filter(isOpen);
  for (const index of found) visited[index] = 1;
  for (let next = 0; next < found.length; next++) {
    const index = found[next] as number;
    const x = index % columns;
    const beside = [
      index - columns,
      index + columns,
      x > 0 ? index - 1 : -1,
      x < columns - 1 ? index + 1 : -1,
    ];
    for (const other of beside) {
      if (other < 0 || other >= visited.length || visited[other] === 1 || !isOpen(other)) continue;
      visited[other] = 1;
      found.push(other);
    }
  }
  return found;
}

function gapOf(
  { columns, pitchUm, originXUm, originYUm }: CoverageGrid,
  squares: number[],
  areaUm2: number,
): Gap {
  const place = (index: number) => ({
    xUm: originXUm + (index % columns) * pitchUm,
    yUm: originYUm + Math.floor(index / columns) * pitchUm,
  });
  const places = squares.map(place);
  const mean = (of: (at: { xUm: number; yUm: number }) => number) =>
    places.reduce((sum, at) => sum + of(at), 0) / places.length + pitchUm / 2;
  return {
    areaUm2,
    xUm: mean((at) => at.xUm),
    yUm: mean((at) => at.yUm),
    parts: rectangles(squares, columns, place, pitchUm),
  };
}

/** Squares as few rectangles: runs of a row, joined with equal runs of the row above. */
function rectangles(
  squares: number[],
  columns: number,
  place: (index: number) => { xUm: number; yUm: number },
  pitchUm: number,
): SlideRect[] {
  const sorted = squares.toSorted((a, b) => a - b);
  const open = new Map<string, { rect: SlideRect; row: number }>();
  const done: SlideRect[] = [];
  for (let i = 0; i < sorted.length; ) {
    const first = sorted[i] as number;
    let length = 1;
    while (sorted[i + length] === first + length && (first + length) % columns !== 0) length++;
    i += length;
    const row = Math.floor(first / columns);
    const key = `${first % columns},${length}`;
    const above = open.get(key);
    if (above && above.row === row - 1) {
      open.set(key, { rect: { ...above.rect, heightUm: above.rect.heightUm + pitchUm }, row });
      continue;
    }
    if (above) done.push(above.rect);
    open.set(key, { rect: { ...place(first), widthUm: length * pitchUm, heightUm: pitchUm }, row });
  }
  return [...done, ...[...open.values()].map(({ rect }) => rect)];
}
