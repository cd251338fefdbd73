import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Limit } from '../../src/core/laboratory-rules.ts';
import { BLANK_ORDER } from '../../src/core/session-order.ts';
import { emptyTally } from '../../src/slide/differential.ts';
import { absoluteCount, per100WhiteCells, percentOf } from '../../src/slide/measured.ts';
import { correctedWbc, measurementsOf } from '../../src/slide/measurements.ts';

describe('correctedWbc', () => {
  it('takes 8 nRBC per 100 white cells out of 17.4', () => {
    expect(correctedWbc(17.4, 8)).toBeCloseTo(16.11, 2);
  });
});

describe('the threshold of the correction', () => {
  const corrected = (nrbc: number, when: Limit, n = 100) =>
    measurementsOf(
      { ...emptyTally(), lymphocyte: n, erythroblast: nrbc },
      { ...BLANK_ORDER, wbcCount: 10 },
      when,
    ).wbc?.corrected;

  it.each<[string, number, Limit, boolean]>([
    ['any: 1 corrects', 1, { comparator: '>', value: 0 }, true],
    ['any: 0 does not', 0, { comparator: '>', value: 0 }, false],
    ['at least 5: 5 corrects', 5, { comparator: '>=', value: 5 }, true],
    ['at least 5: 4 does not', 4, { comparator: '>=', value: 5 }, false],
    ['more than 5: 5 does not', 5, { comparator: '>', value: 5 }, false],
    ['more than 5: 6 corrects', 6, { comparator: '>', value: 5 }, true],
  ])('%s', (_, nrbc, when, corrects) => {
    expect(corrected(nrbc, when)).toEqual(corrects ? expect.any(Number) : null);
  });

  it('is not asked before a white cell was counted', () => {
    expect(corrected(3, { comparator: '>', value: 0 }, 0)).toBeNull();
  });
});

describe('per100WhiteCells', () => {
  it('gives 8 beside 100 white cells as 8, with the odds of the exact interval of 8 of 108', () => {
    const measured = per100WhiteCells(8, 100);
    expect(measured?.value).toBeCloseTo(8, 12);
    const [low, high] = percentOf(8, 108)?.ci95 ?? [0, 0];
    expect(measured?.ci95[0]).toBeCloseTo((100 * low) / (100 - low), 10);
    expect(measured?.ci95[1]).toBeCloseTo((100 * high) / (100 - high), 10);
  });

  it('may exceed 100, and its interval holds it', () => {
    const counts = fc.tuple(fc.nat(500), fc.integer({ min: 1, max: 500 }));
    fc.assert(
      fc.property(counts, ([count, n]) => {
        const measured = per100WhiteCells(count, n);
        expect(measured?.value).toBeCloseTo((100 * count) / n, 8);
        expect(measured?.ci95[0]).toBeLessThanOrEqual(measured?.value as number);
        expect(measured?.ci95[1]).toBeGreaterThanOrEqual(measured?.value as number);
      }),
    );
  });
});

describe('absoluteCount', () => {
  it('is WBC × % / 100, and keeps the order of value and interval', () => {
    const cases = fc
      .integer({ min: 1, max: 1000 })
      .chain((n) =>
        fc.tuple(
          fc.integer({ min: 0, max: n }),
          fc.constant(n),
          fc.double({ min: 0.1, max: 500, noNaN: true }),
        ),
      );
    fc.assert(
      fc.property(cases, ([count, n, wbc]) => {
        const percent = percentOf(count, n);
        if (!percent) throw new Error('n is at least 1');
        const { value, ci95 } = absoluteCount(percent, wbc);
        expect(value).toBeCloseTo((wbc * count) / n, 9);
        expect(ci95[0]).toBeLessThanOrEqual(value);
        expect(ci95[1]).toBeGreaterThanOrEqual(value);
        expect(ci95[1]).toBeLessThan(wbc + 1e-9);
      }),
    );
  });
});
