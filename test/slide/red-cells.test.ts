import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Box, Detection, FieldVerdict } from '../../src/core/types.ts';
import { DEFAULT_GATE_LIMITS } from '../../src/slide/gate-limits.ts';
import { monolayerFault } from '../../src/slide/monolayer.ts';
import { measureRedCells, scaleFromRedCells } from '../../src/slide/red-cells.ts';
import { FIELD_SIZE, MICRONS_PER_PIXEL, simulatedSmear } from './simulated-field.ts';

const red = (...boxes: Box[]): Detection[] => boxes.map((box) => ({ kind: 'rbc', box, score: 0.9 }));

describe('measureRedCells', () => {
  it('counts, measures and finds who lies over whom', () => {
    const detections: Detection[] = [
      ...red([100, 100, 100, 100], [300, 100, 90, 110], [500, 100, 104, 104], [545, 100, 100, 100]),
      ...red([100, 400, 102, 98], [-5, 300, 60, 100]),
      { kind: 'platelet', box: [700, 500, 20, 20], score: 0.9 },
      { kind: 'wbc', box: [600, 400, 200, 200], score: 0.9 },
    ];
    const measured = measureRedCells(detections, FIELD_SIZE);
    expect(measured).toMatchObject({ count: 6, platelets: 1 });
    expect(measured.overlapFraction).toBeCloseTo(2 / 6, 5);
    // Three lie whole and apart: 100, √(90·110) = 99.5 and √(102·98) = 99.98.
    expect(measured.diameterPixels).toBeCloseTo(99.98, 2);
  });

  it('takes cells that merely touch for separate', () => {
    const touching = red([100, 100, 100, 100], [196, 100, 100, 100], [100, 196, 100, 100]);
    expect(measureRedCells(touching, FIELD_SIZE)).toMatchObject({ overlapFraction: 0 });
  });

  it('lets the cells of a chain share a fifth of each other, but takes no measure of them', () => {
    const chain = red([100, 100, 100, 100], [170, 100, 100, 100], [400, 100, 100, 100], [470, 100, 100, 100]);
    expect(measureRedCells(chain, FIELD_SIZE)).toMatchObject({ overlapFraction: 0, diameterPixels: null });
  });

  it('gives no diameter from fewer than three cells', () => {
    const two = red([100, 100, 100, 100], [300, 100, 100, 100]);
    expect(measureRedCells(two, FIELD_SIZE).diameterPixels).toBeNull();
    expect(measureRedCells([], FIELD_SIZE)).toMatchObject({ count: 0, areaFraction: 0, overlapFraction: 0 });
  });

  it('covers as much as ellipses do, within the raster', () => {
    const cell = fc.record({
      x: fc.integer({ min: 100, max: 600 }),
      y: fc.integer({ min: 100, max: 500 }),
      width: fc.integer({ min: 60, max: 180 }),
      height: fc.integer({ min: 60, max: 180 }),
    });
    fc.assert(
      fc.property(cell, ({ x, y, width, height }) => {
        const { areaFraction } = measureRedCells(red([x, y, width, height]), FIELD_SIZE);
        const truth = (Math.PI * width * height) / 4 / (FIELD_SIZE.width * FIELD_SIZE.height);
        expect(areaFraction / truth).toBeGreaterThan(0.93);
        expect(areaFraction / truth).toBeLessThan(1.07);
      }),
    );
  });

  it('is bounded, and the same for any order of the cells', () => {
    const box = fc
      .tuple(
        fc.integer({ min: -50, max: 950 }),
        fc.integer({ min: -50, max: 700 }),
        fc.integer({ min: 10, max: 200 }),
        fc.integer({ min: 10, max: 200 }),
      )
      .map(([x, y, w, h]): Box => [x, y, w, h]);
    fc.assert(
      fc.property(fc.array(box, { maxLength: 60 }), (boxes) => {
        const measured = measureRedCells(red(...boxes), FIELD_SIZE);
        expect(measureRedCells(red(...boxes.toReversed()), FIELD_SIZE)).toEqual(measured);
        for (const share of [measured.areaFraction, measured.overlapFraction]) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('the red cells of simulated smears', () => {
  const AT = { xUm: 30, yUm: 50 };

  it.each<[FieldVerdict, number]>([
    ['too-thin', 0.05],
    ['good', 0.5],
    ['good', 1],
    ['too-thick', 2.5],
    ['too-thick', 3],
  ])('are %s at %d times the usual crowding', (verdict, crowding) => {
    for (const seed of [1, 2, 5]) {
      const measured = measureRedCells(simulatedSmear(seed, crowding).detections(AT), FIELD_SIZE);
      expect(monolayerFault(measured, DEFAULT_GATE_LIMITS)?.verdict ?? 'good').toBe(verdict);
    }
  });

  it('give the scale of the picture away', () => {
    for (const seed of [1, 2, 5]) {
      const { diameterPixels } = measureRedCells(simulatedSmear(seed).detections(AT), FIELD_SIZE);
      expect(scaleFromRedCells(diameterPixels as number) / MICRONS_PER_PIXEL).toBeGreaterThan(0.95);
      expect(scaleFromRedCells(diameterPixels as number) / MICRONS_PER_PIXEL).toBeLessThan(1.05);
    }
  });
});
