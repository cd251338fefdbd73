import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CellClass } from '../../src/core/cells.ts';
import { cohensKappa, type Pair } from '../../src/slide/agreement.ts';

const NAMES = ['lymphocyte', 'monocyte', 'blast'] as const satisfies readonly CellClass[];

/** Pairs as a table counts them: rows are the first reader's classes, columns the second's. */
function pairsOf(table: readonly (readonly number[])[]): Pair[] {
  return table.flatMap((row, i) =>
    row.flatMap((count, j) =>
      Array.from({ length: count }, () => ({
        first: NAMES[i] as CellClass,
        second: NAMES[j] as CellClass,
      })),
    ),
  );
}

describe("Cohen's kappa", () => {
  it.each([
    // J. Cohen, Educ. Psychol. Meas. 20 (1960) 37: 200 persons in three categories, kappa 0.492.
    {
      table: [
        [88, 14, 18],
        [10, 40, 10],
        [2, 6, 12],
      ],
      kappa: 0.492,
    },
    // The grant proposals of the textbooks: 50, of which 35 are judged alike.
    {
      table: [
        [20, 5],
        [10, 15],
      ],
      kappa: 0.4,
    },
    // Both 60 of 100 alike, yet with other margins (Feinstein and Cicchetti, J. Clin. Epidemiol. 43 (1990) 543).
    {
      table: [
        [45, 15],
        [25, 15],
      ],
      kappa: 0.13,
    },
    {
      table: [
        [25, 35],
        [5, 35],
      ],
      kappa: 0.259,
    },
  ])('is $kappa as published', ({ table, kappa }) => {
    expect(cohensKappa(pairsOf(table))).toBeCloseTo(kappa, 3);
  });

  it('is 1 when all agree, -1 when none does, and not defined without cells or with one class', () => {
    expect(
      cohensKappa(
        pairsOf([
          [3, 0],
          [0, 4],
        ]),
      ),
    ).toBe(1);
    expect(
      cohensKappa(
        pairsOf([
          [0, 5],
          [5, 0],
        ]),
      ),
    ).toBe(-1);
    expect(cohensKappa([])).toBeNull();
    expect(cohensKappa(pairsOf([[7]]))).toBeNull();
  });

  it('does not depend on who is called the first, nor on the order of the cells', () => {
    const pair = fc.record({ first: fc.constantFrom(...NAMES), second: fc.constantFrom(...NAMES) });
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 40 }), (pairs) => {
        const kappa = cohensKappa(pairs);
        expect(cohensKappa(pairs.map(({ first, second }) => ({ first: second, second: first })))).toBe(kappa);
        expect(cohensKappa(pairs.toReversed())).toBe(kappa);
        if (kappa !== null) expect(Math.abs(kappa)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
