import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solveOffsets } from '../../src/slide/offsets.ts';

const measuredOffset = (from: number, to: number, offset: number, weight = 1) => ({
  from,
  to,
  offset,
  weight,
});

describe('solveOffsets', () => {
  it('spreads the error of a loop evenly over its links', () => {
    const loop = [measuredOffset(0, 1, 10), measuredOffset(1, 2, 10), measuredOffset(0, 2, 20.3)];
    const [a, b, c] = solveOffsets([0, 10, 20], loop);
    expect(a).toBe(0);
    expect(b).toBeCloseTo(10.1, 3);
    expect(c).toBeCloseTo(20.2, 3);
  });

  it('trusts heavier measurements more', () => {
    const [, place] = solveOffsets([0, 0], [measuredOffset(0, 1, 1, 3), measuredOffset(0, 1, 2, 1)]);
    expect(place).toBeCloseTo(1.25, 3);
  });

  it('recovers any places from offsets that agree, whatever it starts from', () => {
    const places = fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 7 }), (points, stride) => {
        const chain = points
          .slice(1)
          .map((point, i) => measuredOffset(i, i + 1, point - (points[i] ?? 0), 1 + (i % 3)));
        const jumps = points
          .slice(stride)
          .map((point, i) => measuredOffset(i, i + stride, point - (points[i] ?? 0), 0.5));
        const solved = solveOffsets(
          points.map((point, i) => (i === 0 ? point : 0)),
          [...chain, ...jumps],
        );
        points.forEach((point, i) => {
          expect(solved[i]).toBeCloseTo(point, 1);
        });
      }),
    );
  });

  it('leaves a single point where it is', () => {
    expect([...solveOffsets([4], [])]).toEqual([4]);
  });
});
