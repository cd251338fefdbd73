import sharp from 'sharp';
import { expect, it } from 'vitest';
import { cropFrame, cropSquare, fieldPicture } from '../src/crop.ts';

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

it('moves the square into the picture at its edge, so that every crop is square', () => {
  const crop = cropSquare(picture, [36, 26, 4, 4]);
  expect([crop.width, crop.height]).toEqual([6, 6]);
  expect(crop.pixels[0]).toBe((24 * 40 + 34) % 251);
  for (const box of [
    [-5, -5, 10, 10],
    [35, 25, 20, 20],
    [0, 0, 400, 300],
    [100, 100, 5, 5],
  ] as const) {
    const { width, height, pixels } = cropSquare(picture, box);
    expect(width).toBe(height);
    expect(pixels.length).toBe(width * height * 3);
    expect(width).toBeLessThanOrEqual(30);
  }
});

it('says where the cell lies in its crop, and how large that is on the slide', () => {
  expect(cropFrame(picture, [10, 10, 8, 4], 0.5)).toEqual({ sideUm: 6, box: [2, 4, 8, 4] });
  expect(cropFrame(picture, [36, 26, 4, 4], 0.5)).toEqual({ sideUm: 3, box: [2, 2, 4, 4] });
});

it('shows a cell among its neighbours, reduced to what is looked at', async () => {
  const pixels = new Uint8Array(1200 * 900 * 3).fill(230);
  // A dark cell of 150 pixels around (600, 450).
  for (let y = 375; y < 525; y += 1) pixels.fill(40, (y * 1200 + 525) * 3, (y * 1200 + 675) * 3);
  const field = await fieldPicture({ width: 1200, height: 900, pixels }, [525, 375, 150, 150], 0.075);
  expect(field).toMatchObject({ width: 360, height: 360 });
  expect(field.micronsPerPixel).toBeCloseTo((0.075 * 750) / 360);
  const [x, y, width, height] = field.box;
  expect([x, y, width, height].map(Math.round)).toEqual([144, 144, 72, 72]);
  const { data } = await sharp(field.jpeg).raw().toBuffer({ resolveWithObject: true });
  const red = (px: number, py: number) => data[(py * 360 + px) * 3] ?? -1;
  expect(red(180, 180)).toBeLessThan(60);
  expect(red(130, 180)).toBeGreaterThan(210);
  expect(red(150, 180)).toBeLessThan(60);
});
