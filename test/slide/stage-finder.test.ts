import { describe, expect, it } from 'vitest';
import type { Field } from '../../src/core/types.ts';
import { StageFinder } from '../../src/slide/stage-finder.ts';
import { DrawnSlide, type FrameAppearance } from './drawn-slide.ts';

const size = { width: 480, height: 360 };
const slide = new DrawnSlide({ width: 2400, height: 1800, seed: 1 });
const otherSlide = new DrawnSlide({ width: 900, height: 700, seed: 2 });

/** Positions on the slide, in pixels; poses are compared relative to the first. */
interface Stop extends FrameAppearance {
  readonly x: number;
  readonly y: number;
}

/** Sends frames taken at `stops` through a stage finder at one micrometre a pixel. */
function follow(
  stops: readonly Stop[],
  finder = new StageFinder({ ...size, micronsPerPixel: 1 }),
  firstSeq = 0,
): Field[] {
  return stops.map((stop, i) =>
    finder.locate(slide.frame({ x: stop.x, y: stop.y, seq: firstSeq + i }, size, stop)),
  );
}

function errors(fields: readonly Field[], stops: readonly Stop[]): number[] {
  const [start] = stops;
  return fields.map(({ pose }, i) => {
    const stop = stops[i];
    if (!stop || !start) throw new Error('more fields than stops');
    return Math.hypot(pose.xUm - (stop.x - start.x), pose.yUm - (stop.y - start.y));
  });
}

