import fc from 'fast-check';
import { expect, it } from 'vitest';
import { crossAfter, middleOf } from '../../src/ui/chamber/cross.ts';

const PICTURE = { width: 800, height: 600, isFine: false };

it('moves the cross by arrow keys, finely with Shift, and by no other key', () => {
  expect(crossAfter('ArrowRight', [100, 100], PICTURE)).toEqual([116, 100]);
  expect(crossAfter('ArrowUp', [100, 100], { ...PICTURE, isFine: true })).toEqual([100, 98]);
  expect(crossAfter('a', [100, 100], PICTURE)).toBeNull();
});

it('never leaves the picture', () => {
  const keys = fc.array(fc.constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(keys, (pressed) => {
      const [x, y] = pressed.reduce<readonly [number, number]>(
        (at, key) => crossAfter(key, at, PICTURE) ?? at,
        [400, 300],
      );
      expect(x >= 0 && x <= 800 && y >= 0 && y <= 600).toBe(true);
    }),
  );
});

it('starts in the middle of a square, and nowhere without one', () => {
  const outline = [
    [0, 0],
    [10, 2],
    [12, 12],
    [2, 10],
  ] as const;
  expect(middleOf({ row: 0, column: 0, complete: true, count: 0, cells: [], outline })).toEqual([6, 6]);
  expect(middleOf(undefined)).toBeUndefined();
});
