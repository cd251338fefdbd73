import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field, Frame } from '../../src/core/types.ts';
import type { SlideRect } from '../../src/core/wire/slide-map.ts';
import type { Corner } from '../../src/slide/cell-track.ts';
import { COVERAGE_UM, Coverage } from '../../src/slide/coverage.ts';
import { findGaps } from '../../src/slide/coverage-gaps.ts';
import { Mosaic, TILE_PIXELS } from '../../src/slide/mosaic.ts';
import { SlideMap } from '../../src/slide/slide-map.ts';

const VIEW = { widthUm: 72, heightUm: 52 };
const MICRONS_PER_PIXEL = 0.4;

const rect = (xUm: number, yUm: number, widthUm = VIEW.widthUm, heightUm = VIEW.heightUm): SlideRect => ({
  xUm,
  yUm,
  widthUm,
  heightUm,
});

function seen(...rects: SlideRect[]): Coverage {
  const coverage = new Coverage();
  for (const each of rects) coverage.add(each);
  return coverage;
}

function gapsOf(coverage: Coverage) {
  const grid = coverage.grid();
  return grid ? findGaps(grid, VIEW) : [];
}

describe('Coverage', () => {
  it('is a union, not a sum', () => {
    expect(seen(rect(0, 0), rect(0, 0), rect(36, 0)).areaMm2).toBeCloseTo((108 * 52) / 1e6, 9);
  });

  it('is the area of what was seen, wherever it lies, to the width of a square along its edge', () => {
    const at = fc.double({ min: -2000, max: 2000, noNaN: true });
    const side = fc.double({ min: 40, max: 400, noNaN: true });
    fc.assert(
      fc.property(at, at, side, side, (x, y, width, height) => {
        const { areaMm2 } = seen(rect(x, y, width, height));
        const edge = (COVERAGE_UM * (width + height)) / 1e6;
        expect(Math.abs(areaMm2 - (width * height) / 1e6)).toBeLessThanOrEqual(edge);
      }),
    );
  });

  it('takes another over, moved', () => {
    const both = seen(rect(0, 0));
    both.addAll(seen(rect(0, 0)), 400, -100);
    expect(both.areaMm2).toBeCloseTo((2 * 72 * 52) / 1e6, 9);
    both.addAll(seen(rect(0, 0)), 400, -100);
    expect(both.areaMm2).toBeCloseTo((2 * 72 * 52) / 1e6, 9);
  });
});

describe('findGaps', () => {
  it('finds none in one field, in a lane, or between fields far apart', () => {
    expect(gapsOf(seen(rect(0, 0)))).toEqual([]);
    expect(gapsOf(seen(rect(0, 0, 600)))).toEqual([]);
    expect(gapsOf(seen(rect(0, 0), rect(400, 0), rect(0, 400)))).toEqual([]);
  });

  it('finds a hole, whatever its size', () => {
    for (const size of [20, 120, 400]) {
      const around = seen(
        rect(0, 0, size + 200, 100),
        rect(0, 100 + size, size + 200, 100),
        rect(0, 0, 100, size + 200),
        rect(100 + size, 0, 100, size + 200),
      );
      const gaps = gapsOf(around);
      expect(gaps).toHaveLength(1);
      expect(gaps[0]?.areaUm2).toBe(size * size);
      expect(gaps[0]).toMatchObject({ xUm: 100 + size / 2, yUm: 100 + size / 2 });
      expect(gaps[0]?.parts).toEqual([rect(100, 100, size, size)]);
    }
  });

  it('finds the strip that two lanes leave between them, open at both ends', () => {
    const gaps = gapsOf(seen(rect(0, 0, 800), rect(0, 52 + 20, 800)));
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatchObject({ areaUm2: 800 * 20, xUm: 400, yUm: 62 });
  });

  it('does not take what was not scanned yet for a gap', () => {
    // Lanes more than a view apart, and an end where the next lane begins.
    expect(gapsOf(seen(rect(0, 0, 800), rect(0, 120, 800)))).toEqual([]);
    expect(gapsOf(seen(rect(0, 0, 800), rect(500, 40, 300)))).toEqual([]);
  });

  it('ignores holes no white cell fits into', () => {
    expect(gapsOf(seen(rect(0, 0, 800), rect(0, 52, 400), rect(408, 52, 392), rect(0, 100, 800)))).toEqual([
      expect.objectContaining({ areaUm2: 8 * 48 }),
    ]);
    expect(
      gapsOf(seen(rect(0, 0, 800, 52), rect(0, 60, 800, 52), rect(0, 50, 396, 12), rect(404, 50, 396, 12))),
    ).toEqual([]);
  });
});

