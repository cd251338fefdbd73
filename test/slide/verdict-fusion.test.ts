import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CELL_CLASSES, type ModelClass } from '../../src/core/cells.ts';
import type { DecisionRule } from '../../src/core/decide-class.ts';
import type { Evidence, Probabilities } from '../../src/core/types.ts';
import { VerdictFusion } from '../../src/slide/verdict-fusion.ts';

const ANY: DecisionRule = { rejectBelow: 0, knownBelow: 0 };

function view(shares: Partial<Record<ModelClass, number>>, known = 1): Evidence {
  const probabilities = Object.fromEntries(
    CELL_CLASSES.map((name) => [name, shares[name] ?? 0]),
  ) as Probabilities;
  return { probabilities, known };
}

const anyView = fc
  .array(fc.double({ min: 0.001, max: 1, noNaN: true }), {
    minLength: CELL_CLASSES.length,
    maxLength: CELL_CLASSES.length,
  })
  .map((values) => {
    const total = values.reduce((sum, value) => sum + value, 0);
    const shares = CELL_CLASSES.map((name, i) => [name, (values[i] ?? 0) / total]);
    return { probabilities: Object.fromEntries(shares) as Probabilities, known: 1 };
  });

describe('VerdictFusion', () => {
  it('weighs views by their quality', () => {
    const fusion = new VerdictFusion();
    fusion.add(view({ basophil: 0.9, lymphocyte: 0.1 }), 0.2);
    fusion.add(view({ basophil: 0.1, lymphocyte: 0.9 }), 0.8);
    expect(fusion.verdict({ rejectBelow: 0.5, knownBelow: 0.5 })).toMatchObject({
      class: 'lymphocyte',
      probability: expect.closeTo(0.74, 10),
    });
  });

  it('does not name what it doubts', () => {
    const fusion = new VerdictFusion();
    fusion.add(view({ basophil: 0.45, lymphocyte: 0.4, monocyte: 0.15 }), 1);
    expect(fusion.verdict({ rejectBelow: 0.5, knownBelow: 0.5 })).toMatchObject({
      class: 'unclassified',
      probability: 0.45,
    });
    expect(fusion.verdict({ rejectBelow: 0.4, knownBelow: 0.5 }).class).toBe('basophil');
  });

  it('does not name what most views do not know', () => {
    const fusion = new VerdictFusion();
    fusion.add(view({ basophil: 1 }, 0.9), 1);
    fusion.add(view({ basophil: 1 }, 0.1), 3);
    const at = (knownBelow: number) => fusion.verdict({ rejectBelow: 0.5, knownBelow });
    expect(at(0.31)).toMatchObject({ class: 'unclassified', rejected: 'unknown', probability: 1 });
    expect(at(0.29).class).toBe('basophil');
  });

  it('stands after three views in a row that agree with all', () => {
    const fusion = new VerdictFusion();
    const [mono, lympho] = [view({ monocyte: 1 }), view({ lymphocyte: 1 })];
    const decided = [mono, mono, lympho, mono, mono, mono].map((next) => {
      fusion.add(next, 1);
      return fusion.isDecided;
    });
    expect(decided).toEqual([false, false, false, false, false, true]);
  });

  it('gives probabilities that add up to one, whatever the order of views', () => {
    fc.assert(
      fc.property(fc.array(anyView, { minLength: 1, maxLength: 8 }), (views) => {
        const [forward, backward] = [new VerdictFusion(), new VerdictFusion()];
        for (const next of views) forward.add(next, 1);
        for (const next of views.toReversed()) backward.add(next, 1);
        const { probabilities } = forward.verdict(ANY);
        expect(Object.values(probabilities).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
        for (const name of CELL_CLASSES) {
          expect(backward.verdict(ANY).probabilities[name]).toBeCloseTo(probabilities[name], 9);
        }
      }),
    );
  });
});
