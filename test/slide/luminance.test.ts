import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/core/types.ts';
import { meanOf, reducedPicture, reduceLuminance, reductionOf } from '../../src/slide/luminance.ts';

function frameOf(
  width: number,
  height: number,
  colour: (x: number, y: number) => [number, number, number],
): Frame {
  const pixels = new Uint8Array(new SharedArrayBuffer(width * height * 3));
  for (let i = 0; i < width * height; i++) pixels.set(colour(i % width, Math.floor(i / width)), 3 * i);
  return { seq: 0, capturedAtNs: 0n, width, height, pixels, release: () => {} };
}

describe('reduced luminance', () => {
  it.each([
    [960, 720, 5, 192, 144],
    [1280, 720, 7, 182, 102],
    [640, 480, 4, 160, 120],
    [160, 120, 1, 160, 120],
    [720, 960, 5, 144, 192],
    [4096, 3072, 22, 186, 139],
  ])('of %i × %i is one in %i: %i × %i', (width, height, reduction, reducedWidth, reducedHeight) => {
    expect(reductionOf(width, height)).toBe(reduction);
    expect(reducedPicture(width, height)).toMatchObject({ width: reducedWidth, height: reducedHeight });
  });

  it('weighs colours as the eye does', () => {
    const picture = reducedPicture(400, 300);
    for (const [colour, luminance] of [
      [[255, 255, 255], 255],
      [[255, 0, 0], 54.2],
      [[0, 255, 0], 182.4],
      [[0, 0, 255], 18.4],
    ] as const) {
      reduceLuminance(
        frameOf(400, 300, () => [...colour]),
        picture,
      );
      expect(meanOf(picture)).toBeCloseTo(luminance, 1);
    }
  });

  it.each([
    [401, 300, 3],
    [960, 60, 5],
    [1921, 60, 11],
  ])('of %i × %i averages each square by itself', (width, height, side) => {
    const picture = reducedPicture(width, height);
    const square = (x: number, y: number) => (Math.floor(x / side) + Math.floor(y / side)) % 256;
    reduceLuminance(
      frameOf(width, height, (x, y) => [square(x, y), square(x, y), square(x, y)]),
      picture,
    );
    expect(picture.pixels[0]).toBeCloseTo(0, 3);
    expect(picture.pixels[3 * picture.width + 7]).toBeCloseTo(10, 3);
    expect(picture.pixels.at(-1)).toBeCloseTo((picture.width + picture.height - 2) % 256, 3);
  });

  it('sees the first and the last row of a square alike', () => {
    const picture = reducedPicture(960, 60);
    const lit = (row: number) => {
      reduceLuminance(
        frameOf(960, 60, (_, y) => (y % 5 === row ? [200, 200, 200] : [0, 0, 0])),
        picture,
      );
      return meanOf(picture);
    };
    expect(lit(0)).toBeCloseTo(100, 3);
    expect(lit(4)).toBeCloseTo(100, 3);
  });
});
