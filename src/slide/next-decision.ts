import type { Analyte } from '../core/analytes.ts';
import type { LaboratoryRules } from '../core/laboratory-rules.ts';
import type { NextDecision } from '../core/types.ts';
import { moreCellsToTell } from './cells-to-tell.ts';
import { type Patient, rangeFor } from './reference-ranges.ts';
import { concerns } from './review-flags.ts';

/** A class or roll-up that was seen. */
export interface SeenShare {
  readonly of: Analyte;
  readonly count: number;
}

export interface DecisionContext {
  readonly n: number;
  /** 10⁹/L; null when not known, and absolute limits then decide nothing. */
  readonly wbc: number | null;
  readonly rules: LaboratoryRules;
  readonly patient: Patient;
}

/**
 * The limit that the fewest more cells would tell from the share of its class: range ends and review limits, absolute
 * ones turned into shares. Classes not seen yet have nothing to decide.
 */
export function nextDecision(seen: readonly SeenShare[], context: DecisionContext): NextDecision | null {
  const open = seen.flatMap(({ of, count }) =>
    limitsOf(of, context).flatMap((limitPercent) => {
      const moreCells = moreCellsToTell(count / context.n, context.n, limitPercent / 100);
      return moreCells ? [{ of, limitPercent, moreCells }] : [];
    }),
  );
  return open.toSorted((a, b) => a.moreCells - b.moreCells)[0] ?? null;
}

/** Every limit a share of this class can lie on either side of, in percent. */
function limitsOf(of: Analyte, { wbc, rules, patient }: DecisionContext): readonly number[] {
  const limitsIn = (measure: 'percent' | 'absolute'): readonly number[] => {
    const range = rangeFor(rules.ranges[measure][of], patient);
    const review = rules.review.filter(
      (rule) => rule.of === of && rule.in === measure && concerns(rule, patient),
    );
    return [...(range ? [range.low, range.high] : []), ...review.map(({ when }) => when.value)];
  };
  const absolute = wbc === null ? [] : limitsIn('absolute').map((limit) => (100 * limit) / wbc);
  return [...limitsIn('percent'), ...absolute].filter((limit) => limit > 0 && limit < 100);
}
