import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterThese,
  choose,
  chooseAll,
  extendTo,
  keepOnly,
  NOTHING_CHOSEN,
  toggle,
} from '../../src/ui/review/selection.ts';

const ORDER = ['a', 'b', 'c', 'd', 'e', 'f'];
const ids = ({ chosen }: { readonly chosen: ReadonlySet<string> }) => [...chosen].sort().join('');

describe('choosing cells', () => {
  it('takes one, adds and removes with Ctrl, and ranges with Shift from where it began', () => {
    const one = choose('b');
    expect(ids(one)).toBe('b');
    expect(ids(toggle(one, 'e'))).toBe('be');
    expect(ids(toggle(toggle(one, 'e'), 'b'))).toBe('e');
    const range = extendTo(one, 'd', ORDER);
    expect(ids(range)).toBe('bcd');
    expect(ids(extendTo(range, 'a', ORDER))).toBe('ab');
    expect(range.at).toBe('d');
  });

  it('adds what a rubber band touches to what was there', () => {
    expect(ids(chooseAll(['c', 'd'], choose('a')))).toBe('acd');
    expect(ids(chooseAll([], choose('a')))).toBe('a');
  });

  it('forgets cells that are gone, and ranges anew from there', () => {
    const left = keepOnly(chooseAll(['a', 'b', 'c']), ['b', 'd']);
    expect([ids(left), left.at, left.anchor]).toEqual(['b', null, null]);
    expect(ids(extendTo(left, 'd', ['b', 'd']))).toBe('d');
  });

  it('chooses a range whichever end is clicked first', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.nat(5), (from, to) => {
        const range = (a: number, b: number) => ids(extendTo(choose(ORDER[a] ?? ''), ORDER[b] ?? '', ORDER));
        expect(range(from, to)).toBe(range(to, from));
      }),
    );
  });

  it.each([
    ['ab', 'c'],
    ['f', 'e'],
    ['bd', 'e'],
    ['abcdef', null],
  ])('goes on after %s with %s', (done, next) => {
    expect(afterThese(new Set(done), ORDER)).toBe(next);
  });

  it('has nothing to keep of nothing', () => {
    expect(keepOnly(NOTHING_CHOSEN, ORDER)).toEqual(NOTHING_CHOSEN);
  });
});
