import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Detection } from '../../src/core/types.ts';
import {
  redCellDiameter,
  scaleForMicrons,
  searchStillScale,
  withinBudget,
} from '../../src/inference/working-scale.ts';

const redCell = (x: number, y: number, side: number): Detection => ({
  kind: 'rbc',
  box: [x, y, side, side],
  score: 0.9,
});

/** Red cells of one diameter all over a picture, seen only near the working size the detector was trained on. */
function fieldOf(diameter: number, size: { width: number; height: number }) {
  const cells: Detection[] = [];
  for (let x = diameter; x + 2 * diameter < size.width; x += 1.5 * diameter) {
    for (let y = diameter; y + 2 * diameter < size.height; y += 1.5 * diameter)
      cells.push(redCell(x, y, diameter));
  }
  const looks: number[] = [];
  const look = async (scale: number) => {
    looks.push(scale);
    return diameter * scale > 40 && diameter * scale < 160 ? cells : [];
  };
  return { look, looks };
}

describe('working scale', () => {
  it('makes a red cell of 7.5 µm as large as the detector likes', () => {
    // 0.075 µm a pixel: a red cell is 100 pixels wide.
    expect(scaleForMicrons(0.075, 64)).toBeCloseTo(0.64);
  });

  it('stays within its budget of 3 million working pixels', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40_000 }),
        fc.integer({ min: 1, max: 40_000 }),
        fc.double({ min: 0.01, max: 50, noNaN: true }),
        (width, height, scale) => {
          const kept = withinBudget(scale, { width, height });
          expect(kept).toBeLessThanOrEqual(scale);
          expect(width * height * kept * kept).toBeLessThan(3_000_001 + scale);
        },
      ),
    );
  });

  it('measures whole red cells only, and not fewer than three', () => {
    const size = { width: 400, height: 300 };
    const inside = [redCell(50, 50, 60), redCell(150, 50, 64), redCell(250, 50, 90)];
    expect(redCellDiameter([...inside, redCell(0, 100, 20), redCell(380, 100, 20)], size)).toBe(64);
    expect(redCellDiameter(inside.slice(1), size)).toBeUndefined();
    expect(
      redCellDiameter(
        inside.map((cell) => ({ ...cell, kind: 'wbc' as const })),
        size,
      ),
    ).toBeUndefined();
  });

  it('finds the scale of a narrow and of a wide field', async () => {
    const size = { width: 960, height: 600 };
    for (const diameter of [28, 34, 70, 120]) {
      const { look, looks } = fieldOf(diameter, size);
      const working = diameter * (await searchStillScale(size, 64, look));
      expect(working, `${diameter} pixels`).toBeGreaterThan(64 / 1.06);
      expect(working, `${diameter} pixels`).toBeLessThan(64 * 1.06);
      expect(looks.length).toBeLessThanOrEqual(3);
    }
  });

  it('does not believe red cells that are seen far too small and so measure too large', async () => {
    const size = { width: 960, height: 600 };
    // Bangkok's camera: 50 pixels wide, they measured 76 and 56 at the two narrower looks.
    const look = async (scale: number) =>
      [1, 2, 3].map((n) => redCell(90 * n, 90 * n, scale < 0.5 ? 76 : scale < 1 ? 56 : 51));
    expect(await searchStillScale(size, 64, look)).toBeCloseTo(64 / 51);
  });

  it('corrects a closer view by what it measured', async () => {
    const looks: number[] = [];
    const look = async (scale: number) => {
      looks.push(scale);
      return [redCell(10, 10, 150), redCell(10, 170, 150), redCell(170, 10, 150)];
    };
    expect(await searchStillScale({ width: 480, height: 480 }, 64, look)).toBeCloseTo(64 / 150);
    expect(looks).toHaveLength(1);
  });

  it('stays with the guess for one cell where there is no ruler', async () => {
    expect(await searchStillScale({ width: 360, height: 363 }, 64, async () => [])).toBeCloseTo(
      (64 * 4.9) / 363,
    );
  });
});
