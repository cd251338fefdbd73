import { type ClassMix, drawClass, nucleatedShape, plateletShape, redCellShape } from './class-mix.ts';
import type { SlideLook } from './look.ts';
import { type OutlineShape, outlineOf } from './outline.ts';
import { mixSeed, type Random, randomFrom } from './random.ts';
import type { RectUm, SlideCell } from './slide-cell.ts';
import { type Disc, moveApart, pushOut } from './spacing.ts';

/** Side of the squares in which the layout is worked out. */
export const CHUNK_UM = 128;
/** Farther than the reach of all rounds of moving apart, so that neighbouring chunks agree. */
const MARGIN_UM = 40;
const SALT = { white: 11, red: 12, platelet: 13, thickness: 14, outline: 15 } as const;

/** What decides where the cells of a slide lie. */
export interface LayoutPlan {
  readonly seed: number;
  readonly mix: ClassMix;
  readonly look: SlideLook;
  readonly density: number;
}

/** Whether a centre lies in the rectangle (right and bottom edge excluded). */
export function contains(rect: RectUm, at: { readonly xUm: number; readonly yUm: number }): boolean {
  return at.xUm >= rect.left && at.xUm < rect.right && at.yUm >= rect.top && at.yUm < rect.bottom;
}

/** The cells whose centres lie in one square of the slide. */
export function layOutChunk(plan: LayoutPlan, column: number, row: number): SlideCell[] {
  const inner: RectUm = {
    left: column * CHUNK_UM,
    top: row * CHUNK_UM,
    right: (column + 1) * CHUNK_UM,
    bottom: (row + 1) * CHUNK_UM,
  };
  const outer: RectUm = {
    left: inner.left - MARGIN_UM,
    top: inner.top - MARGIN_UM,
    right: inner.right + MARGIN_UM,
    bottom: inner.bottom + MARGIN_UM,
  };
  const white = whiteCells(plan, outer);
  const red = redCells(plan, outer);
  pushOut(red, white, 0.9);
  moveApart(red, 0.86, 2);
  pushOut(red, white, 0.9);
  const platelets = plateletCells(plan, outer).filter(
    (platelet) => !white.some((cell) => distance(cell, platelet) < cell.radiusUm * 1.1 + platelet.radiusUm),
  );
  return [...red, ...platelets, ...white].filter((cell) => contains(inner, cell)).map(settled);
}

function distance(a: { xUm: number; yUm: number }, b: { xUm: number; yUm: number }): number {
  return Math.hypot(a.xUm - b.xUm, a.yUm - b.yUm);
}

/** A cell while the layout is worked out: it can move, and has no outline yet. */
interface LooseCell extends Disc, Omit<SlideCell, 'xUm' | 'yUm' | 'outline'> {
  readonly shape: OutlineShape;
}

/** Outlines are drawn for the cells that stay: most of the work would be for those in the margin. */
function settled({ shape, ...cell }: LooseCell): SlideCell {
  return { ...cell, outline: outlineOf(shape, randomFrom(cell.seed, SALT.outline)) };
}

/** Walks a square grid over all that can lie in the rectangle after jitter; each square has a stream of its own. */
function* squares(
  plan: LayoutPlan,
  rect: RectUm,
  grid: { salt: number; pitchUm: number; jitterUm: number },
): Generator<{
  readonly id: string;
  readonly xUm: number;
  readonly yUm: number;
  readonly random: Random;
  readonly seed: number;
}> {
  const { pitchUm, salt, jitterUm } = grid;
  const first = (from: number) => Math.floor((from - jitterUm) / pitchUm);
  const last = (to: number) => Math.floor((to + jitterUm) / pitchUm);
  for (let row = first(rect.top); row <= last(rect.bottom); row++) {
    for (let column = first(rect.left); column <= last(rect.right); column++) {
      const seed = mixSeed(plan.seed, salt, column, row);
      const at = { xUm: (column + 0.5) * pitchUm, yUm: (row + 0.5) * pitchUm };
      yield { id: `${salt}:${column}:${row}`, ...at, random: randomFrom(seed), seed };
    }
  }
}

function whiteCells(plan: LayoutPlan, rect: RectUm): LooseCell[] {
  const share = 0.8;
  const pitchUm = Math.sqrt((share * 1e6) / plan.density);
  const room = Math.max(0, pitchUm - 20) / 2;
  const cells: LooseCell[] = [];
  for (const { id, xUm, yUm, random, seed } of squares(plan, rect, {
    salt: SALT.white,
    pitchUm,
    jitterUm: room,
  })) {
    if (!random.chance(share)) continue;
    const name = drawClass(plan.mix, random);
    const shape = nucleatedShape(name, random);
    const at = { xUm: xUm + random.between(-room, room), yUm: yUm + random.between(-room, room) };
    cells.push({
      id,
      kind: 'wbc',
      class: name,
      ...at,
      radiusUm: shape.radiusUm,
      shape,
      seed,
    });
  }
  return cells;
}

function redCells(plan: LayoutPlan, rect: RectUm): LooseCell[] {
  const pitchUm = Math.sqrt(1e6 / (plan.look.redCellsPerMm2 * 1.12));
  const jitterUm = pitchUm * 0.62;
  const cells: LooseCell[] = [];
  for (const { id, xUm, yUm, random, seed } of squares(plan, rect, { salt: SALT.red, pitchUm, jitterUm })) {
    if (random.chance(0.04 + 0.16 * thinness(plan.seed, xUm, yUm))) continue;
    const shape = redCellShape(random);
    const at = {
      xUm: xUm + random.between(-jitterUm, jitterUm),
      yUm: yUm + random.between(-jitterUm, jitterUm),
    };
    cells.push({
      id,
      kind: 'rbc',
      class: null,
      ...at,
      radiusUm: shape.radiusUm,
      shape,
      seed,
    });
  }
  return cells;
}

function plateletCells(plan: LayoutPlan, rect: RectUm): LooseCell[] {
  const cells: LooseCell[] = [];
  for (const { id, xUm, yUm, random, seed } of squares(plan, rect, {
    salt: SALT.platelet,
    pitchUm: 21,
    jitterUm: 9,
  })) {
    if (!random.chance(0.42)) continue;
    const shape = plateletShape(random);
    const at = { xUm: xUm + random.between(-9, 9), yUm: yUm + random.between(-9, 9) };
    cells.push({ id, kind: 'platelet', class: 'platelet', ...at, radiusUm: shape.radiusUm, shape, seed });
  }
  return cells;
}

/** 0 (crowded) to 1 (sparse), swinging over some 100 µm as smears do. */
function thinness(seed: number, xUm: number, yUm: number): number {
  const phase = (mixSeed(seed, SALT.thickness) % 1000) / 50;
  return (
    0.5 +
    0.25 * (Math.sin(xUm / 31 + phase) * Math.cos(yUm / 43 - phase) + Math.sin((xUm + yUm) / 67 + 2 * phase))
  );
}
