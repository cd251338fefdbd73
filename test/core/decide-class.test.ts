import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CELL_LABELS, classesOf } from '../../src/core/cell-label.ts';
import { CELL_CLASSES, type ModelClass } from '../../src/core/cells.ts';
import { type ClassSet, withinClassSet } from '../../src/core/class-set.ts';
import { decideClass, likeliest, ranked } from '../../src/core/decide-class.ts';
import type { Probabilities } from '../../src/core/types.ts';

function spread(shares: Partial<Record<ModelClass, number>>): Probabilities {
  return Object.fromEntries(CELL_CLASSES.map((name) => [name, shares[name] ?? 0])) as Probabilities;
}

const anyProbabilities = fc
  .array(fc.double({ min: 0.001, max: 1, noNaN: true }), {
    minLength: CELL_CLASSES.length,
    maxLength: CELL_CLASSES.length,
  })
  .map((values) => {
    const total = values.reduce((sum, value) => sum + value, 0);
    return Object.fromEntries(
      CELL_CLASSES.map((name, index) => [name, (values[index] ?? 0) / total]),
    ) as Probabilities;
  });

const anySet = fc.oneof(
  fc.constantFrom<ClassSet>('all', 'five-part'),
  fc.subarray([...CELL_CLASSES], { minLength: 2 }),
);

describe('a cell gets its name', () => {
  const rule = { rejectBelow: 0.4, knownBelow: 0.3 };
  const sure = spread({ basophil: 0.9, lymphocyte: 0.1 });
  const torn = spread({ basophil: 0.35, lymphocyte: 0.33, monocyte: 0.32 });

  it('when it is known and one class is probable enough', () => {
    expect(decideClass({ probabilities: sure, known: 0.3 }, rule)).toEqual({
      class: 'basophil',
      probability: 0.9,
      probabilities: sure,
      rejected: null,
    });
  });

  it.each([
    ['uncertain', torn, 1],
    ['unknown', sure, 0.29],
    ['unknown', torn, 0],
  ] as const)('and else none, for it is %s', (rejected, probabilities, known) => {
    expect(decideClass({ probabilities, known }, rule)).toMatchObject({
      class: 'unclassified',
      rejected,
      probability: probabilities.basophil,
    });
  });
});

describe('doubt between classes that are reported in sum', () => {
  const rule = { rejectBelow: 0.4, knownBelow: 0 };

  it('is no doubt about the sum: the cell is a neutrophil, and then the likelier one', () => {
    const probabilities = spread({ eosinophil: 0.39, neutrophil_segmented: 0.26, neutrophil_band: 0.35 });
    expect(decideClass({ probabilities, known: 1 }, rule)).toMatchObject({
      class: 'neutrophil_band',
      probability: 0.35,
      rejected: null,
    });
    expect(ranked(probabilities).slice(0, 3)).toEqual([
      'neutrophil_band',
      'neutrophil_segmented',
      'eosinophil',
    ]);
  });

  it('changes nothing where one class of its own has more than all others in sum', () => {
    fc.assert(
      fc.property(anyProbabilities, fc.constantFrom(...CELL_CLASSES), (others, name) => {
        const probabilities = spread({ [name]: 0.51 });
        for (const other of CELL_CLASSES)
          (probabilities as Record<ModelClass, number>)[other] += 0.49 * others[other];
        const sum = (part: ModelClass) =>
          classesOf(CELL_LABELS.findLast((label) => classesOf(label).includes(part)) ?? part);
        expect(sum(name)).toContain(likeliest(probabilities));
      }),
    );
  });

  it('ranks every class once', () => {
    fc.assert(
      fc.property(anyProbabilities, (probabilities) => {
        expect(ranked(probabilities).toSorted()).toEqual([...CELL_CLASSES].toSorted());
      }),
    );
  });
});

describe('a class set', () => {
  it('counts bands as neutrophils in a five-part differential', () => {
    const seen = spread({
      neutrophil_segmented: 0.3,
      neutrophil_band: 0.2,
      metamyelocyte: 0.4,
      monocyte: 0.1,
    });
    const { probabilities, share } = withinClassSet(seen, 'five-part');
    expect(share).toBeCloseTo(0.6, 12);
    expect(probabilities.neutrophil_segmented).toBeCloseTo(5 / 6, 12);
    expect(probabilities.monocyte).toBeCloseTo(1 / 6, 12);
    expect(probabilities.neutrophil_band).toBe(0);
  });

  it('has a place for each of the eleven classes, or none', () => {
    const kept = CELL_CLASSES.filter(
      (name) => withinClassSet(spread({ [name]: 1 }), 'five-part').share === 1,
    );
    expect(kept).toEqual([
      'neutrophil_segmented',
      'neutrophil_band',
      'eosinophil',
      'basophil',
      'lymphocyte',
      'monocyte',
    ]);
  });

  it('gives probabilities that add up to one and keep their ratios', () => {
    fc.assert(
      fc.property(anyProbabilities, anySet, (seen, set) => {
        const { probabilities, share } = withinClassSet(seen, set);
        expect(Object.values(probabilities).reduce((sum, value) => sum + value)).toBeCloseTo(1, 9);
        expect(share).toBeLessThanOrEqual(1 + 1e-9);
        for (const name of CELL_CLASSES.filter((known) => set !== 'five-part' && probabilities[known] > 0))
          expect(probabilities[name] * share).toBeCloseTo(seen[name], 9);
      }),
    );
  });

  it('says of a cell outside that nothing of it is inside', () => {
    const { share, probabilities } = withinClassSet(spread({ platelet: 1 }), ['basophil', 'monocyte']);
    expect(share).toBe(0);
    expect(Object.values(probabilities)).toEqual(CELL_CLASSES.map(() => 0));
  });
});
