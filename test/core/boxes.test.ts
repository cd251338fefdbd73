import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipped, intersectionOverUnion, isWhole } from '../../src/core/boxes.ts';
import type { Box } from '../../src/core/types.ts';

const side = fc.integer({ min: 1, max: 300 });
const corner = fc.integer({ min: -300, max: 300 });
const anyBox: fc.Arbitrary<Box> = fc.tuple(corner, corner, side, side);

describe('boxes', () => {
  it('share what they share', () => {
    expect(intersectionOverUnion([0, 0, 10, 10], [5, 0, 10, 10])).toBeCloseTo(1 / 3);
    expect(intersectionOverUnion([0, 0, 10, 10], [10, 0, 10, 10])).toBe(0);
    expect(clipped([-5, 5, 10, 10], [0, 0, 20, 12])).toEqual([0, 5, 5, 7]);
    expect(clipped([30, 0, 5, 5], [0, 0, 20, 20])).toBeNull();
  });

  it('share all with themselves, the same both ways, never more than all', () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        const overlap = intersectionOverUnion(a, b);
        expect(intersectionOverUnion(b, a)).toBeCloseTo(overlap, 12);
        expect(overlap).toBeGreaterThanOrEqual(0);
        expect(overlap).toBeLessThanOrEqual(1);
        expect(intersectionOverUnion(a, a)).toBe(1);
      }),
    );
  });

  it.each<[Box, boolean]>([
    [[3, 3, 94, 74], true],
    [[2, 10, 20, 20], false],
    [[10, 2, 20, 20], false],
    [[78, 10, 20, 20], false],
    [[10, 58, 20, 20], false],
  ])('%j within three pixels of the edge of 100 × 80: whole is %s', (box, whole) => {
    expect(isWhole(box, { width: 100, height: 80 }, 3)).toBe(whole);
  });
});
