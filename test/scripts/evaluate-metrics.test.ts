import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averagePrecision,
  matchDetections,
  overlap,
  precisionRecall,
} from '../../scripts/evaluate/average-precision.ts';
import { calibrationError, reliability } from '../../scripts/evaluate/calibration.ts';
import { classFigures, confusionMatrix, macroF1 } from '../../scripts/evaluate/confusion.ts';
import { areaUnder, rocCurve, type Scored } from '../../scripts/evaluate/threshold-curve.ts';
import { EIGHT_CLASSES, ELEVEN, seenIn } from '../../scripts/evaluate/view.ts';
import { wilson } from '../../scripts/evaluate/wilson.ts';
import { CELL_CLASSES, type ModelClass } from '../../src/core/cells.ts';
import type { Box, Probabilities } from '../../src/core/types.ts';

function sure(name: ModelClass, share = 1): Probabilities {
  const rest = (1 - share) / (CELL_CLASSES.length - 1);
  return Object.fromEntries(
    CELL_CLASSES.map((other) => [other, other === name ? share : rest]),
  ) as Probabilities;
}

describe('Wilson interval', () => {
  it('gives the published values', () => {
    // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    for (const [successes, trials, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const) {
      const interval = wilson(successes, trials);
      expect(interval[0]).toBeCloseTo(low, 4);
      expect(interval[1]).toBeCloseTo(high, 4);
    }
  });

  it('holds the share and stays within 0 and 1', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 500 }), (some, trials) => {
        const successes = Math.min(some, trials);
        const [low, high] = wilson(successes, trials);
        expect(low).toBeLessThanOrEqual(successes / trials);
        expect(high).toBeGreaterThanOrEqual(successes / trials);
        expect(low >= 0 && high <= 1).toBe(true);
      }),
    );
    expect(wilson(0, 0)).toEqual([0, 1]);
  });
});

describe('views', () => {
  it('takes a coarse label where the view cannot tell its classes apart, and only there', () => {
    const answers = [
      {
        possible: ['neutrophil_segmented', 'neutrophil_band'] as const,
        probabilities: sure('neutrophil_band'),
      },
      { possible: ['myelocyte'] as const, probabilities: sure('metamyelocyte', 0.9) },
    ];
    const eight = seenIn(EIGHT_CLASSES, answers);
    expect(eight.map(({ truth, named }) => [truth, named])).toEqual([
      [0, 0],
      [5, 5],
    ]);
    expect(eight[1]?.probabilities[5]).toBeCloseTo(0.92);
    expect(seenIn(ELEVEN, answers).map(({ truth, named }) => [truth, named])).toEqual([[7, 6]]);
  });
});

describe('confusion', () => {
  const seen = [
    [0, 0],
    [0, 1],
    [1, 1],
    [1, 1],
  ].map(([truth = 0, named = 0]) => ({
    truth,
    named,
    probabilities: [],
    answer: { possible: [], probabilities: sure('basophil') },
  }));

  it('counts truths in rows and names in columns', () => {
    expect(confusionMatrix(seen, 3)).toEqual([
      [1, 1, 0],
      [0, 2, 0],
      [0, 0, 0],
    ]);
  });

  it('means F1 over the classes that occur', () => {
    const figures = classFigures(confusionMatrix(seen, 3));
    expect(figures[1]).toEqual({ cells: 2, right: 2, named: 3 });
    expect(macroF1(figures)).toBeCloseTo((2 / 3 + 4 / 5) / 2);
  });
});

const scoredList = fc
  .array(fc.record({ score: fc.integer({ min: 0, max: 20 }), positive: fc.boolean() }), {
    minLength: 2,
    maxLength: 60,
  })
  .filter((list) => new Set(list.map(({ positive }) => positive)).size === 2);

describe('receiver operating characteristic', () => {
  it('has the area that is the chance of a positive scoring above a negative, ties counting half', () => {
    fc.assert(
      fc.property(scoredList, (scored) => {
        const pairs = scored
          .filter(({ positive }) => positive)
          .flatMap(({ score }) =>
            scored
              .filter(({ positive }) => !positive)
              .map((other) => (score > other.score ? 1 : score === other.score ? 0.5 : 0)),
          );
        const chance = pairs.reduce<number>((sum, value) => sum + value, 0) / pairs.length;
        expect(areaUnder(rocCurve(scored))).toBeCloseTo(chance, 9);
      }),
    );
  });

  it('goes from nothing accepted to all accepted', () => {
    fc.assert(
      fc.property(scoredList, (scored) => {
        const curve = rocCurve(scored);
        expect(curve[0]).toEqual([0, 0]);
        expect(curve.at(-1)).toEqual([1, 1]);
      }),
    );
  });
});

describe('calibration', () => {
  it('is the mean gap of confidence and truth', () => {
    const answers = [
      { confidence: 0.95, right: true },
      { confidence: 0.95, right: false },
      { confidence: 0.55, right: true },
      { confidence: 0.55, right: true },
    ];
    const bins = reliability(answers);
    expect(bins.map(({ answers: count, shareRight }) => [count, shareRight])).toEqual([
      [2, 1],
      [2, 0.5],
    ]);
    expect(calibrationError(bins)).toBeCloseTo(0.45);
  });

  it('takes certainty into the last bin', () => {
    expect(calibrationError(reliability([{ confidence: 1, right: true }]))).toBe(0);
  });
});

describe('average precision', () => {
  const square = (x: number): Box => [x, 0, 10, 10];

  it('measures overlap', () => {
    expect(overlap(square(0), square(0))).toBe(1);
    expect(overlap(square(0), square(5))).toBeCloseTo(50 / 150);
    expect(overlap(square(0), square(10))).toBe(0);
  });

  it('gives each true box to one detection, the surest first', () => {
    const found = [
      { box: square(1), score: 0.5 },
      { box: square(0), score: 0.9 },
      { box: square(100), score: 0.7 },
    ];
    expect(matchDetections(found, [square(0)], 0.5)).toEqual([
      { score: 0.9, positive: true },
      { score: 0.7, positive: false },
      { score: 0.5, positive: false },
    ]);
  });

  it('is interpolated at 101 recalls', () => {
    // Right, wrong, right, of two: precision 1 up to recall 0.5, then 2/3.
    const scored: Scored[] = [
      { score: 0.9, positive: true },
      { score: 0.8, positive: false },
      { score: 0.7, positive: true },
    ];
    expect(precisionRecall(scored, 2)).toEqual([
      [0.5, 1],
      [0.5, 2 / 3],
      [1, 2 / 3],
    ]);
    expect(averagePrecision(scored, 2)).toBeCloseTo((51 + (50 * 2) / 3) / 101, 9);
    expect(averagePrecision(scored, 4)).toBeLessThan(averagePrecision(scored, 2));
    expect(averagePrecision([], 3)).toBe(0);
  });
});
