import { type Analyte, ROLL_UP_NAMES, ROLL_UPS } from '../core/analytes.ts';
import { WHITE_CELL_CLASSES } from '../core/cells.ts';
import { isBeyond, type Limit, type Measure } from '../core/laboratory-rules.ts';
import type { SessionOrder } from '../core/session-order.ts';
import type { Tally } from '../core/types.ts';
import { absoluteCount, exactly, type Measured, per100WhiteCells, percentOf } from './measured.ts';

/** What is known of each analyte in each measure; missing: not counted here, or not yet. */
export type MeasuredAnalytes = Partial<Record<Analyte, Partial<Record<Measure, Measured>>>>;

/** All numbers of a count, before anybody judges them. */
export interface Measurements {
  /** White cells: the denominator. */
  readonly n: number;
  /** 10⁹/L. */
  readonly wbc: { readonly given: number; readonly corrected: number | null } | null;
  readonly of: MeasuredAnalytes;
}

/** A white-cell count (10⁹/L) without the nRBC counted with it: WBC × 100 / (100 + nRBC per 100 white cells). */
export function correctedWbc(wbc: number, nrbcPer100Wbc: number): number {
  return (wbc * 100) / (100 + nrbcPer100Wbc);
}

/** What a tally and the white-cell count of its order say together. */
export function measurementsOf(
  tally: Tally,
  order: Pick<SessionOrder, 'wbcCount' | 'wbcIsCorrected'>,
  correctWhenNrbc: Limit,
): Measurements {
  const n = WHITE_CELL_CLASSES.reduce((sum, name) => sum + tally[name], 0);
  const nrbc = per100WhiteCells(tally.erythroblast, n);
  const wbc = whiteCellCount(order, nrbc, correctWhenNrbc);
  const wbcUsed = wbc && (wbc.corrected ?? wbc.given);
  const of: MeasuredAnalytes = {
    erythroblast: present({ count: exactly(tally.erythroblast), percent: nrbc }),
    smudge_cell: present({
      count: exactly(tally.smudge_cell),
      percent: per100WhiteCells(tally.smudge_cell, n),
    }),
  };
  const counts: readonly (readonly [Analyte, number])[] = [
    ...WHITE_CELL_CLASSES.map((name) => [name, tally[name]] as const),
    ...ROLL_UP_NAMES.map(
      (name) => [name, ROLL_UPS[name].reduce((sum, part) => sum + tally[part], 0)] as const,
    ),
  ];
  for (const [name, count] of counts) {
    const percent = percentOf(count, n);
    const absolute = percent && wbcUsed !== null ? absoluteCount(percent, wbcUsed) : null;
    of[name] = present({ count: exactly(count), percent, absolute });
  }
  if (wbcUsed !== null) of.wbc = { absolute: exactly(wbcUsed) };
  return { n, wbc, of };
}

function whiteCellCount(
  { wbcCount, wbcIsCorrected }: Pick<SessionOrder, 'wbcCount' | 'wbcIsCorrected'>,
  nrbc: Measured | null,
  when: Limit,
): Measurements['wbc'] {
  if (wbcCount === null) return null;
  const corrects = !wbcIsCorrected && nrbc !== null && isBeyond(nrbc.value, when);
  return { given: wbcCount, corrected: corrects ? correctedWbc(wbcCount, nrbc.value) : null };
}

function present(measures: Readonly<Record<string, Measured | null>>): Partial<Record<Measure, Measured>> {
  return Object.fromEntries(Object.entries(measures).filter(([, measured]) => measured !== null));
}
