import type { ScanAdvice, SlideRect } from '../core/wire/slide-map.ts';
import type { CoverageGrid } from './coverage.ts';
import type { Gap } from './coverage-gaps.ts';

/** Part of a view that neighbouring lanes share: a cell on the seam is whole in one of them. */
const LANE_OVERLAP = 0.15;
/** A lane is as long as its neighbours when less than this part of a view is missing at an end. */
const LANE_END = 0.5;
/** The first lane is one when it is longer than so many views. */
const FIRST_LANE = 1.5;

export interface ScanState {
  readonly view: SlideRect;
  readonly bounds: SlideRect;
  readonly grid: CoverageGrid;
  readonly gaps: readonly Gap[];
  /** The axis along which the stage has travelled most. */
  readonly lanes: 'x' | 'y';
}

/**
 * Where a serpentine scan goes on: back to the nearest gap, else to the end of this lane, else to the next lane, which
 * overlaps this one. Null while there is no lane yet.
 */
export function adviseScan(state: ScanState): ScanAdvice | null {
  const { view, gaps } = state;
  const [centreX, centreY] = [view.xUm + view.widthUm / 2, view.yUm + view.heightUm / 2];
  const ways = gaps.map((gap) => ({ dxUm: gap.xUm - centreX, dyUm: gap.yUm - centreY }));
  const [nearest] = ways.sort((a, b) => Math.hypot(a.dxUm, a.dyUm) - Math.hypot(b.dxUm, b.dyUm));
  if (nearest) return { kind: 'gap', ...nearest };
  const along = state.lanes === 'x' ? alongX(state) : alongX(turned(state));
  if (along === null) return null;
  return state.lanes === 'x' ? along : { kind: along.kind, dxUm: along.dyUm, dyUm: along.dxUm };
}

/** The advice for lanes along x. */
function alongX({ view, bounds, grid }: ScanState): ScanAdvice | null {
  const lanes = bounds.heightUm / view.heightUm;
  if (lanes < 1 + LANE_END && bounds.widthUm < FIRST_LANE * view.widthUm) return null;
  const right = bounds.xUm + bounds.widthUm;
  const lane = seenAround(grid, view);
  const missing = [
    { dxUm: bounds.xUm - view.xUm, openUm: lane.fromUm - bounds.xUm },
    { dxUm: right - view.xUm - view.widthUm, openUm: right - lane.toUm },
  ].filter(({ openUm }) => openUm > LANE_END * view.widthUm);
  const [nearest] = missing.sort((a, b) => Math.abs(a.dxUm) - Math.abs(b.dxUm));
  if (lanes >= 1 + LANE_END && nearest) return { kind: 'lane', dxUm: nearest.dxUm, dyUm: 0 };
  const bottom = bounds.yUm + bounds.heightUm;
  const isLower = view.yUm + view.heightUm / 2 >= bounds.yUm + bounds.heightUm / 2;
  const overlap = LANE_OVERLAP * view.heightUm;
  const dyUm = isLower ? bottom - overlap - view.yUm : bounds.yUm + overlap - view.heightUm - view.yUm;
  return { kind: 'next-lane', dxUm: 0, dyUm };
}

/** How far to either side all was seen on the height of the view's middle. */
function seenAround(grid: CoverageGrid, view: SlideRect): { fromUm: number; toUm: number } {
  const { originXUm, originYUm, pitchUm, columns, rows, seen } = grid;
  const row = clamp(Math.floor((view.yUm + view.heightUm / 2 - originYUm) / pitchUm), rows);
  const middle = clamp(Math.floor((view.xUm + view.widthUm / 2 - originXUm) / pitchUm), columns);
  const isSeen = (column: number) => seen[row * columns + column] === 1;
  let from = middle;
  let to = middle;
  while (from > 0 && isSeen(from - 1)) from--;
  while (to < columns - 1 && isSeen(to + 1)) to++;
  return { fromUm: originXUm + from * pitchUm, toUm: originXUm + (to + 1) * pitchUm };
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}

/** The same with x and y exchanged. */
function turned({ view, bounds, grid, gaps, lanes }: ScanState): ScanState {
  const flip = ({ xUm, yUm, widthUm, heightUm }: SlideRect) => ({
    xUm: yUm,
    yUm: xUm,
    widthUm: heightUm,
    heightUm: widthUm,
  });
  const { columns, rows, seen, originXUm, originYUm, pitchUm } = grid;
  const turnedSeen = seen.map(
    (_, index) => seen[(index % rows) * columns + Math.floor(index / rows)] as number,
  );
  return {
    view: flip(view),
    bounds: flip(bounds),
    gaps,
    lanes,
    grid: {
      originXUm: originYUm,
      originYUm: originXUm,
      pitchUm,
      columns: rows,
      rows: columns,
      seen: turnedSeen,
    },
  };
}
