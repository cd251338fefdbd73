import { createSimulation, type SimulationPlan } from '../capture/simulator/simulation.ts';
import { truthOf } from '../capture/simulator/truth.ts';
import type { CellClass } from '../core/cells.ts';
import type { Box } from '../core/types.ts';
import { blankPicture, type Picture } from '../inference/picture.ts';

/** The second field of this slide shows five white cells of four kinds, whole and apart. */
const PLAN = {
  ...{ width: 640, height: 480, fps: 1, seed: 2, micronsPerPixel: 0.1 },
  ...{ mix: 'normal', pace: 'stills', nucleatedPerMm2: 2500 },
} as const satisfies SimulationPlan;
const FIELD = 1;
/** A cell that the edge cuts is nobody's fault. */
const MARGIN = 4;

export interface GoldenCell {
  readonly box: Box;
  /** Any of these is right: where a nucleus begins to have segments, people differ too. */
  readonly classes: readonly CellClass[];
}

export interface GoldenField {
  readonly picture: Picture;
  readonly micronsPerPixel: number;
  readonly cells: readonly GoldenCell[];
}

const NEUTROPHILS: readonly CellClass[] = ['neutrophil_segmented', 'neutrophil_band'];

/** Draws a field whose white cells are known: the same pixels every time. Takes about half a second. */
export function drawGoldenField(): GoldenField {
  const { width, height, micronsPerPixel } = PLAN;
  const picture = blankPicture(width, height);
  createSimulation(PLAN).shoot(FIELD, picture.pixels);
  const truth = truthOf(PLAN, FIELD + 1, '');
  const [left = 0, top = 0] = truth.frames[FIELD] ?? [];
  const cells = truth.cells.flatMap(({ type, fineClass, x, y, w, h }): GoldenCell[] => {
    const box: Box = [x - left, y - top, w, h];
    if (type !== 'WBC' || fineClass === null || !isWhole(box)) return [];
    return [{ box, classes: NEUTROPHILS.includes(fineClass) ? NEUTROPHILS : [fineClass] }];
  });
  return { picture, micronsPerPixel, cells };
}

function isWhole([x, y, width, height]: Box): boolean {
  return x >= MARGIN && y >= MARGIN && x + width <= PLAN.width - MARGIN && y + height <= PLAN.height - MARGIN;
}
