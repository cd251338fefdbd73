import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WHITE_CELL_CLASSES, WHITE_MODEL_CLASSES } from '../../src/core/cells.ts';
import { BLANK_ORDER, type SessionOrder } from '../../src/core/session-order.ts';
import { cellsToSee, clopperPearson95 } from '../../src/slide/binomial.ts';
import { differential, emptyTally } from '../../src/slide/differential.ts';
import { RULES } from '../support/laboratory.ts';

const percent = (k: number, n: number) =>
  clopperPearson95(k, n).map((bound) => Number((100 * bound).toFixed(1)));

/** P(X ≥ k) of a binomial, summed term by term: what the interval is defined by, computed another way. */
function upperTail(k: number, n: number, p: number): number {
  let logTerm = n * Math.log1p(-p);
  let sum = k === 0 ? Math.exp(logTerm) : 0;
  for (let i = 1; i <= n; i++) {
    logTerm += Math.log((n - i + 1) / i) + Math.log(p) - Math.log1p(-p);
    if (i >= k) sum += Math.exp(logTerm);
  }
  return sum;
}

const kOfN = fc
  .integer({ min: 1, max: 2000 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

describe('clopperPearson95', () => {
  it.each([
    [9, 100, [4.2, 16.4]],
    [0, 100, [0, 3.6]],
    [20, 200, [6.2, 15.0]],
    [80, 400, [16.2, 24.3]],
    [500, 1000, [46.9, 53.1]],
    [100, 100, [96.4, 100]],
    [1, 1, [2.5, 100]],
  ])('%i of %i', (k, n, expected) => {
    expect(percent(k, n)).toEqual(expected);
  });

  it('leaves exactly 2.5 % on each side', () => {
    fc.assert(
      fc.property(kOfN, ([k, n]) => {
        const [low, high] = clopperPearson95(k, n);
        if (k > 0) expect(upperTail(k, n, low)).toBeCloseTo(0.025, 8);
        if (k < n) expect(1 - upperTail(k + 1, n, high)).toBeCloseTo(0.025, 8);
      }),
    );
  });

  it('contains the estimate, mirrors k and n − k, and rises with k', () => {
    fc.assert(
      fc.property(kOfN, ([k, n]) => {
        const [low, high] = clopperPearson95(k, n);
        expect(low).toBeLessThanOrEqual(k / n);
        expect(high).toBeGreaterThanOrEqual(k / n);
        const [mirrorLow, mirrorHigh] = clopperPearson95(n - k, n);
        expect(mirrorLow).toBeCloseTo(1 - high, 12);
        expect(mirrorHigh).toBeCloseTo(1 - low, 12);
        if (k < n) {
          const [nextLow, nextHigh] = clopperPearson95(k + 1, n);
          expect(nextLow).toBeGreaterThan(low);
          expect(nextHigh).toBeGreaterThan(high);
        }
      }),
    );
  });

  it.each([
    [-1, 10],
    [11, 10],
    [0, 0],
    [0.5, 1],
  ])('refuses %d of %d', (k, n) => {
    expect(() => clopperPearson95(k, n)).toThrow(RangeError);
  });
});

describe('cellsToSee', () => {
  it.each([
    [0.01, 299],
    [0.02, 149],
    [0.05, 59],
  ])('prevalence %d', (prevalence, cells) => {
    expect(cellsToSee(prevalence)).toBe(cells);
  });
});

describe('differential', () => {
  const heading = { session: 's1', accession: 'A-17', revision: 3, status: 'counting' } as const;
  const given = { ...BLANK_ORDER, ...heading, rules: RULES };

  it('gives null percentages before the first cell', () => {
    const snapshot = differential({ ...given, tally: emptyTally() });
    expect(snapshot).toMatchObject({
      ...heading,
      n: 0,
      nrbcPer100Wbc: null,
      erythroblasts: 0,
      unclassified: 0,
    });
    expect(snapshot.rows.every((row) => row.count === 0 && row.percent === null && row.ci95 === null)).toBe(
      true,
    );
  });

  it('keeps erythroblasts, platelets and unclassified cells out of the denominator', () => {
    const tally = {
      ...emptyTally(),
      neutrophil_segmented: 91,
      lymphocyte: 9,
      erythroblast: 8,
      platelet: 40,
      unclassified: 5,
    };
    const snapshot = differential({ ...given, tally });
    expect(snapshot).toMatchObject({
      n: 100,
      nrbcPer100Wbc: 8,
      erythroblasts: 8,
      platelets: 40,
      unclassified: 5,
    });
    const lymphocytes = snapshot.rows.find((row) => row.class === 'lymphocyte');
    expect(lymphocytes?.percent).toBe(9);
    expect(lymphocytes?.ci95?.map((bound) => bound.toFixed(1))).toEqual(['4.2', '16.4']);
    expect(snapshot.rows.map((row) => row.class)).toEqual(WHITE_MODEL_CLASSES);
  });

  it('has rows that add up to n and to 100 %', () => {
    const counts = fc.array(fc.nat(500), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(counts, (numbers) => {
        const tally = emptyTally();
        WHITE_CELL_CLASSES.forEach((name, index) => {
          tally[name] = numbers[index] ?? 0;
        });
        const { n, rows } = differential({ ...given, tally });
        expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(n);
        if (n > 0) expect(rows.reduce((sum, row) => sum + (row.percent ?? 0), 0)).toBeCloseTo(100, 9);
      }),
    );
  });

  it('sums up all neutrophils and the immature granulocytes, with intervals of their own', () => {
    const tally = {
      ...emptyTally(),
      neutrophil_segmented: 60,
      neutrophil_band: 4,
      metamyelocyte: 1,
      myelocyte: 1,
      promyelocyte: 1,
      lymphocyte: 33,
    };
    const [neutrophils, immature] = differential({ ...given, tally }).totals;
    expect(neutrophils).toMatchObject({ class: 'neutrophil', count: 64, percent: 64 });
    expect(neutrophils?.ci95?.map((bound) => bound.toFixed(1))).toEqual(['53.8', '73.4']);
    expect(immature).toMatchObject({ class: 'immature_granulocyte', count: 3, percent: 3 });
  });

  it('gives absolute counts with their intervals only where a white-cell count is known', () => {
    const tally = { ...emptyTally(), neutrophil_segmented: 91, lymphocyte: 9 };
    expect(differential({ ...given, tally }).rows.every(({ absolute }) => absolute === null)).toBe(true);
    const { rows, wbc } = differential({ ...given, tally, wbcCount: 8 });
    const lymphocytes = rows.find((row) => row.class === 'lymphocyte')?.absolute;
    expect(lymphocytes).toMatchObject({ range: { low: 1.1, high: 4 }, position: 'low' });
    expect(lymphocytes?.value).toBeCloseTo(0.72, 12);
    expect(lymphocytes?.ci95.map((bound) => bound.toFixed(2))).toEqual(['0.34', '1.31']);
    expect(wbc).toEqual({
      given: 8,
      arrivedCorrected: false,
      corrected: null,
      range: { low: 4, high: 11 },
      position: 'normal',
    });
  });

  it('corrects the white-cell count for nRBC once, and rests absolute counts on it', () => {
    const tally = { ...emptyTally(), lymphocyte: 100, erythroblast: 8 };
    const raw = differential({ ...given, tally, wbcCount: 17.4 });
    expect(raw.wbc?.corrected).toBeCloseTo(16.11, 2);
    expect(raw.rows.find((row) => row.class === 'lymphocyte')?.absolute?.value).toBeCloseTo(16.11, 2);
    const corrected = differential({ ...given, tally, wbcCount: 17.4, wbcIsCorrected: true });
    expect(corrected.wbc).toMatchObject({ given: 17.4, corrected: null });
    expect(corrected.rows.find((row) => row.class === 'lymphocyte')?.absolute?.value).toBe(17.4);
  });

  it('judges by the age and sex of the order, and says so when it had to assume an age', () => {
    const tally = { ...emptyTally(), neutrophil_segmented: 30, lymphocyte: 70 };
    const lymphocytesOf = (order: Partial<SessionOrder>) => {
      const { rows, ageIsAssumed } = differential({ ...given, ...order, tally, wbcCount: 10 });
      const row = rows.find(({ class: name }) => name === 'lymphocyte');
      return { percent: row?.position, absolute: row?.absolute?.position, ageIsAssumed };
    };
    expect(lymphocytesOf({})).toEqual({ percent: 'high', absolute: 'high', ageIsAssumed: true });
    expect(lymphocytesOf({ age: { value: 2, unit: 'years' } })).toEqual({
      percent: null,
      absolute: 'normal',
      ageIsAssumed: false,
    });
  });

  it('marks a critical value where the range alone would say low', () => {
    const tally = { ...emptyTally(), neutrophil_segmented: 10, lymphocyte: 90 };
    const { totals, flags, wbc } = differential({ ...given, tally, wbcCount: 2 });
    expect(totals[0]?.absolute).toMatchObject({ value: 0.2, position: 'critical-low' });
    expect(wbc?.position).toBe('critical-low');
    expect(flags.map(({ of, level }) => [of, level])).toEqual([
      ['neutrophil', 'critical'],
      ['wbc', 'critical'],
    ]);
  });

  it('says how many more cells would settle the nearest open question', () => {
    const tally = { ...emptyTally(), neutrophil_segmented: 50, lymphocyte: 50 };
    const { nextDecision } = differential({ ...given, tally });
    // Both shares are 50 %. 45 is the lower end of segmented neutrophils, 47 the upper one of lymphocytes.
    expect(nextDecision).toEqual({ of: 'neutrophil_segmented', limitPercent: 45, moreCells: 302 });
    expect(differential({ ...given, tally: emptyTally() }).nextDecision).toBeNull();
  });
});
