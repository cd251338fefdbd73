import { ALL_CELL_CLASSES, type CellClass, type ModelClass, WHITE_CELL_CLASSES } from '../core/cells.ts';
import type { DifferentialRow, DifferentialSnapshot, SessionStatus, Tally } from '../core/types.ts';
import { clopperPearson95 } from './binomial.ts';

export interface DifferentialInput {
  readonly session: string;
  readonly accession: string | null;
  readonly revision: number;
  readonly status: SessionStatus;
  readonly tally: Tally;
}

/** A tally of nothing: every class at 0. */
export function emptyTally(): Record<CellClass, number> {
  return Object.fromEntries(ALL_CELL_CLASSES.map((name) => [name, 0])) as Record<CellClass, number>;
}

/** The differential a tally makes. Percentages rest on white cells alone; all else is given beside them. */
export function differential({ tally, ...heading }: DifferentialInput): DifferentialSnapshot {
  const n = WHITE_CELL_CLASSES.reduce((sum, name) => sum + tally[name], 0);
  return {
    ...heading,
    n,
    rows: WHITE_CELL_CLASSES.map((name) => row(name, tally[name], n)),
    nrbcPer100Wbc: n === 0 ? null : (100 * tally.erythroblast) / n,
    erythroblasts: tally.erythroblast,
    platelets: tally.platelet,
    unclassified: tally.unclassified,
  };
}

function row(name: ModelClass, count: number, n: number): DifferentialRow {
  if (n === 0) return { class: name, count, percent: null, ci95: null };
  const [low, high] = clopperPearson95(count, n);
  return { class: name, count, percent: (100 * count) / n, ci95: [100 * low, 100 * high] };
}
