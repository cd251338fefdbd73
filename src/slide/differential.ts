import { type Analyte, ROLL_UP_NAMES } from '../core/analytes.ts';
import {
  ALL_CELL_CLASSES,
  type CellClass,
  CLASS_FACTS,
  HAND_CLASSES,
  WHITE_HAND_CLASSES,
  WHITE_MODEL_CLASSES,
} from '../core/cells.ts';
import type { LaboratoryRules } from '../core/laboratory-rules.ts';
import type { SessionOrder } from '../core/session-order.ts';
import type {
  DifferentialRow,
  DifferentialSnapshot,
  RangePosition,
  ReferenceRange,
  ReviewFlag,
  SessionStatus,
  Tally,
} from '../core/types.ts';
import { per100WhiteCells } from './measured.ts';
import { type Measurements, measurementsOf } from './measurements.ts';
import { nextDecision } from './next-decision.ts';
import { type Patient, patientOf, positionOf, rangeFor } from './reference-ranges.ts';
import { reviewFlags } from './review-flags.ts';

export interface DifferentialInput extends SessionOrder {
  readonly session: string;
  readonly revision: number;
  readonly status: SessionStatus;
  readonly tally: Tally;
  readonly rules: LaboratoryRules;
}

/** A tally of nothing: every class at 0. */
export function emptyTally(): Record<CellClass, number> {
  return Object.fromEntries(ALL_CELL_CLASSES.map((name) => [name, 0])) as Record<CellClass, number>;
}

/**
 * The differential a tally makes, judged by the laboratory's rules for the age and sex of its order. Percentages rest
 * on white cells alone; all else is given beside them.
 */
export function differential({ tally, rules, ...order }: DifferentialInput): DifferentialSnapshot {
  const { session, accession, revision, status, age, sex, target } = order;
  const { n, wbc, of } = measurementsOf(tally, order, rules.correctWbcWhenNrbc);
  const patient = patientOf(order, rules);
  const flags = reviewFlags(rules.review, of, patient);
  const judgement: Judgement = { of, flags, rules, patient };
  const named = WHITE_HAND_CLASSES.filter((name) => tally[name] > 0);
  const rows = [...WHITE_MODEL_CLASSES, ...named].map((name) => row(name, judgement));
  const totals = ROLL_UP_NAMES.map((name) => row(name, judgement));
  const seen = [...rows, ...totals].flatMap(({ class: name, count }) =>
    count > 0 ? [{ of: name, count }] : [],
  );
  const wbcUsed = of.wbc?.absolute?.value ?? null;
  return {
    session,
    accession,
    revision,
    status,
    age,
    sex,
    target,
    ageIsAssumed: age === null && rules.ageWhenUnknown !== null,
    n,
    rows,
    totals,
    wbc: wbc && { ...wbc, arrivedCorrected: order.wbcIsCorrected, ...judged('wbc', 'absolute', judgement) },
    nrbcPer100Wbc: of.erythroblast?.percent?.value ?? null,
    nrbcCi95: of.erythroblast?.percent?.ci95 ?? null,
    erythroblasts: tally.erythroblast,
    platelets: tally.platelet,
    unclassified: tally.unclassified,
    beside: besideCounts(tally, n),
    flags,
    nextDecision: nextDecision(seen, { n, wbc: wbcUsed, rules, patient }),
  };
}

function besideCounts(tally: Tally, n: number): DifferentialSnapshot['beside'] {
  return HAND_CLASSES.filter((name) => !CLASS_FACTS[name].inDenominator && tally[name] > 0).map((name) => ({
    class: name,
    count: tally[name],
    per100Wbc: per100WhiteCells(tally[name], n)?.value ?? null,
  }));
}

interface Judgement {
  readonly of: Measurements['of'];
  readonly flags: readonly ReviewFlag[];
  readonly rules: LaboratoryRules;
  readonly patient: Patient;
}

function row<Name extends Analyte>(name: Name, judgement: Judgement): DifferentialRow<Name> {
  const { count, percent, absolute } = judgement.of[name] ?? {};
  return {
    class: name,
    count: count?.value ?? 0,
    percent: percent?.value ?? null,
    ci95: percent?.ci95 ?? null,
    ...judged(name, 'percent', judgement),
    absolute: absolute ? { ...absolute, ...judged(name, 'absolute', judgement) } : null,
  };
}

/** The range of an analyte, and where what was measured of it lies. */
function judged(
  name: Analyte,
  measure: 'percent' | 'absolute',
  { of, flags, rules, patient }: Judgement,
): { readonly range: ReferenceRange | null; readonly position: RangePosition | null } {
  const range = rangeFor(rules.ranges[measure][name], patient);
  const value = of[name]?.[measure]?.value;
  const own = flags.filter((flag) => flag.of === name && flag.in === measure);
  return { range, position: value === undefined ? null : positionOf(value, range, own) };
}
