import { ageInDays } from '../core/age.ts';
import type { AgedRange, LaboratoryRules, Sex } from '../core/laboratory-rules.ts';
import type { SessionOrder } from '../core/session-order.ts';
import type { RangePosition, ReferenceRange, ReviewFlag } from '../core/types.ts';

/** Whom ranges and age-dependent rules are looked up for. */
export interface Patient {
  /** Null: nobody knows, and the laboratory assumes nothing. */
  readonly ageDays: number | null;
  readonly sex: Sex | null;
}

/** The patient of an order; where no age was given, the laboratory's assumption stands in. */
export function patientOf(
  { age, sex }: Pick<SessionOrder, 'age' | 'sex'>,
  { ageWhenUnknown }: Pick<LaboratoryRules, 'ageWhenUnknown'>,
): Patient {
  return { ageDays: age === null ? ageWhenUnknown : ageInDays(age), sex };
}

/** The range that holds for a patient: of those for both or the patient's own sex, the one with the latest age reached. */
export function rangeFor(
  ranges: readonly AgedRange[] | undefined,
  { ageDays, sex }: Patient,
): ReferenceRange | null {
  if (ranges === undefined || ageDays === null) return null;
  const holding = ranges.filter((range) => range.from <= ageDays && (range.sex ?? sex) === sex);
  const [latest] = holding.toSorted(
    (a, b) => b.from - a.from || Number(b.sex !== undefined) - Number(a.sex !== undefined),
  );
  return latest ? { low: latest.low, high: latest.high } : null;
}

/** Where a value lies; its limits are still normal. A critical flag outweighs the range. */
export function positionOf(
  value: number,
  range: ReferenceRange | null,
  flags: readonly ReviewFlag[],
): RangePosition | null {
  const critical = flags.find(({ level }) => level === 'critical');
  if (critical) return critical.when.comparator.startsWith('<') ? 'critical-low' : 'critical-high';
  if (range === null) return null;
  if (value < range.low) return 'low';
  return value > range.high ? 'high' : 'normal';
}
