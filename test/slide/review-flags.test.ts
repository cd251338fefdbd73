import { describe, expect, it } from 'vitest';
import { ageInDays } from '../../src/core/age.ts';
import type { Analyte } from '../../src/core/analytes.ts';
import type { Measure } from '../../src/core/laboratory-rules.ts';
import { exactly, percentOf } from '../../src/slide/measured.ts';
import { reviewFlags } from '../../src/slide/review-flags.ts';
import { RULES } from '../support/laboratory.ts';

const years = (value: number) => ({ ageDays: ageInDays({ value, unit: 'years' }), sex: null });

/** Levels of the shipped rules that hold for one value. */
function levels(of: Analyte, measure: Measure, value: number, age = 43) {
  return reviewFlags(RULES.review, { [of]: { [measure]: exactly(value) } }, years(age)).map(
    ({ level }) => level,
  );
}

describe('the shipped review rules', () => {
  it.each<[Analyte, Measure, number, number]>([
    ['blast', 'count', 0, 1],
    ['promyelocyte', 'percent', 0.99, 1],
    ['myelocyte', 'percent', 0.99, 1],
    ['metamyelocyte', 'percent', 2, 2.01],
    ['erythroblast', 'percent', 0.99, 1],
    ['plasma_cell', 'percent', 0.99, 1],
    ['basophil', 'absolute', 0.5, 0.51],
    ['eosinophil', 'absolute', 2, 2.01],
    ['monocyte', 'absolute', 1.5, 1.51],
    ['lymphocyte', 'absolute', 5, 5.01],
    ['neutrophil', 'absolute', 1, 0.99],
    ['neutrophil', 'absolute', 20, 20.01],
    ['wbc', 'absolute', 4, 3.99],
  ])('%s, %s: not at %d, but at %d', (of, measure, quiet, flagged) => {
    expect(levels(of, measure, quiet)).toEqual([]);
    expect(levels(of, measure, flagged)).toEqual(['review']);
  });

  it.each<[Analyte, number, number]>([
    ['monocyte', 3, 3.01],
    ['lymphocyte', 7, 7.01],
  ])('%s of a child under 12: not at %d, but at %d', (of, quiet, flagged) => {
    expect(levels(of, 'absolute', quiet, 11)).toEqual([]);
    expect(levels(of, 'absolute', flagged, 11)).toEqual(['review']);
  });

  it.each<[Analyte, number, 'review' | 'critical']>([
    ['wbc', 2, 'critical'],
    ['wbc', 2.01, 'review'],
    ['wbc', 30.1, 'critical'],
    ['neutrophil', 0.49, 'critical'],
    ['neutrophil', 0.5, 'review'],
  ])('%s at %d × 10⁹/L is %s, told once', (of, value, level) => {
    expect(levels(of, 'absolute', value)).toEqual([level]);
  });

  it('has no rule that 0 cells of a class or a normal adult would break', () => {
    const normal: readonly [Analyte, number][] = [
      ['wbc', 7],
      ['neutrophil', 4.5],
      ['lymphocyte', 2],
      ['monocyte', 0.4],
      ['eosinophil', 0.1],
      ['basophil', 0.03],
    ];
    for (const [of, value] of normal) expect(levels(of, 'absolute', value)).toEqual([]);
    for (const { of, in: measure } of RULES.review)
      if (measure !== 'absolute') expect(levels(of, measure, 0)).toEqual([]);
  });
});

describe('reviewFlags', () => {
  const flag = (count: number, n: number) =>
    reviewFlags(RULES.review, { myelocyte: { percent: percentOf(count, n) ?? exactly(0) } }, years(43))[0];

  it('is settled once the whole interval lies beyond the limit', () => {
    // 2 of 200: 0.1 to 3.6 %. 10 of 200: 2.4 to 9.0 %.
    expect(flag(2, 200)).toMatchObject({ value: 1, settled: false });
    expect(flag(10, 200)).toMatchObject({ value: 5, settled: true });
  });

  it('takes only rules for every age where no age is known', () => {
    const measured = { monocyte: { absolute: exactly(9) }, basophil: { absolute: exactly(9) } };
    const flags = reviewFlags(RULES.review, measured, { ageDays: null, sex: null });
    expect(flags.map(({ of }) => of)).toEqual(['basophil']);
  });

  it('tells critical ones first', () => {
    const measured = { basophil: { absolute: exactly(9) }, wbc: { absolute: exactly(31) } };
    expect(reviewFlags(RULES.review, measured, years(43)).map(({ of }) => of)).toEqual(['wbc', 'basophil']);
  });
});
