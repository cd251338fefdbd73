import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsOf } from '../../src/capture/simulator/outline.ts';
import { createSlide } from '../../src/capture/simulator/slide.ts';
import { moveApart, pushOut } from '../../src/capture/simulator/spacing.ts';
import { densityFor, truthOf } from '../../src/capture/simulator/truth.ts';

const place = fc.integer({ min: -2000, max: 20_000 });

describe('the layout of a slide', () => {
  it('is the same whatever part of it was asked for first', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        place,
        place,
        fc.double({ min: 20, max: 1400, noNaN: true }),
        (seed, left, top, density) => {
          const whole = { left, top, right: left + 200, bottom: top + 150 };
          const options = { seed, mix: 'uniform', nucleatedPerMm2: density } as const;
          const all = createSlide(options).cellsIn(whole);
          const slide = createSlide(options);
          const parts = [
            { ...whole, left: left + 90 },
            { ...whole, right: left + 90, top: top + 70 },
            { ...whole, right: left + 90, bottom: top + 70 },
          ].flatMap((part) => slide.cellsIn(part));
          const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
          expect(parts.sort(byId)).toEqual(all.sort(byId));
          expect(new Set(all.map((cell) => cell.id)).size).toBe(all.length);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('keeps nucleated cells apart and red cells out of them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), place, place, (seed, left, top) => {
        const cells = createSlide({ seed, nucleatedPerMm2: 1000 }).cellsIn({
          left,
          top,
          right: left + 120,
          bottom: top + 120,
        });
        const white = cells.filter((cell) => cell.kind === 'wbc');
        for (const cell of white) {
          for (const other of cells) {
            if (other === cell || other.kind === 'platelet') continue;
            const apart = Math.hypot(cell.xUm - other.xUm, cell.yUm - other.yUm);
            expect(apart).toBeGreaterThan(
              cell.radiusUm + other.radiusUm * (other.kind === 'wbc' ? 0.4 : 0.3),
            );
          }
        }
      }),
      { numRuns: 10 },
    );
  });

  it('has cells of the sizes of blood', () => {
    const cells = createSlide({ seed: 3, mix: 'uniform' }).cellsIn({
      left: 0,
      top: 0,
      right: 600,
      bottom: 600,
    });
    const widths = (kind: string) =>
      cells
        .filter((cell) => cell.kind === kind)
        .map(({ outline }) => {
          const [left, , right] = boundsOf(outline);
          return right - left;
        })
        .sort((a, b) => a - b);
    const middle = (values: readonly number[]) => values[values.length >> 1] ?? 0;
    expect(middle(widths('rbc'))).toBeCloseTo(7.5, 0);
    expect(middle(widths('platelet'))).toBeGreaterThan(2);
    expect(middle(widths('platelet'))).toBeLessThan(3.5);
    expect(middle(widths('wbc'))).toBeGreaterThan(12);
    expect(Math.max(...widths('wbc'))).toBeLessThan(26);
    // 36 views of 100 × 100 µm: tens of red cells in each.
    expect(widths('rbc').length / 36).toBeGreaterThan(60);
  });

  it('mixes a normal differential', () => {
    const cells = createSlide({ seed: 4, nucleatedPerMm2: 1400 }).cellsIn({
      left: 0,
      top: 0,
      right: 1500,
      bottom: 1500,
    });
    const white = cells.filter((cell) => cell.kind === 'wbc');
    const share = (name: string) => white.filter((cell) => cell.class === name).length / white.length;
    expect(white.length).toBeGreaterThan(1500);
    expect(share('neutrophil_segmented')).toBeGreaterThan(0.5);
    expect(share('lymphocyte')).toBeGreaterThan(0.23);
    expect(share('lymphocyte')).toBeLessThan(0.31);
    expect(share('promyelocyte')).toBeGreaterThan(0);
    expect(share('promyelocyte')).toBeLessThan(0.02);
  });

  it('meets about as many white cells as were asked for', () => {
    const plan = { width: 960, height: 720, fps: 30, seed: 2, micronsPerPixel: 0.075 } as const;
    const frames = 60 * 30;
    const truth = truthOf({ ...plan, nucleatedPerMm2: densityFor(plan, frames, 40) }, frames, 'x');
    expect(truth.countableWbc).toBeGreaterThan(26);
    expect(truth.countableWbc).toBeLessThan(54);
  });
});

const disc = fc.record({
  xUm: fc.double({ min: 0, max: 60, noNaN: true }),
  yUm: fc.double({ min: 0, max: 60, noNaN: true }),
  radiusUm: fc.double({ min: 3, max: 5, noNaN: true }),
});

describe('moving cells apart', () => {
  it('brings two overlapping cells closer to touching', () => {
    const [a, b] = [
      { xUm: 0, yUm: 0, radiusUm: 4 },
      { xUm: 4, yUm: 0, radiusUm: 4 },
    ] as const;
    moveApart([a, b], 1, 1);
    expect(b.xUm - a.xUm).toBeCloseTo(7.2, 6);
  });

  it('moves no cell farther than its radius in one round', () => {
    fc.assert(
      fc.property(fc.array(disc, { maxLength: 40 }), (before) => {
        const discs = before.map((one) => ({ ...one }));
        moveApart(discs, 0.86, 1);
        discs.forEach((after, i) => {
          const from = before[i];
          expect(Math.hypot(after.xUm - (from?.xUm ?? 0), after.yUm - (from?.yUm ?? 0))).toBeLessThanOrEqual(
            after.radiusUm + 1e-9,
          );
        });
      }),
    );
  });

  it('leaves no cell inside the one obstacle', () => {
    fc.assert(
      fc.property(fc.array(disc, { maxLength: 40 }), (before) => {
        const discs = before.map((one) => ({ ...one })).filter((one) => one.xUm !== 30);
        const obstacle = { xUm: 30, yUm: 30, radiusUm: 8 };
        pushOut(discs, [obstacle], 0.9);
        for (const { xUm, yUm, radiusUm } of discs) {
          expect(Math.hypot(xUm - 30, yUm - 30)).toBeGreaterThan(8 + 0.9 * radiusUm - 1e-6);
        }
      }),
    );
  });
});