function line(from: Stop, to: Stop, frames: number): Stop[] {
  return Array.from({ length: frames }, (_, i) => {
    const share = i / (frames - 1);
    return { ...from, x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
  });
}

describe('StageFinder', () => {
  it('places frames to a fraction of a pixel, and gives micrometres', () => {
    const stops = [
      { x: 300, y: 300 },
      { x: 307.25, y: 296.5 },
      { x: 320.6, y: 301.3 },
    ];
    const fields = follow(stops, new StageFinder({ ...size, micronsPerPixel: 0.5 }));
    const last = fields.at(-1)?.pose;
    expect(last?.xUm).toBeCloseTo(20.6 / 2, 0);
    expect(last?.yUm).toBeCloseTo(1.3 / 2, 0);
    expect(Math.max(...errors(follow(stops), stops))).toBeLessThan(0.4);
  });

  it.each([
    ['right', { x: 300 + 0.6 * size.width, y: 300 }],
    ['down', { x: 300, y: 300 + 0.6 * size.height }],
    ['left and up a little', { x: 300 - 0.5 * size.width, y: 280 }],
  ])('finds a jump of more than half the view: %s', (_, to) => {
    const stops = [{ x: 300, y: 300 }, { x: 300, y: 300 }, to];
    const fields = follow(stops);
    expect(fields.at(-1)?.pose.confidence).toBeGreaterThan(0.65);
    expect(Math.max(...errors(fields, stops))).toBeLessThan(1);
  });

  it('finds a jump from far off the keyframe, measuring against the frame before', () => {
    const drift = line({ x: 300, y: 300 }, { x: 300 + 0.3 * size.width, y: 300 }, 12);
    const stops = [...drift, { x: 300 + 0.88 * size.width, y: 300 }];
    expect(Math.max(...errors(follow(stops), stops))).toBeLessThan(1);
  });

  it('is not misled by flicker, defocus and noise', () => {
    const stops = line({ x: 200, y: 200 }, { x: 700, y: 260 }, 30).map((stop, i) => ({
      ...stop,
      brightness: i % 2 === 0 ? 1 : 0.8,
      blur: i > 12 && i < 22 ? 3 : 0,
      noise: 8,
    }));
    const fields = follow(stops);
    expect(fields.every(({ pose }) => pose.confidence > 0)).toBe(true);
    expect(Math.max(...errors(fields, stops))).toBeLessThan(1);
  });

  it('adds no drift while the stage stands still', () => {
    const stops = Array.from({ length: 30 }, () => ({ x: 500, y: 400, noise: 10 }));
    expect(Math.max(...errors(follow(stops), stops))).toBeLessThan(0.3);
  });

  it('closes the loop of a serpentine scan', () => {
    const [left, right, top, below] = [100, 1500, 100, 340];
    const stops = [
      ...line({ x: left, y: top }, { x: right, y: top }, 36),
      ...line({ x: right, y: top }, { x: right, y: below }, 8),
      ...line({ x: right, y: below }, { x: left, y: below }, 36),
      ...line({ x: left, y: below }, { x: left, y: top }, 8),
    ];
    const all = errors(follow(stops), stops);
    expect(Math.max(...all)).toBeLessThan(1.5);
    expect(all.at(-1)).toBeLessThan(0.5);
  });

  it('says lost on what it never saw, knows the place again, and then counts on from there', () => {
    const finder = new StageFinder({ ...size, micronsPerPixel: 1 });
    const path = line({ x: 300, y: 300 }, { x: 1100, y: 300 }, 40);
    follow(path, finder);
    const strange = [0, 1, 2].map((i) =>
      finder.locate(otherSlide.frame({ x: 100 + i, y: 100, seq: 40 + i }, size)),
    );
    expect(strange.map(({ quality }) => quality.verdict)).toEqual(['lost', 'lost', 'lost']);
    expect(strange.every(({ pose }) => pose.confidence === 0)).toBe(true);

    const [again, next] = follow(
      [
        { x: 420, y: 310 },
        { x: 424, y: 310 },
      ],
      finder,
      43,
    );
    expect(again?.pose.confidence).toBeGreaterThan(0.65);
    expect(Math.hypot((again?.pose.xUm ?? 0) - 120, (again?.pose.yUm ?? 0) - 10)).toBeLessThan(1);
    expect(next?.quality.verdict).toBe('good');
    expect(next?.quality.speedPixels).toBeCloseTo(4, 0);
  });

  /** A jump that shares nothing with what was seen, a look around there, and the way back along the row between. */
  const away = { x: 1500, y: 900 };
  const around = line(away, { x: away.x + 200, y: away.y }, 30);
  const home = line({ x: away.x + 200, y: away.y }, { x: 350, y: 320 }, 70);

  it('maps a stretch apart after a jump, and joins it when the way leads back', () => {
    const finder = new StageFinder({ ...size, micronsPerPixel: 1 });
    const start = line({ x: 300, y: 300 }, { x: 500, y: 300 }, 20);
    follow(start, finder);
    const apart = follow(around, finder, 20);
    expect(apart.slice(0, 5).every(({ quality }) => quality.verdict === 'lost')).toBe(true);
    expect(apart.slice(6).every(({ pose }) => pose.confidence > 0.65)).toBe(true);
    const [corner, ...others] = apart.slice(6).map((field) => finder.cornerOf(field));
    expect(corner?.().isProvisional).toBe(true);

    const back = follow(home, finder, 50);
    const last = back.at(-1)?.pose;
    expect(Math.hypot((last?.xUm ?? 0) - 50, (last?.yUm ?? 0) - 20)).toBeLessThan(1.5);
    // All that was seen apart has moved to where it lies on the slide.
    for (const [i, at] of [corner, ...others].entries()) {
      const stop = around[i + 6] as Stop;
      const { x, y, isProvisional } = at?.() ?? { x: 0, y: 0, isProvisional: true };
      expect(isProvisional).toBe(false);
      expect(Math.hypot(x - (stop.x - 300), y - (stop.y - 300))).toBeLessThan(2);
    }
  });

  it('takes no stretch of another slide for a place on this one', () => {
    const finder = new StageFinder({ ...size, micronsPerPixel: 1 });
    follow(line({ x: 300, y: 300 }, { x: 1300, y: 300 }, 60), finder);
    const strange = line({ x: 20, y: 20 }, { x: 400, y: 300 }, 60).map(({ x, y }, i) =>
      finder.locate(otherSlide.frame({ x, y, seq: 60 + i }, size)),
    );
    expect(strange.every((field) => finder.cornerOf(field)().isProvisional)).toBe(true);
  });

  it('goes on with a saved map', () => {
    const before = new StageFinder({ ...size, micronsPerPixel: 1 });
    follow(line({ x: 300, y: 300 }, { x: 1100, y: 300 }, 40), before);
    const after = new StageFinder({ ...size, micronsPerPixel: 1 });
    const { keyframes, links } = before.map;
    after.restore(
      keyframes.map(({ texture }) => texture),
      links,
    );
    for (const [i, { x, y }] of keyframes.entries()) {
      expect(after.map.keyframes[i]?.x).toBeCloseTo(x, 2);
      expect(after.map.keyframes[i]?.y).toBeCloseTo(y, 2);
    }
    // The picture in which the program was started again.
    const again = [0, 1, 2, 3].map(() => after.locate(slide.frame({ x: 900, y: 310, seq: 0 }, size)));
    const found = again.find(({ pose }) => pose.confidence > 0)?.pose;
    expect(Math.hypot((found?.xUm ?? 0) - 600, (found?.yUm ?? 0) - 10)).toBeLessThan(1.5);
    expect(after.cornerOf(again.at(-1) as Field)().isProvisional).toBe(false);
  });

  it('judges speed by frame numbers, so that dropped frames do not look like haste', () => {
    const finder = new StageFinder({ ...size, micronsPerPixel: 1 });
    finder.locate(slide.frame({ x: 300, y: 300, seq: 0 }, size));
    const slow = finder.locate(slide.frame({ x: 340, y: 300, seq: 10 }, size));
    expect(slow.quality.speedPixels).toBeCloseTo(4, 0);
    expect(slow.quality.verdict).toBe('good');
    const fast = finder.locate(slide.frame({ x: 380, y: 300, seq: 11 }, size));
    expect(fast.quality.speedPixels).toBeCloseTo(40, 0);
    expect(fast.quality.verdict).toBe('moving-too-fast');
  });

  it('refuses blurred, dark, bright and empty fields, and empty ones do not disturb the place', () => {
    const here = { x: 300, y: 300 };
    const finder = new StageFinder({ ...size, micronsPerPixel: 1 });
    const [sharp, blurred, dark] = follow([here, { ...here, blur: 5 }, { ...here, brightness: 0.1 }], finder);
    expect(sharp?.quality).toMatchObject({ verdict: 'good', speedPixels: 0 });
    expect(sharp?.quality.focus).toBeGreaterThan(0.9);
    expect(blurred?.quality.verdict).toBe('out-of-focus');
    expect(dark?.quality.verdict).toBe('too-dark');
    const flat = (level: number, seq: number) => {
      const frame = slide.frame({ x: -5000, y: 0, seq }, size, { noise: 1.5, brightness: level / 225 });
      return finder.locate(frame).quality.verdict;
    };
    expect([flat(200, 3), flat(252, 4), flat(5, 5)]).toEqual(['empty', 'too-bright', 'too-dark']);
    const [back] = follow([{ x: 310, y: 300 }], finder, 6);
    expect(back?.pose.xUm).toBeCloseTo(10, 0);
    expect(back?.quality.verdict).toBe('good');
  });

  it('refuses frames of another size', () => {
    const finder = new StageFinder({ ...size, micronsPerPixel: 1 });
    expect(() => finder.locate(slide.frame({ x: 0, y: 0, seq: 0 }, { width: 320, height: 240 }))).toThrow(
      RangeError,
    );
  });
});
