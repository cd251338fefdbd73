import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_CELL_CLASSES, CLASS_FACTS } from '../../src/core/cells.ts';
import {
  type Marks,
  marksOf,
  pressKey,
  type TallyKey,
  tallyOf,
  UNDO,
  whiteCellsOf,
} from '../../src/core/key-tally.ts';

const keys = fc.array(fc.constantFrom<TallyKey>(...ALL_CELL_CLASSES, UNDO), { maxLength: 400 });

describe('a counter by keys', () => {
  it('counts, and takes the last cell back', () => {
    const marks = marksOf(['lymphocyte', 'monocyte', UNDO, 'lymphocyte', 'erythroblast'], 100);
    expect(marks).toEqual(['lymphocyte', 'lymphocyte', 'erythroblast']);
    expect(tallyOf(marks)).toMatchObject({ lymphocyte: 2, erythroblast: 1, monocyte: 0 });
    expect(whiteCellsOf(marks)).toBe(2);
  });

  it('has nothing to take back before the first cell', () => {
    const none: Marks = [];
    expect(pressKey(none, UNDO, null)).toBe(none);
    expect(marksOf([UNDO, UNDO, 'basophil'], null)).toEqual(['basophil']);
  });

  it('stops at its target of white cells, whatever lies outside them, and goes on after one is taken back', () => {
    const full = marksOf(
      [...Array(99).fill('neutrophil_segmented'), 'erythroblast', 'artefact', 'lymphocyte'] as TallyKey[],
      100,
    );
    expect([full.length, whiteCellsOf(full)]).toEqual([102, 100]);
    for (const name of ['lymphocyte', 'erythroblast'] as const) expect(pressKey(full, name, 100)).toBe(full);
    expect(pressKey(pressKey(full, UNDO, 100), 'monocyte', 100).at(-1)).toBe('monocyte');
  });

  it('makes of all keys at once what it makes of them one by one', () => {
    fc.assert(
      fc.property(keys, fc.constantFrom(100, null), (pressed, target) => {
        const oneByOne = pressed.reduce<Marks>((marks, key) => pressKey(marks, key, target), []);
        expect(marksOf(pressed, target)).toEqual(oneByOne);
      }),
    );
  });

  it('never counts beyond its target, and its tally has every cell once', () => {
    fc.assert(
      fc.property(keys, (pressed) => {
        const marks = marksOf(pressed, 100);
        const tally = tallyOf(marks);
        expect(whiteCellsOf(marks)).toBeLessThanOrEqual(100);
        expect(ALL_CELL_CLASSES.reduce((sum, name) => sum + tally[name], 0)).toBe(marks.length);
        expect(whiteCellsOf(marks)).toBe(
          ALL_CELL_CLASSES.filter((name) => CLASS_FACTS[name].inDenominator).reduce(
            (sum, name) => sum + tally[name],
            0,
          ),
        );
      }),
    );
  });
});
