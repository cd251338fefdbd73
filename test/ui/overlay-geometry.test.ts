import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitPicture,
  overlaps,
  placeBox,
  placeLabels,
  type Rect,
} from '../../src/ui/picture/overlay-geometry.ts';

describe('fitPicture', () => {
  it('fills the stage when the shapes agree', () => {
    expect(fitPicture({ width: 960, height: 720 }, { width: 800, height: 600 })).toEqual({
      left: 0,
      top: 0,
      width: 800,
      height: 600,
      scale: 800 / 960,
    });
  });

  it('centres what is narrower, on whole pixels', () => {
    expect(fitPicture({ width: 960, height: 720 }, { width: 1001, height: 600 })).toMatchObject({
      left: 100,
      top: 0,
      width: 800,
    });
    expect(fitPicture({ width: 960, height: 720 }, { width: 800, height: 701 })).toMatchObject({
      left: 0,
      top: 50,
      height: 600,
    });
  });

  it('takes no room before the size is known', () => {
    expect(fitPicture({ width: 0, height: 0 }, { width: 800, height: 600 })).toMatchObject({
      width: 0,
      height: 0,
      scale: 0,
    });
  });

  it('stays on the stage and keeps the aspect within a pixel', () => {
    const side = fc.integer({ min: 100, max: 5000 });
    fc.assert(
      fc.property(side, side, side, side, (width, height, stageWidth, stageHeight) => {
        const fit = fitPicture({ width, height }, { width: stageWidth, height: stageHeight });
        expect(fit.left).toBeGreaterThanOrEqual(0);
        expect(fit.top).toBeGreaterThanOrEqual(0);
        expect(fit.left + fit.width).toBeLessThanOrEqual(stageWidth);
        expect(fit.top + fit.height).toBeLessThanOrEqual(stageHeight);
        expect(Math.abs(fit.width - width * fit.scale)).toBeLessThanOrEqual(0.5);
        expect(Math.abs(fit.height - height * fit.scale)).toBeLessThanOrEqual(0.5);
      }),
    );
  });
});

describe('placeBox', () => {
  it('moves and scales with the picture', () => {
    const fit = fitPicture({ width: 960, height: 720 }, { width: 2120, height: 1440 });
    expect(placeBox([100, 50, 30, 40], fit)).toEqual({ left: 300, top: 100, width: 60, height: 80 });
  });
});

describe('placeLabels', () => {
  const area: Rect = { left: 0, top: 0, width: 800, height: 600 };
  const size = { width: 120, height: 20 };

  it('puts a label under its box', () => {
    expect(placeLabels([{ box: { left: 100, top: 100, width: 80, height: 80 }, size }], area, 3)).toEqual([
      { left: 100, top: 183, ...size },
    ]);
  });

  it('puts it above at the lower edge and pushes it in at the right one', () => {
    const [label] = placeLabels([{ box: { left: 740, top: 520, width: 60, height: 80 }, size }], area, 3);
    expect(label).toEqual({ left: 680, top: 497, ...size });
  });

  it('keeps the labels of touching cells apart', () => {
    const box = { left: 300, top: 300, width: 90, height: 90 };
    const labels = placeLabels(
      [box, { ...box, left: 330 }, { ...box, left: 350 }].map((each) => ({ box: each, size })),
      area,
      3,
    );
    for (const [index, label] of labels.entries()) {
      for (const other of labels.slice(index + 1)) expect(overlaps(label, other)).toBe(false);
    }
  });

  it('keeps every label on the picture, whatever the boxes', () => {
    const box = fc.record({
      left: fc.integer({ min: -50, max: 790 }),
      top: fc.integer({ min: -50, max: 590 }),
      width: fc.integer({ min: 1, max: 300 }),
      height: fc.integer({ min: 1, max: 300 }),
    });
    fc.assert(
      fc.property(fc.array(box, { maxLength: 30 }), (boxes) => {
        const labels = placeLabels(
          boxes.map((each) => ({ box: each, size })),
          area,
          3,
        );
        expect(labels).toHaveLength(boxes.length);
        for (const label of labels) {
          expect(label.left).toBeGreaterThanOrEqual(0);
          expect(label.left + label.width).toBeLessThanOrEqual(area.width);
          expect(label.top).toBeGreaterThanOrEqual(0);
          expect(label.top + label.height).toBeLessThanOrEqual(area.height);
        }
      }),
    );
  });
});
