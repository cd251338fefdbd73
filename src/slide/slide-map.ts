import type { Field } from '../core/types.ts';
import type { ScanAdvice, SlideMapState, SlideRect } from '../core/wire/slide-map.ts';
import type { Corner } from './cell-track.ts';
import { Coverage, type CoverageGrid } from './coverage.ts';
import { findGaps } from './coverage-gaps.ts';
import { MOSAIC_UM, Mosaic, type MosaicTile, TILE_PIXELS } from './mosaic.ts';
import { adviseScan } from './scan-advice.ts';

/** A view that moved less than this part of its width since it was taken shows nothing new … */
const SAME_VIEW = 0.05;
/** … unless it is so much clearer. */
const CLEARLY_BETTER = 1.1;
/** Advice is given anew when the view has moved by this part of its width. */
const FOLLOWED = 0.15;
/** Gaps the state tells; more are counted, not drawn. */
const MOST_GAP_PARTS = 400;

/** A stretch of the slide seen in one go; its place moves with the map. */
interface Stretch {
  readonly anchor: () => Corner;
  readonly coverage: Coverage;
  readonly mosaic: Mosaic;
}

interface Taken {
  readonly corner: () => Corner;
  readonly clarity: number;
}

/** What was seen of the slide, in focus: its area, its picture, what was missed, and where to go on. */
export class SlideMap {
  readonly #coverage = new Coverage();
  readonly #mosaic = new Mosaic();
  /** Seen while the place on the slide was not known. */
  #provisional: Stretch[] = [];
  #last: Taken | null = null;
  #view: SlideRect | null = null;
  /** Whether the view is where the map does not reach. */
  #isAway = false;
  readonly #travel = { x: 0, y: 0 };
  #revision = 0;
  #joins = 0;

  get areaMm2(): number {
    return this.#coverage.areaMm2;
  }

  get tiles(): readonly MosaicTile[] {
    return this.#mosaic.tiles;
  }

  tile(column: number, row: number): MosaicTile | null {
    return this.#mosaic.tile(column, row);
  }

  /** Stretches that became part of the map when their place was found; cells in them have moved. */
  get joins(): number {
    return this.#joins;
  }

  /** Grows with every change. */
  get revision(): number {
    return this.#revision;
  }

  /**
   * Takes a good field in. `corner` tells where its upper left corner lies, in pixels of the slide, as the map of the
   * slide stands when it is asked; `clarity` is 0 to 1.
   */
  take(field: Field, corner: () => Corner, clarity: number): void {
    this.#settle(field.micronsPerPixel);
    const here = corner();
    if (this.#last !== null && this.#isKnown(field, here, clarity)) return;
    this.#revision++;
    if (here.isProvisional) this.#takeProvisional(field, corner, clarity);
    else {
      const view = viewOf(field, here);
      this.#coverage.add(view);
      this.#mosaic.paint(field.frame, { ...view, micronsPerPixel: field.micronsPerPixel, clarity });
    }
    this.#last = { corner, clarity };
  }

  /** Follows the view wherever it is, seen before or not: advice starts from there. */
  follow(field: Field, here: Corner): void {
    if (here.isProvisional !== this.#isAway) this.#revision++;
    this.#isAway = here.isProvisional;
    if (here.isProvisional) return;
    const view = viewOf(field, here);
    const before = this.#view;
    const [dx, dy] = before ? [view.xUm - before.xUm, view.yUm - before.yUm] : [0, 0];
    if (before !== null && Math.hypot(dx, dy) < FOLLOWED * view.widthUm) return;
    this.#travel.x += Math.abs(dx);
    this.#travel.y += Math.abs(dy);
    this.#view = view;
    this.#revision++;
  }

  /** All that viewers draw and read; gaps and advice are worked out anew. */
  state(session: string): SlideMapState {
    const grid = this.#coverage.grid();
    const bounds = grid && boundsOf(grid);
    const view = this.#view;
    const gaps = grid && view ? findGaps(grid, view) : [];
    const lanes = this.#travel.x >= this.#travel.y ? 'x' : 'y';
    const advice: ScanAdvice | null =
      grid && bounds && view && !this.#isAway ? adviseScan({ view, bounds, grid, gaps, lanes }) : null;
    return {
      session,
      revision: this.#revision,
      areaMm2: this.areaMm2,
      provisionalMm2: this.#provisional.reduce((sum, { coverage }) => sum + coverage.areaMm2, 0),
      bounds,
      gaps: gaps.flatMap(({ parts }) => parts).slice(0, MOST_GAP_PARTS),
      gapCount: gaps.length,
      advice,
      tileUm: TILE_PIXELS * MOSAIC_UM,
      tiles: this.#mosaic.tiles.map(({ column, row, revision }) => ({ column, row, revision })),
    };
  }

  #isKnown({ frame }: Field, here: Corner, clarity: number): boolean {
    const last = this.#last as Taken;
    const there = last.corner();
    const moved = Math.hypot(here.x - there.x, here.y - there.y);
    const isNear = here.isProvisional === there.isProvisional && moved < SAME_VIEW * frame.width;
    return isNear && clarity < CLEARLY_BETTER * last.clarity;
  }

  /** A stretch is painted where it lies to its own first view: where that lies on the slide turns out later. */
  #takeProvisional(field: Field, corner: () => Corner, clarity: number): void {
    const here = corner();
    const { width, height } = field.frame;
    const near = this.#provisional.find(({ anchor }) => {
      const from = anchor();
      return Math.abs(here.x - from.x) < 100 * width && Math.abs(here.y - from.y) < 100 * height;
    });
    const stretch = near ?? { anchor: corner, coverage: new Coverage(), mosaic: new Mosaic() };
    if (!near) this.#provisional.push(stretch);
    const from = stretch.anchor();
    const view = viewOf(field, { x: here.x - from.x, y: here.y - from.y });
    stretch.coverage.add(view);
    stretch.mosaic.paint(field.frame, { ...view, micronsPerPixel: field.micronsPerPixel, clarity });
  }

  /** Stretches whose place was found become part of the map. */
  #settle(micronsPerPixel: number): void {
    this.#provisional = this.#provisional.filter(({ anchor, coverage, mosaic }) => {
      const { x, y, isProvisional } = anchor();
      if (isProvisional) return true;
      this.#revision++;
      this.#joins++;
      this.#coverage.addAll(coverage, x * micronsPerPixel, y * micronsPerPixel);
      this.#mosaic.paintAll(mosaic, x * micronsPerPixel, y * micronsPerPixel);
      return false;
    });
  }
}

function viewOf({ frame, micronsPerPixel }: Field, { x, y }: { x: number; y: number }): SlideRect {
  return {
    xUm: x * micronsPerPixel,
    yUm: y * micronsPerPixel,
    widthUm: frame.width * micronsPerPixel,
    heightUm: frame.height * micronsPerPixel,
  };
}

/** The smallest rectangle around all that was seen. */
function boundsOf({ columns, rows, seen, pitchUm, originXUm, originYUm }: CoverageGrid): SlideRect {
  let [left, top, right, bottom] = [columns, rows, 0, 0];
  for (let index = 0; index < seen.length; index++) {
    if (seen[index] === 0) continue;
    const [x, y] = [index % columns, Math.floor(index / columns)];
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  return {
    xUm: originXUm + left * pitchUm,
    yUm: originYUm + top * pitchUm,
    widthUm: (right - left) * pitchUm,
    heightUm: (bottom - top) * pitchUm,
  };
}
