import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareChambers,
  concentrationOf,
  doubtsOf,
  type JudgedReading,
  refusalsOf,
} from '../../src/core/hemocytometer-reading.ts';
import { poisson95 } from '../../src/core/poisson.ts';

describe('the concentration of a chamber', () => {
  it.each([
    { of: 'white cells, four corners, 1:20', areaMm2: 4, dilution: 20, each: 50 },
    { of: 'red cells, five of 25 groups, 1:200', areaMm2: 0.2, dilution: 200, each: 10_000 },
    { of: 'platelets, all 25 groups, 1:100', areaMm2: 1, dilution: 100, each: 1_000 },
  ])('is N × $each per µL: $of', ({ areaMm2, dilution, each }) => {
    expect(concentrationOf({ count: 1, areaMm2, dilution }).perUl).toBeCloseTo(each, 6);
    expect(concentrationOf({ count: 137, areaMm2, dilution }).perUl).toBeCloseTo(137 * each, 4);
  });

  it('carries the interval of its count', () => {
    const { perUl, ci95 } = concentrationOf({ count: 100, areaMm2: 4, dilution: 20 });
    expect(perUl).toBe(5000);
    expect(ci95.map(Math.round)).toEqual([4068, 6081]);
  });
});

describe('the exact Poisson interval', () => {
  it.each([
    // Garwood's table, as quoted since.
    [0, 0, 3.689],
    [1, 0.0253, 5.572],
    [10, 4.795, 18.39],
    [100, 81.36, 121.63],
  ])('of %i is %f to %f', (count, low, high) => {
    const interval = poisson95(count);
    expect(interval[0]).toBeCloseTo(low, 2);
    expect(interval[1]).toBeCloseTo(high, 2);
  });

  it('holds the count, grows with it, and narrows beside it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), (count) => {
        const [[low, high], [before, beforeHigh]] = [poisson95(count), poisson95(count - 1)];
        expect(low).toBeLessThan(count);
        expect(high).toBeGreaterThan(count);
        expect(low).toBeGreaterThan(before);
        expect(high).toBeGreaterThan(beforeHigh);
        // Beyond a few cells it is that of the normal law, with its known correction.
        if (count > 400)
          expect(Math.abs(high - low - 2 * 1.96 * Math.sqrt(count)) / (high - low)).toBeLessThan(0.03);
      }),
      { numRuns: 60 },
    );
  });

  it('of a million is found in no time; what is no count is refused', () => {
    expect(poisson95(1_000_000).map(Math.round)).toEqual([998_041, 1_001_962]);
    expect(() => poisson95(2.5)).toThrow(RangeError);
    expect(() => poisson95(-1)).toThrow(RangeError);
  });
});

describe('two chambers', () => {
  it('agree up to 2√(N₁ + N₂)', () => {
    expect(compareChambers({ count: 90, areaMm2: 4 }, { count: 110, areaMm2: 4 })).toMatchObject({
      agree: true,
    });
    expect(compareChambers({ count: 100, areaMm2: 4 }, { count: 129, areaMm2: 4 })).toMatchObject({
      agree: true,
    });
    const { difference, limit, agree } = compareChambers(
      { count: 100, areaMm2: 4 },
      { count: 132, areaMm2: 4 },
    );
    expect(difference).toBe(32);
    expect(limit).toBeCloseTo(30.46, 2);
    expect(agree).toBe(false);
  });

  it('of unlike areas are compared by concentration, whichever comes first', () => {
    expect(compareChambers({ count: 25, areaMm2: 1 }, { count: 100, areaMm2: 4 }).difference).toBe(0);
    fc.assert(
      fc.property(
        fc.nat(500),
        fc.nat(500),
        fc.constantFrom(1, 2, 4),
        fc.constantFrom(1, 2, 4),
        (n, m, a, b) => {
          const [one, other] = [
            { count: n, areaMm2: a },
            { count: m, areaMm2: b },
          ];
          expect(compareChambers(one, other).agree).toBe(compareChambers(other, one).agree);
        },
      ),
    );
  });
});

const NOW = Date.parse('2026-03-01T12:00:00Z');
const WHEN = { nowMs: NOW, staleAfterMs: 8 * 3_600_000 };
const GOOD: JudgedReading = {
  cell: 'wbc',
  perUl: 6_500,
  count: 130,
  chambers: [60, 70],
  takenAtMs: NOW - 60_000,
};

describe('a reading', () => {
  it('is not doubted where nothing speaks against it', () => {
    expect(doubtsOf(GOOD, WHEN)).toEqual([]);
    expect(doubtsOf({ ...GOOD, count: null, chambers: null }, WHEN)).toEqual([]);
  });

  it.each([
    ['stale', { takenAtMs: NOW - 8 * 3_600_000 - 1 }],
    ['from-the-future', { takenAtMs: NOW + 121_000 }],
    ['chambers-differ', { chambers: [40, 90] }],
    ['implausible', { perUl: 4_800_000 }],
    ['implausible', { cell: 'rbc', perUl: 6_500 }],
  ] as const)('is refused: %s', (doubt, change) => {
    const doubts = doubtsOf({ ...GOOD, ...change }, WHEN);
    expect(doubts).toEqual([doubt]);
    expect(refusalsOf(doubts)).toEqual([doubt]);
  });

  it('of few cells is used and marked, for a patient may have few', () => {
    const doubts = doubtsOf({ ...GOOD, perUl: 600, count: 12, chambers: null }, WHEN);
    expect(doubts).toEqual(['too-few-cells']);
    expect(refusalsOf(doubts)).toEqual([]);
  });
});
