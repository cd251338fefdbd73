import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_CELL_CLASSES } from '../../src/core/cells.ts';
import { type TallyKey, UNDO } from '../../src/core/key-tally.ts';
import { CLASS_KEYS, CLASSES_BY_KEY, classOfKey } from '../../src/ui/keyboard/class-keys.ts';
import { stillWaiting } from '../../src/ui/tally/waiting-keys.ts';

const keys = fc.array(fc.constantFrom<TallyKey>(...ALL_CELL_CLASSES, UNDO), { maxLength: 30 });

describe('keys that wait', () => {
  it('are those that the instrument does not keep, whatever was lost on the way', () => {
    fc.assert(
      fc.property(keys, fc.nat(), fc.nat(), (pressed, sent, kept) => {
        // The page last heard of `from` keys; the instrument has since taken some of those that waited.
        const from = sent % (pressed.length + 1);
        const taken = from + (kept % (pressed.length - from + 1));
        const waiting = stillWaiting({ from, keys: pressed.slice(from) }, taken);
        expect(waiting).toEqual({ from: taken, keys: pressed.slice(taken) });
      }),
    );
  });

  it('of a place that the instrument never reached are not guessed at', () => {
    expect(stillWaiting({ from: 9, keys: ['lymphocyte'] }, 4)).toEqual({ from: 4, keys: [] });
  });
});

describe('class keys', () => {
  it('give every class one key, and no key two', () => {
    expect(CLASSES_BY_KEY.toSorted()).toEqual(ALL_CELL_CLASSES.toSorted());
    expect(new Set(Object.values(CLASS_KEYS)).size).toBe(ALL_CELL_CLASSES.length);
    for (const name of ALL_CELL_CLASSES) expect(classOfKey(CLASS_KEYS[name].toUpperCase())).toBe(name);
    expect(classOfKey('?')).toBe('unclassified');
    expect(classOfKey('Enter')).toBeUndefined();
  });
});
