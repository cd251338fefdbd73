import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clopperPearson95 } from '../../src/slide/binomial.ts';
import { moreCellsToTell } from '../../src/slide/cells-to-tell.ts';

describe('moreCellsToTell', () => {
  // The exact intervals of the same share, counted on: 50 of 100 is 39.8 to 60.2 %, 200 of 400 is 45.0 to 55.0 %.
  it.each([
    // No promyelocyte among so many: 299 cells leave 1 % out on one side, 368 on both.
    [0, 100, 0.01, 268],
    [0, 100, 0.05, 0],
    [0.5, 100, 0.6, 0 + 4],
  ])('share %d of %i against %d: about %i more', (share, n, limit, more) => {
    expect(moreCellsToTell(share, n, limit)).toBe(more);
  });

  it('is the first number at which the exact interval leaves the limit out', () => {
    // Shares of n/10 keep whole counts every ten cells, where Clopper and Pearson's own interval can be asked.
    const cases = fc.record({
      tenths: fc.integer({ min: 0, max: 10 }),
      tens: fc.integer({ min: 1, max: 40 }),
      limit: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, ({ tenths, tens, limit }) => {
        const share = tenths / 10;
        const more = moreCellsToTell(share, 10 * tens, limit);
        const isApart = (n: number) => {
          const [low, high] = clopperPearson95(Math.round(share * n), n);
          return limit < low || limit > high;
        };
        if (more === null) {
          expect(isApart(10 * tens + 1000)).toBe(false);
          return;
        }
        const n = 10 * tens + more;
        expect(isApart(Math.ceil(n / 10) * 10)).toBe(true);
        if (more >= 10) expect(isApart(Math.ceil(n / 10) * 10 - 10)).toBe(false);
      }),
    );
  });

  it('has no advice for what lies on its limit', () => {
    expect(moreCellsToTell(0.05, 200, 0.05)).toBeNull();
  });
});
