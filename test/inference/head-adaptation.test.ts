import { describe, expect, it } from 'vitest';
import { CELL_CLASSES } from '../../src/core/cells.ts';
import { fitHeads, labelLoss, maskOf } from '../../src/inference/fit-head.ts';
import { headProbabilities } from '../../src/inference/head.ts';
import { adaptHead, MOST_REFERENCE_LOSS, score } from '../../src/inference/head-adaptation.ts';
import { someCells, someHead } from './some-heads.ts';

const FEW = ['neutrophil_segmented', 'eosinophil', 'basophil', 'lymphocyte'] as const;
const HOME = {
  rehearsal: someCells(CELL_CLASSES, { each: 4, seed: 2 }),
  check: someCells(CELL_CLASSES, { each: 4, seed: 3 }),
};
/** Stained so that every cell looks like one of the next class. */
const TINT = 1.3;

describe('the loss of a label', () => {
  it.each(['basophil', 'neutrophil', 'immature_granulocyte'] as const)(
    '%s has the gradient it claims',
    (label) => {
      const mask = maskOf(label);
      const scores = Float64Array.from(CELL_CLASSES, (_, index) => Math.sin(3 * index));
      const gradient = new Float64Array(CELL_CLASSES.length);
      const unused = new Float64Array(CELL_CLASSES.length);
      labelLoss(scores, mask, gradient);
      for (const [index, slope] of gradient.entries()) {
        const at = (step: number) => labelLoss(scores.with(index, (scores[index] ?? 0) + step), mask, unused);
        expect((at(1e-5) - at(-1e-5)) / 2e-5).toBeCloseTo(slope, 7);
      }
    },
  );

  it('is nothing where only its classes are left', () => {
    const scores = new Float64Array(CELL_CLASSES.length).fill(-800);
    scores[0] = scores[1] = 0;
    expect(labelLoss(scores, maskOf('neutrophil'), new Float64Array(CELL_CLASSES.length))).toBeCloseTo(0, 12);
  });
});

describe('fitting a head', () => {
  const corrections = someCells(FEW, { each: 4, tint: TINT });
  const fitted = (penalty: number) => {
    const [head] = fitHeads(someHead(), { corrections, rehearsal: [], penalties: [penalty] });
    if (!head) throw new Error('no head');
    return head;
  };

  it('stays with the shipped head under a heavy penalty, and explains the corrections under a light one', () => {
    const shipped = someHead();
    expect(score(shipped, corrections).right).toBeLessThan(corrections.length / 2);
    const heavy = fitted(1e6);
    expect(
      Math.max(...heavy.weights.map((value, index) => Math.abs(value - (shipped.weights[index] ?? 0)))),
    ).toBeLessThan(1e-4);
    expect(score(fitted(0.001), corrections).right).toBe(corrections.length);
  });

  it('asks of a coarse label only that the sum of its classes is high', () => {
    const coarse = someCells(['neutrophil', 'monocyte'], { each: 6, tint: TINT });
    const [head] = fitHeads(someHead(), { corrections: coarse, rehearsal: [], penalties: [0.001] });
    expect(head && score(head, coarse).right).toBe(coarse.length);
    const [neutrophil] = coarse;
    const before = headProbabilities(someHead(), neutrophil?.embedding ?? new Float32Array());
    const after = headProbabilities(head ?? someHead(), neutrophil?.embedding ?? new Float32Array());
    // Bands they were to the shipped head, more than segmented; nobody said otherwise.
    expect(before.neutrophil_band).toBeGreaterThan(before.neutrophil_segmented);
    expect(after.neutrophil_band).toBeGreaterThan(after.neutrophil_segmented);
  });

  it('gives the same head for the same cells, to the bit', () => {
    expect(fitted(0.01)).toEqual(fitted(0.01));
  });
});

describe('adapting a head', () => {
  it('learns a new stain from few corrections, and still knows the old one', { timeout: 60_000 }, () => {
    const adaptation = adaptHead(someHead(), someCells(FEW, { each: 5, tint: TINT }), HOME);
    const { corrected, reference, better, head } = adaptation;
    expect(better).toBe(true);
    expect(corrected.shipped.right).toBeLessThan(10);
    expect(corrected.adapted.right).toBeGreaterThanOrEqual(18);
    expect(reference.shipped).toEqual({ right: 44, n: 44 });
    expect(44 - reference.adapted.right).toBeLessThanOrEqual(MOST_REFERENCE_LOSS * 44);
    // Cells that nobody corrected.
    const others = someCells(FEW, { each: 20, tint: TINT, seed: 9 });
    expect(score(head, others).right / others.length).toBeGreaterThan(0.9);
  });

  it('is not better where the shipped head names all corrections right', { timeout: 60_000 }, () => {
    const { better, corrected } = adaptHead(someHead(), someCells(FEW, { each: 5 }), HOME);
    expect(corrected.shipped).toEqual({ right: 20, n: 20 });
    expect(better).toBe(false);
  });

  it('is not better where the corrections contradict what is known', { timeout: 60_000 }, () => {
    // Somebody calls every basophil a monocyte and the other way round: there is no penalty that keeps both.
    const swapped = someCells(['basophil', 'monocyte'], { each: 12 }).map((cell) => ({
      ...cell,
      label: cell.label === 'basophil' ? ('monocyte' as const) : ('basophil' as const),
    }));
    const { better, reference } = adaptHead(someHead(), swapped, HOME);
    expect(better).toBe(false);
    expect(reference.shipped.right - reference.adapted.right).toBeLessThanOrEqual(MOST_REFERENCE_LOSS * 44);
  });
});
