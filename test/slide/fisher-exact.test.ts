import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fisherExact } from '../../src/slide/fisher-exact.ts';

describe("Fisher's exact test", () => {
  // Fisher's tea (The Design of Experiments, 1935): 1 and 16 of 70 ways on each side.
  it.each([
    [3, 4, 1, 4, 34 / 70],
    [4, 4, 0, 4, 2 / 70],
    [0, 10, 0, 12, 1],
    // Table 1 of Fisher 1934, § 21.02: convictions of like-sexed twins of criminals, 10 of 13 against 2 of 17.
    [10, 13, 2, 17, 0.000537],
  ])('%i of %i against %i of %i', (a, n, b, m, p) => {
    expect(fisherExact(a, n, b, m)).toBeCloseTo(p, 5);
  });

  const share = fc
    .integer({ min: 1, max: 600 })
    .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

  it('is a probability, and the same from either side and for what is left', () => {
    fc.assert(
      fc.property(share, share, ([a, n], [b, m]) => {
        const p = fisherExact(a, n, b, m);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(fisherExact(b, m, a, n)).toBeCloseTo(p, 6);
        expect(fisherExact(n - a, n, m - b, m)).toBeCloseTo(p, 6);
      }),
    );
  });

  it('finds nothing between equal counts, and more the further they are apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 400 }), fc.integer({ min: 0, max: 9 }), (n, step) => {
        expect(fisherExact(10, n, 10, n)).toBeCloseTo(1, 9);
        expect(fisherExact(10 - step, n, 10, n)).toBeGreaterThanOrEqual(
          fisherExact(9 - step, n, 10, n) - 1e-12,
        );
      }),
    );
  });

  it('refuses more than there are', () => {
    expect(() => fisherExact(5, 4, 0, 1)).toThrow(RangeError);
  });
});
