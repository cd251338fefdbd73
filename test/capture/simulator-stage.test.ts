import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blur } from '../../src/capture/simulator/blur.ts';
import {
  createScanPath,
  DWELL_S,
  FIELDS_A_ROW,
  fieldAt,
  MOVE_S,
} from '../../src/capture/simulator/stage-path.ts';

const VIEW = { viewWidthUm: 72, viewHeightUm: 54 };
const seed = fc.integer({ min: 0, max: 10_000 });
const time = fc.double({ min: 0, max: 4 * 3600, noNaN: true });
/** A cosine start and stop peaks at π/2 of the mean speed. */
const MOST_UM_PER_S = ((Math.PI / 2) * 48) / MOVE_S + 8;

describe('the stage', () => {
  it('starts still and in focus at the origin', () => {
    expect(createScanPath({ seed: 1, ...VIEW }).at(0)).toEqual({
      xUm: 0,
      yUm: 0,
      vxUmPerS: 0,
      vyUmPerS: 0,
      blurPixels: 0,
    });
  });

  it('never jumps: a short time moves it no farther than its top speed allows', () => {
    fc.assert(
      fc.property(seed, time, fc.double({ min: 1e-4, max: 0.05, noNaN: true }), (seed, at, dt) => {
        const path = createScanPath({ seed, ...VIEW });
        const [a, b] = [path.at(at), path.at(at + dt)];
        expect(Math.hypot(b.xUm - a.xUm, b.yUm - a.yUm)).toBeLessThanOrEqual(MOST_UM_PER_S * dt + 1e-6);
        expect(Math.abs(b.blurPixels - a.blurPixels)).toBeLessThanOrEqual(6 * dt + 1e-6);
      }),
      { numRuns: 2000 },
    );
  });

  it('tells the speed it moves with', () => {
    fc.assert(
      fc.property(seed, time, (seed, at) => {
        const path = createScanPath({ seed, ...VIEW });
        const [a, here, b] = [path.at(at), path.at(at + 1e-4), path.at(at + 2e-4)];
        if (here.vxUmPerS === 0 || a.vxUmPerS === 0 || b.vxUmPerS === 0) return;
        expect((b.xUm - a.xUm) / 2e-4).toBeCloseTo(here.vxUmPerS, 1);
      }),
      { numRuns: 500 },
    );
  });

  it('rests at every field at least 0.4 s in focus, and within half an hour loses the focus again and again', () => {
    const path = createScanPath({ seed: 5, ...VIEW });
    const restS = new Map<string, number>();
    let blurredS = 0;
    const stepS = 0.05;
    for (let at = 0; at < 1800; at += stepS) {
      const { xUm, yUm, vxUmPerS, vyUmPerS, blurPixels } = path.at(at);
      if (blurPixels > 1) blurredS += stepS;
      if (vxUmPerS !== 0 || vyUmPerS !== 0 || blurPixels > 0.5) continue;
      const field = `${Math.floor((xUm + 5) / 48)},${Math.floor((yUm + 5) / 35.1)}`;
      restS.set(field, (restS.get(field) ?? 0) + stepS);
    }
    expect(restS.size).toBeGreaterThan(1000);
    const rests = [...restS.values()].slice(1, -1);
    expect(Math.min(...rests)).toBeGreaterThanOrEqual(0.4);
    expect(Math.max(...rests)).toBeLessThan(DWELL_S + 1.5);
    expect(blurredS / 1800).toBeGreaterThan(0.02);
    expect(blurredS / 1800).toBeLessThan(0.12);
  });

  it('walks a serpentine whose neighbours are one step apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), (index) => {
        const [a, b] = [fieldAt(index), fieldAt(index + 1)];
        expect(Math.abs(a.column - b.column) + Math.abs(a.row - b.row)).toBe(1);
        expect(a.column).toBeLessThan(FIELDS_A_ROW);
      }),
    );
  });
});

describe('defocus', () => {
  it('keeps the light and spreads one point with the wanted variance', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.8, max: 4, noNaN: true }), (sigma) => {
        const size = 61;
        const lit = new Uint8Array(size * size * 3);
        // A bright bar of one column: its profile is the blur.
        for (let y = 0; y < size; y++) lit.fill(255, (y * size + 30) * 3, (y * size + 31) * 3);
        blur({ width: size, height: size, lit }, sigma);
        const row = Array.from({ length: size }, (_, x) => lit[(30 * size + x) * 3 + 1] as number);
        const sum = row.reduce((total, value) => total + value, 0);
        const variance = row.reduce((total, value, x) => total + value * (x - 30) ** 2, 0) / sum;
        expect(sum).toBeGreaterThan(235);
        expect(sum).toBeLessThan(275);
        expect(Math.sqrt(variance)).toBeGreaterThan(sigma - 0.45);
        expect(Math.sqrt(variance)).toBeLessThan(sigma + 0.45);
      }),
      { numRuns: 30 },
    );
  });
});
