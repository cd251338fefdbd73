import { expect, it } from 'vitest';
import { cropSquare } from '../src/crop.ts';

const picture = {
  width: 40,
  height: 30,
  pixels: Uint8Array.from({ length: 40 * 30 * 3 }, (_, i) => Math.floor(i / 3) % 251),
};

it('cuts a square around the cell, with context', () => {
  const crop = cropSquare(picture, [10, 10, 8, 4]);
  expect([crop.width, crop.height]).toEqual([12, 12]);
  // The upper left pixel of the crop is (8, 6) of the picture.
  expect(crop.pixels[0]).toBe((6 * 40 + 8) % 251);
});

it('stops at the edge of the picture', () => {
  for (const box of [
    [-5, -5, 10, 10],
    [35, 25, 20, 20],
    [0, 0, 400, 300],
    [100, 100, 5, 5],
  ] as const) {
    const crop = cropSquare(picture, box);
    expect(crop.pixels.length).toBe(crop.width * crop.height * 3);
    expect(crop.width).toBeGreaterThan(0);
    expect(crop.width).toBeLessThanOrEqual(40);
  }
});
