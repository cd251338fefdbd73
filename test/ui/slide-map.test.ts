import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_CELL_CLASSES } from '../../src/core/cells.ts';
import { adviceWords, coverageWords } from '../../src/ui/slide-map/advice-words.ts';
import { CLASS_SHAPES } from '../../src/ui/slide-map/class-shapes.ts';
import {
  fitRegion,
  panned,
  placeAt,
  pointOf,
  scaleBarUm,
  zoomed,
} from '../../src/ui/slide-map/map-viewport.ts';

const SIZE = { width: 500, height: 200 };
const viewport = fc.record({
  centreXUm: fc.double({ min: -5000, max: 5000, noNaN: true }),
  centreYUm: fc.double({ min: -5000, max: 5000, noNaN: true }),
  umPerPixel: fc.double({ min: 0.3, max: 50, noNaN: true }),
});
const point = fc.record({
  x: fc.double({ min: 0, max: 500, noNaN: true }),
  y: fc.double({ min: 0, max: 200, noNaN: true }),
});

describe('the viewport of the map', () => {
  it('finds the place under a point and the point over a place', () => {
    fc.assert(
      fc.property(viewport, point, (view, at) => {
        const back = pointOf(view, SIZE, placeAt(view, { ...at, size: SIZE }));
        expect(Math.hypot(back.x - at.x, back.y - at.y)).toBeLessThan(1e-6);
      }),
    );
  });

  it('zooms about the point that is pointed at, within bounds', () => {
    const factor = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(viewport, point, factor, (view, at, by) => {
        const before = placeAt(view, { ...at, size: SIZE });
        const closer = zoomed(view, by, { ...at, size: SIZE });
        const after = placeAt(closer, { ...at, size: SIZE });
        expect(Math.hypot(after.xUm - before.xUm, after.yUm - before.yUm)).toBeLessThan(1e-6);
        expect(closer.umPerPixel).toBeGreaterThanOrEqual(0.25);
        expect(closer.umPerPixel).toBeLessThanOrEqual(60);
      }),
    );
  });

  it('moves with the hand', () => {
    const view = { centreXUm: 0, centreYUm: 0, umPerPixel: 2 };
    expect(panned(view, 10, -5)).toEqual({ centreXUm: -20, centreYUm: 10, umPerPixel: 2 });
  });

  it('shows all of a region with room around it, and at its foot for the scale and the legend', () => {
    const region = { xUm: -100, yUm: 50, widthUm: 1000, heightUm: 700 };
    const view = fitRegion(region, SIZE);
    const first = pointOf(view, SIZE, region);
    const last = pointOf(view, SIZE, { xUm: 900, yUm: 750 });
    for (const { x, y } of [first, last]) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(SIZE.width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(SIZE.height - 28);
    }
  });

  it.each([
    [0.5, 20],
    [1, 50],
    [2.5, 200],
    [11, 1000],
    [60, 5000],
  ])('draws a round scale bar at %d µm a pixel: %d µm', (umPerPixel, bar) => {
    expect(scaleBarUm({ centreXUm: 0, centreYUm: 0, umPerPixel }, 96)).toBe(bar);
  });
});

describe('the words of the map', () => {
  it.each([
    [{ kind: 'next-lane', dxUm: 0, dyUm: 45.9 }, 'Next lane: down 0.05 mm'],
    [{ kind: 'lane', dxUm: -312, dyUm: 0 }, 'On along this lane: left 0.31 mm'],
    [{ kind: 'gap', dxUm: 154, dyUm: -29 }, 'Nearest gap: right 0.15 mm, up 0.03 mm'],
    [{ kind: 'gap', dxUm: 3, dyUm: -2 }, 'Nearest gap: here'],
  ] as const)('say %j as %s', (advice, words) => {
    expect(adviceWords(advice)).toBe(words);
  });

  it.each([
    [{ areaMm2: 0.0584, gapCount: 1 }, '0.058 mm², gaps: 1'],
    [{ areaMm2: 0.4172, gapCount: 2 }, '0.42 mm², gaps: 2'],
    [{ areaMm2: 1.2, gapCount: 0 }, '1.20 mm², no gaps'],
  ])('say %j as %s', (map, words) => {
    expect(coverageWords(map)).toBe(words);
  });

  it('give each class a shape of its own', () => {
    expect(Object.keys(CLASS_SHAPES).sort()).toEqual([...ALL_CELL_CLASSES].sort());
    expect(new Set(Object.values(CLASS_SHAPES)).size).toBe(ALL_CELL_CLASSES.length);
  });
});
