import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AGE_UNITS, type Age, ageInDays } from '../../src/core/age.ts';
import type { Analyte } from '../../src/core/analytes.ts';
import type { AgedRange, Sex } from '../../src/core/laboratory-rules.ts';
import { patientOf, positionOf, rangeFor } from '../../src/slide/reference-ranges.ts';
import { RULES } from '../support/laboratory.ts';

const days = (age: string) => {
  const [value, unit] = age.split(' ');
  return ageInDays({ value: Number(value), unit: unit as Age['unit'] });
};

const shipped = (measure: 'percent' | 'absolute', name: Analyte, age: string, sex: Sex | null = null) => {
  const range = rangeFor(RULES.ranges[measure][name], { ageDays: days(age), sex });
  return range && [range.low, range.high];
};

describe('the shipped ranges', () => {
  it.each<[Analyte, [number, number]]>([
    ['neutrophil_segmented', [45, 79]],
    ['neutrophil_band', [0, 5]],
    ['lymphocyte', [16, 47]],
    ['monocyte', [0, 9]],
    ['eosinophil', [0, 6]],
    ['basophil', [0, 2]],
  ])('%s in percent hold from 15 years', (name, range) => {
    expect(shipped('percent', name, '15 years')).toEqual(range);
    expect(shipped('percent', name, '14 years')).toBeNull();
  });

  it.each<[Analyte, [number, number]]>([
    ['wbc', [4, 11]],
    ['neutrophil', [2, 7.5]],
    ['lymphocyte', [1.1, 4]],
    ['monocyte', [0.2, 1]],
    ['eosinophil', [0.02, 0.5]],
    ['basophil', [0, 0.1]],
  ])('%s of adults in 10⁹/L', (name, range) => {
    expect(shipped('absolute', name, '43 years')).toEqual(range);
  });

  it.each<[string, [number, number], [number, number], [number, number]]>([
    ['0 days', [9, 30], [6, 26], [2, 11]],
    ['1 days', [9.4, 34], [5, 21], [2, 11.5]],
    ['6 days', [9.4, 34], [5, 21], [2, 11.5]],
    ['7 days', [5, 21], [1.5, 10], [2, 17]],
    ['1 months', [5, 19.5], [1, 9], [2.5, 16.5]],
    ['6 months', [6, 17.5], [1, 8.5], [4, 13.5]],
    ['11 months', [6, 17.5], [1, 8.5], [4, 13.5]],
    ['12 months', [6, 17.5], [1.5, 8.5], [4, 10.5]],
    ['1 years', [6, 17.5], [1.5, 8.5], [4, 10.5]],
    ['4 years', [5.5, 15.5], [1.5, 8.5], [2, 8]],
    ['6 years', [5, 14.5], [1.5, 8], [1.5, 7]],
    ['10 years', [4.5, 13.5], [1.8, 8], [1.5, 6.5]],
    ['16 years', [4.5, 13], [1.8, 8], [1.2, 5.2]],
  ])('of a child of %s', (age, wbc, neutrophils, lymphocytes) => {
    expect(shipped('absolute', 'wbc', age)).toEqual(wbc);
    expect(shipped('absolute', 'neutrophil', age)).toEqual(neutrophils);
    expect(shipped('absolute', 'lymphocyte', age)).toEqual(lymphocytes);
  });

  it('cover every age for white cells, neutrophils and lymphocytes', () => {
    const ages = fc.record({ value: fc.integer({ min: 0, max: 120 }), unit: fc.constantFrom(...AGE_UNITS) });
    fc.assert(
      fc.property(ages, (age) => {
        for (const name of ['wbc', 'neutrophil', 'lymphocyte'] as const)
          expect(
            rangeFor(RULES.ranges.absolute[name], { ageDays: ageInDays(age), sex: null }),
          ).not.toBeNull();
      }),
    );
  });
});

describe('rangeFor', () => {
  const ranges: readonly AgedRange[] = [
    { from: 0, low: 1, high: 9 },
    { from: 100, sex: 'female', low: 2, high: 8 },
    { from: 100, low: 3, high: 7 },
  ];

  it.each<[number, Sex | null, number]>([
    [99, 'female', 1],
    [100, 'female', 2],
    [100, 'male', 3],
    [100, null, 3],
  ])('at %i days, %s: the range that begins with %i', (ageDays, sex, low) => {
    expect(rangeFor(ranges, { ageDays, sex })?.low).toBe(low);
  });

  it('gives none without an age, or where none is known', () => {
    expect(rangeFor(ranges, { ageDays: null, sex: 'female' })).toBeNull();
    expect(rangeFor(undefined, { ageDays: 100, sex: 'female' })).toBeNull();
  });
});

describe('patientOf', () => {
  it('puts the assumed age in where none was given', () => {
    expect(patientOf({ age: null, sex: 'male' }, { ageWhenUnknown: 6574 })).toEqual({
      ageDays: 6574,
      sex: 'male',
    });
    expect(patientOf({ age: null, sex: null }, { ageWhenUnknown: null }).ageDays).toBeNull();
    expect(patientOf({ age: { value: 3, unit: 'days' }, sex: null }, { ageWhenUnknown: 6574 }).ageDays).toBe(
      3,
    );
  });
});

describe('positionOf', () => {
  it.each([
    [1.9, 'low'],
    [2, 'normal'],
    [7.5, 'normal'],
    [7.6, 'high'],
  ])('%d in 2 to 7.5 is %s', (value, position) => {
    expect(positionOf(value, { low: 2, high: 7.5 }, [])).toBe(position);
  });

  it('says nothing where there is no range', () => {
    expect(positionOf(3, null, [])).toBeNull();
  });
});
