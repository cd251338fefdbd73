import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatAgeOfPatient,
  formatInterval,
  formatPercent,
  formatProbability,
  targetProgress,
} from '../../src/ui/differential/format.ts';

describe('figures of the differential', () => {
  it('give percentages one decimal and an en dash before the first cell', () => {
    expect(formatPercent(62.77)).toBe('62.8');
    expect(formatPercent(0)).toBe('0.0');
    expect(formatPercent(100)).toBe('100.0');
    expect(formatPercent(null)).toBe('–');
  });

  it('give the interval the same decimals', () => {
    expect(formatInterval([54.12, 70.86])).toBe('54.1–70.9');
    expect(formatInterval(null)).toBe('');
  });

  it('never call a probability below one certain', () => {
    expect(formatProbability(0.974)).toBe('97');
    expect(formatProbability(0.9996)).toBe('99');
    expect(formatProbability(1)).toBe('100');
  });
});

describe('formatAge', () => {
  it.each([
    [null, '–'],
    [62.4, '62 ms'],
    [999, '999 ms'],
    [999.6, '1.0 s'],
    [3499, '3.4 s'],
    [59_990, '59.9 s'],
    [60_000, '1 min 00 s'],
    [125_000, '2 min 05 s'],
    [3_599_900, '59 min 59 s'],
    [4_320_000, '1 h 12 min'],
    [-3, '0 ms'],
  ])('%s ms reads %s', (ageMs, words) => {
    expect(formatAge(ageMs)).toBe(words);
  });

  it('never reads younger as time passes within a unit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 99 }), (ageMs, laterMs) => {
        expect(Number.parseInt(formatAge(ageMs + laterMs), 10)).toBeGreaterThanOrEqual(
          Number.parseInt(formatAge(ageMs), 10),
        );
      }),
    );
  });
});

describe('targetProgress', () => {
  it('says how many are left, then that it is reached', () => {
    expect(targetProgress(137, 200)).toEqual({ fraction: 0.685, reached: false, words: '63 more to 200' });
    expect(targetProgress(200, 200)).toEqual({ fraction: 1, reached: true, words: 'Target reached' });
    expect(targetProgress(512, 200).fraction).toBe(1);
  });

  it('has no fraction for a free count', () => {
    expect(targetProgress(137, null)).toEqual({ fraction: null, reached: false, words: 'Free count' });
  });
});

describe('a patient', () => {
  it.each([
    [{ value: 43, unit: 'years' }, '43 y'],
    [{ value: 6, unit: 'months' }, '6 mo'],
    [{ value: 0, unit: 'days' }, '0 d'],
  ] as const)('of age %o is %s', (age, words) => {
    expect(formatAgeOfPatient(age)).toBe(words);
  });
});
