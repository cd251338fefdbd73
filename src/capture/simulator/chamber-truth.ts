import type { ChamberPlan, DrawnChamber } from './chamber.ts';
import { type Place, pixelOf } from './chamber-view.ts';

/** What a simulated chamber holds, square by square: cells on the upper and left edges count, on the others not. */
export interface ChamberTruth {
  readonly squares: readonly SquareTruth[];
}

export interface SquareTruth {
  readonly row: number;
  readonly column: number;
  /** Whether all of it is in the picture. */
  readonly complete: boolean;
  readonly count: number;
  /** Pixels of the picture. */
  readonly cells: readonly Place[];
}

const EDGE_STEPS = 20;

export function chamberTruth(plan: ChamberPlan, { cells }: DrawnChamber): ChamberTruth {
  const radiusMm = plan.cellRadiusUm / 1000;
  const squares = Array.from({ length: 9 }, (_, index): SquareTruth => {
    const [row, column] = [Math.floor(index / 3), index % 3];
    const inside = cells.filter(
      ({ mm: [x, y] }) => Math.floor(x + radiusMm) === column && Math.floor(y + radiusMm) === row,
    );
    const complete = edgeOf(row, column).every((mm) => isShown(plan, pixelOf(plan, mm)));
    return { row, column, complete, count: inside.length, cells: inside.map(({ pixel }) => pixel) };
  });
  return { squares };
}

function isShown({ width, height, fieldRadius }: ChamberPlan, [x, y]: Place): boolean {
  if (x < 0 || y < 0 || x > width - 1 || y > height - 1) return false;
  const away = Math.hypot(x - width / 2, y - height / 2) / (Math.min(width, height) / 2);
  return fieldRadius === null || away <= fieldRadius;
}

function edgeOf(row: number, column: number): readonly Place[] {
  return Array.from({ length: EDGE_STEPS + 1 }, (_, step) => step / EDGE_STEPS).flatMap((at): Place[] => [
    [column + at, row],
    [column + at, row + 1],
    [column, row + at],
    [column + 1, row + at],
  ]);
}
