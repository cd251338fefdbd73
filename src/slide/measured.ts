import type { Interval } from '../core/types.ts';
import { clopperPearson95 } from './binomial.ts';

/** A value and its exact 95 % interval. */
export interface Measured {
  readonly value: number;
  readonly ci95: Interval;
}

/** What was counted or given as it is: nothing was inferred. */
export function exactly(value: number): Measured {
  return { value, ci95: [value, value] };
}

/** Percent that `count` of `n` white cells make; null before the first one. */
export function percentOf(count: number, n: number): Measured | null {
  if (n === 0) return null;
  return { value: (100 * count) / n, ci95: mapped(clopperPearson95(count, n), (share) => 100 * share) };
}

/** `count` cells seen beside `n` white cells, per 100 of them: the odds of a share, whose interval follows from its own. */
export function per100WhiteCells(count: number, n: number): Measured | null {
  if (n === 0) return null;
  const ci95 = mapped(clopperPearson95(count, n + count), (share) => (100 * share) / (1 - share));
  return { value: (100 * count) / n, ci95 };
}

/** A percentage of white cells as 10⁹/L. The interval leaves the error of the white-cell count out. */
export function absoluteCount({ value, ci95 }: Measured, wbc: number): Measured {
  return { value: (wbc * value) / 100, ci95: mapped(ci95, (percent) => (wbc * percent) / 100) };
}

/** `rising` keeps order, so the bounds of an interval stay its bounds. */
function mapped([low, high]: Interval, rising: (value: number) => number): Interval {
  return [rising(low), rising(high)];
}
