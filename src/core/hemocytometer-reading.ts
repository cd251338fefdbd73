import { poisson95 } from './poisson.ts';

/** What a counting chamber counts. */
export const CHAMBER_CELLS = ['wbc', 'rbc', 'platelet'] as const;
export type ChamberCellType = (typeof CHAMBER_CELLS)[number];

/** Between the chamber's floor and its cover glass. */
const DEPTH_MM = 0.1;
/** The clock of another device may run ahead of ours by so much. */
const CLOCK_ERROR_MS = 2 * 60_000;
/** Fewer cells than this have a Poisson error of more than a fifth. */
const FEW_CELLS = 25;

/**
 * What blood can hold, in cells/µL: wide enough for every patient, so that what lies outside is a slip (a forgotten
 * dilution, a wrong unit).
 */
export const PLAUSIBLE_PER_UL: Readonly<Record<ChamberCellType, readonly [low: number, high: number]>> = {
  wbc: [50, 500_000],
  rbc: [300_000, 10_000_000],
  platelet: [1_000, 3_000_000],
};

export interface ChamberCount {
  readonly count: number;
  /** Squares of 1 mm² that were counted; five of the 25 groups of the central one are 0.2. */
  readonly areaMm2: number;
  /** 20 for 1:20. */
  readonly dilution: number;
}

/** Cells in a microlitre of the undiluted sample. */
export interface ChamberConcentration extends ChamberCount {
  readonly perUl: number;
  /** Exact 95 % interval of counting alone (Poisson), /µL. */
  readonly ci95: readonly [low: number, high: number];
}

/** N × dilution / (mm² counted × 0.1 mm). */
export function concentrationOf({ count, areaMm2, dilution }: ChamberCount): ChamberConcentration {
  const perCell = dilution / (areaMm2 * DEPTH_MM);
  const [low, high] = poisson95(count);
  return { count, areaMm2, dilution, perUl: count * perCell, ci95: [low * perCell, high * perCell] };
}

export interface ChamberComparison {
  readonly difference: number;
  /** 2√(N₁ + N₂), counts over equal areas. */
  readonly limit: number;
  readonly agree: boolean;
}

/**
 * Whether two chambers of one sample agree: they differ by no more than 2√(N₁ + N₂). Where the areas differ, both counts
 * are brought to the first one's area, the second one's variance with it.
 */
export function compareChambers(
  first: Pick<ChamberCount, 'count' | 'areaMm2'>,
  second: Pick<ChamberCount, 'count' | 'areaMm2'>,
): ChamberComparison {
  const share = first.areaMm2 / second.areaMm2;
  const difference = Math.abs(first.count - second.count * share);
  const limit = 2 * Math.sqrt(first.count + second.count * share * share);
  return { difference, limit, agree: difference <= limit };
}

/** Why a reading is not offered, and (the last one) what else a person should know of one that is. */
export const READING_DOUBTS = [
  'stale',
  'from-the-future',
  'chambers-differ',
  'implausible',
  'too-few-cells',
] as const;
export type ReadingDoubt = (typeof READING_DOUBTS)[number];

/** Doubts that do not keep a reading from being offered. */
const NOTED: readonly ReadingDoubt[] = ['too-few-cells'];

export interface JudgedReading {
  readonly cell: ChamberCellType;
  readonly perUl: number;
  /** Null where the device told a concentration only. */
  readonly count: number | null;
  /** What each of two chambers held, over equal areas. */
  readonly chambers: readonly [number, number] | null;
  readonly takenAtMs: number;
}

/** Everything that is wrong with a reading at a moment. */
export function doubtsOf(
  { cell, perUl, count, chambers, takenAtMs }: JudgedReading,
  { nowMs, staleAfterMs }: { readonly nowMs: number; readonly staleAfterMs: number },
): readonly ReadingDoubt[] {
  const [low, high] = PLAUSIBLE_PER_UL[cell];
  const [one, other] = (chambers ?? [0, 0]).map((held) => ({ count: held, areaMm2: 1 }));
  const doubts: Readonly<Record<ReadingDoubt, boolean>> = {
    stale: nowMs - takenAtMs > staleAfterMs,
    'from-the-future': takenAtMs - nowMs > CLOCK_ERROR_MS,
    'chambers-differ': one !== undefined && other !== undefined && !compareChambers(one, other).agree,
    implausible: perUl < low || perUl > high,
    'too-few-cells': count !== null && count < FEW_CELLS,
  };
  return READING_DOUBTS.filter((doubt) => doubts[doubt]);
}

/** The doubts for which a reading is refused. */
export function refusalsOf(doubts: readonly ReadingDoubt[]): readonly ReadingDoubt[] {
  return doubts.filter((doubt) => !NOTED.includes(doubt));
}

/** What a person reads of a doubt. */
export const DOUBT_SENTENCES: Readonly<Record<ReadingDoubt, string>> = {
  stale: 'It was taken too long ago',
  'from-the-future': 'It is dated in the future: compare the clocks of both devices',
  'chambers-differ': 'Its two chambers differ by more than 2√(N₁ + N₂): mix, fill and count again',
  implausible: 'No blood holds so many or so few cells: check dilution, squares and unit',
  'too-few-cells': 'Few cells were counted: its error by chance alone is more than a fifth',
};
