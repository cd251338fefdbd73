import { isBeyond, type ReviewRule } from '../core/laboratory-rules.ts';
import type { ReviewFlag } from '../core/types.ts';
import type { MeasuredAnalytes } from './measurements.ts';
import type { Patient } from './reference-ranges.ts';

/**
 * The review rules that hold, by the value itself; whether its interval agrees is `settled`. Of several rules on one
 * analyte, measure and side only the gravest is told. Critical ones come first, else the order is the file's.
 */
export function reviewFlags(
  rules: readonly ReviewRule[],
  measured: MeasuredAnalytes,
  patient: Patient,
): readonly ReviewFlag[] {
  const held = rules.flatMap((rule) => {
    const { of, level, when } = rule;
    const found = measured[of]?.[rule.in];
    if (!found || !concerns(rule, patient) || !isBeyond(found.value, when)) return [];
    const settled = found.ci95.every((bound) => isBeyond(bound, when));
    return [{ of, in: rule.in, level, value: found.value, when, settled }];
  });
  const gravest = held.filter(
    (flag) =>
      flag.level === 'critical' || !held.some((other) => other.level === 'critical' && sameSide(flag, other)),
  );
  return gravest.toSorted((a, b) => Number(b.level === 'critical') - Number(a.level === 'critical'));
}

/** Whether a rule is meant for somebody of this age; of unknown age, only rules for every age are. */
export function concerns({ from, until }: ReviewRule, { ageDays }: Patient): boolean {
  if (ageDays === null) return from === 0 && until === undefined;
  return ageDays >= from && ageDays < (until ?? Number.POSITIVE_INFINITY);
}

function sameSide(a: ReviewFlag, b: ReviewFlag): boolean {
  return a.of === b.of && a.in === b.in && a.when.comparator[0] === b.when.comparator[0];
}