/** A frame of one colour, 180 × 130 pixels: the view above at 0.4 µm. */
function frameOf(red: number): Frame {
  const [width, height] = [180, 130];
  const pixels = new Uint8Array(new SharedArrayBuffer(width * height * 3));
  for (let i = 0; i < pixels.length; i += 3) pixels.set([red, 120, 60], i);
  return { seq: 0, capturedAtNs: 0n, width, height, pixels, release: () => {} };
}

function fieldOf(red: number): Field {
  return {
    frame: frameOf(red),
    pose: { xUm: 0, yUm: 0, confidence: 1 },
    micronsPerPixel: MICRONS_PER_PIXEL,
    quality: {
      verdict: 'good',
      fault: null,
      focus: 1,
      speedPixels: 0,
      luminance: 150,
      limits: { leastFocus: 0.45, fastestPixels: 5 },
      redCells: null,
    },
  };
}

const corner = (xUm: number, yUm: number, isProvisional = false): Corner => ({
  x: xUm / MICRONS_PER_PIXEL,
  y: yUm / MICRONS_PER_PIXEL,
  isProvisional,
});

describe('Mosaic', () => {
  const at = (xUm: number, yUm: number, clarity: number) => ({
    xUm,
    yUm,
    clarity,
    micronsPerPixel: MICRONS_PER_PIXEL,
  });
  const redAt = (mosaic: Mosaic, x: number, y: number) => {
    const tile = mosaic.tile(Math.floor(x / TILE_PIXELS), Math.floor(y / TILE_PIXELS));
    const index =
      4 *
      ((((y % TILE_PIXELS) + TILE_PIXELS) % TILE_PIXELS) * TILE_PIXELS +
        (((x % TILE_PIXELS) + TILE_PIXELS) % TILE_PIXELS));
    return tile?.pixels[index + 3] ? tile.pixels[index] : null;
  };

  it('paints a frame at its place, over the borders of tiles', () => {
    const mosaic = new Mosaic();
    mosaic.paint(frameOf(200), at(-30, 240, 1));
    expect(mosaic.tiles.map(({ column, row }) => [column, row]).sort()).toEqual([
      [-1, 0],
      [-1, 1],
      [0, 0],
      [0, 1],
    ]);
    expect([redAt(mosaic, -30, 240), redAt(mosaic, 41, 291), redAt(mosaic, 5, 260)]).toEqual([200, 200, 200]);
    expect([redAt(mosaic, -31, 240), redAt(mosaic, 42, 260), redAt(mosaic, 5, 239)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('keeps what was seen more clearly', () => {
    const mosaic = new Mosaic();
    mosaic.paint(frameOf(200), at(0, 0, 0.9));
    mosaic.paint(frameOf(50), at(0, 0, 0.5));
    expect(redAt(mosaic, 36, 26)).toBe(200);
    mosaic.paint(frameOf(90), at(0, 0, 1));
    expect(redAt(mosaic, 36, 26)).toBe(90);
  });

  it('prefers the middle of a picture to the corner of another', () => {
    const mosaic = new Mosaic();
    mosaic.paint(frameOf(200), at(0, 0, 1));
    mosaic.paint(frameOf(50), at(40, 0, 1));
    expect([redAt(mosaic, 45, 26), redAt(mosaic, 68, 26)]).toEqual([200, 50]);
  });

  it('keeps a bounded number of tiles, the newest', () => {
    const mosaic = new Mosaic();
    for (let i = 0; i < 200; i++) mosaic.paint(frameOf(100), at(i * TILE_PIXELS + 20, 20, 1));
    expect(mosaic.tiles).toHaveLength(192);
    expect(mosaic.tile(0, 0)).toBeNull();
    expect(mosaic.tile(199, 0)).not.toBeNull();
  });
});

describe('SlideMap', () => {
  const step = 0.85 * VIEW.heightUm;

  /** Moves over a lane in steps that overlap. */
  function lane(map: SlideMap, yUm: number, fromUm: number, toUm: number): void {
    const steps = Math.ceil(Math.abs(toUm - fromUm) / 40);
    for (let i = 0; i <= steps; i++) {
      const here = corner(fromUm + ((toUm - fromUm) * i) / steps, yUm);
      map.follow(fieldOf(100), here);
      map.take(fieldOf(100), () => here, 1);
    }
  }

  it('tells nothing of a slide not seen yet', () => {
    expect(new SlideMap().state('s')).toMatchObject({
      areaMm2: 0,
      bounds: null,
      gaps: [],
      gapCount: 0,
      advice: null,
      tiles: [],
    });
  });

  it('leads over the slide in a serpentine', () => {
    const map = new SlideMap();
    lane(map, 0, 0, 400);
    const first = map.state('s');
    expect(first.advice).toMatchObject({ kind: 'next-lane', dxUm: 0 });
    expect(first.advice?.dyUm).toBeCloseTo(step, 0);
    expect(first.areaMm2).toBeCloseTo((472 * 52) / 1e6, 9);
    lane(map, step, 400, 300);
    const second = map.state('s').advice;
    expect(second).toMatchObject({ kind: 'lane', dyUm: 0 });
    expect(second?.dxUm).toBeCloseTo(-300, -1);
    lane(map, step, 300, 0);
    const third = map.state('s').advice;
    expect(third?.kind).toBe('next-lane');
    expect(Math.abs((third?.dyUm ?? 0) - step)).toBeLessThan(5);
  });

  it('leads lanes that run down the slide too', () => {
    const map = new SlideMap();
    for (let y = 0; y <= 400; y += 30) {
      map.follow(fieldOf(100), corner(0, y));
      map.take(fieldOf(100), () => corner(0, y), 1);
    }
    const { advice } = map.state('s');
    expect(advice).toMatchObject({ kind: 'next-lane', dyUm: 0 });
    expect(Math.abs((advice?.dxUm ?? 0) - 0.85 * VIEW.widthUm)).toBeLessThan(5);
  });

  it('leads back to a gap first', () => {
    const map = new SlideMap();
    lane(map, 0, 0, 400);
    lane(map, VIEW.heightUm + 24, 400, 0);
    const { gapCount, gaps, advice } = map.state('s');
    expect(gapCount).toBe(1);
    expect(gaps).toEqual([rect(0, 52, 472, 24)]);
    expect(advice).toMatchObject({ kind: 'gap' });
    expect(advice?.dyUm).toBeLessThan(0);
  });

  it('does no work for a stage at rest', () => {
    const map = new SlideMap();
    map.take(fieldOf(100), () => corner(0, 0), 0.9);
    const { revision } = map;
    for (let i = 0; i < 20; i++) map.take(fieldOf(100), () => corner(1, 0), 0.95);
    expect(map.revision).toBe(revision);
    map.take(fieldOf(100), () => corner(1, 0), 1);
    expect(map.revision).toBeGreaterThan(revision);
  });

  it('keeps a stretch of unknown place apart and moves it in when its place is found', () => {
    const map = new SlideMap();
    map.take(fieldOf(100), () => corner(0, 0), 1);
    const far = 1e6;
    let found: number | null = null;
    const stretch = (xUm: number) => (): Corner =>
      found === null ? corner(far + xUm, 0, true) : corner(found + xUm, 0);
    map.take(fieldOf(150), stretch(0), 1);
    map.take(fieldOf(150), stretch(40), 1);
    expect(map.state('s')).toMatchObject({ areaMm2: 0.003744, tiles: [{ column: 0, row: 0 }] });
    expect(map.state('s').provisionalMm2).toBeCloseTo((112 * 52) / 1e6, 9);
    found = 100;
    map.take(fieldOf(150), stretch(80), 1);
    const { areaMm2, provisionalMm2, bounds } = map.state('s');
    expect(provisionalMm2).toBe(0);
    expect(areaMm2).toBeCloseTo(((72 + 152) * 52) / 1e6, 9);
    expect(bounds).toEqual(rect(0, 0, 252, 52));
    expect(map.joins).toBe(1);
  });
});
