import { z } from 'zod';
import { AGE_UNITS, type AgeUnit, ageInDays } from './age.ts';
import { ANALYTES } from './analytes.ts';

/**
 * The numbers a laboratory owns: reference ranges, review rules, codes. One editable file holds them
 * (`deploy/laboratory.yaml`); this is its schema. Ages are written as people write them and become days.
 */
const analyte = z.enum(ANALYTES);

export const SEXES = ['female', 'male'] as const;
export type Sex = (typeof SEXES)[number];

const ageInWords = z
  .string()
  .regex(
    new RegExp(`^\\d+ (${AGE_UNITS.join('|')})$`),
    `an age is a whole number and one of ${AGE_UNITS.join(', ')}, as in "6 months"`,
  )
  .transform((text) => {
    const [value, unit] = text.split(' ');
    return ageInDays({ value: Number(value), unit: unit as AgeUnit });
  });

export const COMPARATORS = ['<', '<=', '>=', '>'] as const;
export type Comparator = (typeof COMPARATORS)[number];

const limit = z
  .string()
  .regex(/^(<|<=|>=|>) \d+(\.\d+)?$/, `a limit is one of ${COMPARATORS.join(' ')} and a number, as in ">= 5"`)
  .transform((text) => {
    const [comparator, value] = text.split(' ');
    return { comparator: comparator as Comparator, value: Number(value) };
  });
export type Limit = z.infer<typeof limit>;

const referenceRange = z
  .strictObject({ from: ageInWords, sex: z.enum(SEXES).optional(), low: z.number().min(0), high: z.number() })
  .refine(({ low, high }) => low < high, 'low must be below high');
export type AgedRange = z.infer<typeof referenceRange>;

const rangesByAnalyte = z.partialRecord(analyte, z.array(referenceRange).min(1));

/** What a rule looks at: cells seen, percent (nRBC: per 100 white cells), or 10⁹/L. */
export const MEASURES = ['count', 'percent', 'absolute'] as const;
export type Measure = (typeof MEASURES)[number];

const reviewRule = z.strictObject({
  of: analyte,
  in: z.enum(MEASURES),
  when: limit,
  level: z.enum(['review', 'critical']).default('review'),
  from: ageInWords.default(0),
  until: ageInWords.optional(),
});
export type ReviewRule = z.infer<typeof reviewRule>;

const loinc = z
  .string()
  .regex(/^\d{1,7}-\d$/, 'a LOINC code is digits, a dash and its check digit')
  .refine(hasCheckDigit, 'the check digit of this LOINC code is wrong');

export const laboratoryRules = z.strictObject({
  ageWhenUnknown: ageInWords.nullable(),
  correctWbcWhenNrbc: limit,
  ranges: z.strictObject({ percent: rangesByAnalyte, absolute: rangesByAnalyte }),
  review: z.array(reviewRule),
  codes: z.partialRecord(analyte, z.strictObject({ percent: loinc.optional(), absolute: loinc.optional() })),
});
export type LaboratoryRules = z.infer<typeof laboratoryRules>;
export type CodeMap = LaboratoryRules['codes'];

/** Luhn's sum, as LOINC computes its check digit. */
function hasCheckDigit(code: string): boolean {
  const digits = [...code.replace('-', '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, place) => {
    const weighted = place % 2 === 1 ? 2 * digit : digit;
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0;
}

/** Whether a limit is met by a value. */
export function isBeyond(value: number, { comparator, value: limitValue }: Limit): boolean {
  switch (comparator) {
    case '<':
      return value < limitValue;
    case '<=':
      return value <= limitValue;
    case '>=':
      return value >= limitValue;
    case '>':
      return value > limitValue;
  }
}
