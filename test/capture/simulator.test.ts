import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  createSimulation,
  planPath,
  planSlide,
  type SimulationPlan,
} from '../../src/capture/simulator/simulation.ts';
import { truthOf } from '../../src/capture/simulator/truth.ts';
import { CELL_CLASSES } from '../../src/core/cells.ts';

const PLAN: SimulationPlan = {
  width: 640,
  height: 480,
  fps: 30,
  seed: 7,
  micronsPerPixel: 0.15,
  mix: 'uniform',
};

function picture(plan: SimulationPlan, seq: number): Uint8Array {
  const pixels = new Uint8Array(plan.width * plan.height * 3);
  createSimulation(plan).shoot(seq, pixels);
  return pixels;
}

function hash(pixels: Uint8Array): string {
  return createHash('sha256').update(pixels).digest('hex');
}

describe('the simulated picture', () => {
  it('is the same for the same seed and frame, whatever was drawn before', () => {
    const walked = createSimulation(PLAN);
    const pixels = new Uint8Array(PLAN.width * PLAN.height * 3);
    for (const seq of [0, 20, 33, 47]) walked.shoot(seq, pixels);
    expect(hash(pixels)).toBe(hash(picture(PLAN, 47)));
  });

  it('does not depend on what was drawn ahead', () => {
    const ahead = createSimulation(PLAN);
    const pixels = new Uint8Array(PLAN.width * PLAN.height * 3);
    let steps = 0;
    while (ahead.drawAhead(0)) steps++;
    ahead.shoot(30, pixels);
    expect(steps).toBeGreaterThan(1);
    expect(hash(pixels)).toBe(hash(picture(PLAN, 30)));
  });

  it('is another for another seed and another frame of a still stage', () => {
    expect(hash(picture(PLAN, 0))).not.toBe(hash(picture({ ...PLAN, seed: 8 }, 0)));
    expect(hash(picture(PLAN, 0))).not.toBe(hash(picture(PLAN, 1)));
  });

  it('fills pictures whose size is no multiple of anything', () => {
    const odd = picture({ ...PLAN, width: 161, height: 121 }, 0);
    expect(Math.min(...odd)).toBeGreaterThan(0);
  });

  it('blurs what is out of focus', () => {
    const plan: SimulationPlan = { ...PLAN, pace: 'stills' };
    const path = planPath(plan);
    const frames = Array.from({ length: 40 }, (_, seq) => path.at(seq / plan.fps));
    const blurred = frames.findIndex(({ blurPixels }) => blurPixels > 1);
    const sharp = frames.findIndex(({ blurPixels }) => blurPixels === 0);
    expect(sharpness(picture(plan, blurred), plan.width)).toBeLessThan(
      0.9 * sharpness(picture(plan, sharp), plan.width),
    );
  });

  it('refuses a camera without size or scale', () => {
    expect(() => createSimulation({ ...PLAN, micronsPerPixel: 0 })).toThrow('micronsPerPixel is 0');
    expect(() => createSimulation({ ...PLAN, fps: Number.NaN })).toThrow('fps is NaN');
  });
});

/** Mean squared step between neighbours in the green channel. */
function sharpness(pixels: Uint8Array, width: number): number {
  let sum = 0;
  for (let at = 1; at + width * 3 < pixels.length; at += 3) {
    sum += ((pixels[at] as number) - (pixels[at + width * 3] as number)) ** 2;
  }
  return (3 * sum) / pixels.length;
}

describe('the truth of a simulated picture', () => {
  const plan: SimulationPlan = {
    ...PLAN,
    width: 960,
    height: 720,
    micronsPerPixel: 0.1,
    pace: 'stills',
    nucleatedPerMm2: 1200,
  };
  const pixels = picture(plan, 0);
  const background = planSlide(plan).look.background;
  const cells = truthOf(plan, 1, 'x').cells.filter(
    (cell) => cell.x >= 0 && cell.y >= 0 && cell.x + cell.w <= plan.width && cell.y + cell.h <= plan.height,
  );
  /** Absorption of green light, where chromatin is darkest against everything else. */
  const density = (x: number, y: number) =>
    Math.log(background[1] / (pixels[(y * plan.width + x) * 3 + 1] as number));
  const densities = (box: { x: number; y: number; w: number; h: number }) =>
    Array.from({ length: box.w * box.h }, (_, i) =>
      density(box.x + (i % box.w), box.y + Math.floor(i / box.w)),
    );

  it('names cells of all types', () => {
    expect(new Set(cells.map((cell) => cell.type))).toEqual(
      new Set(['WBC', 'RBC', 'Platelets', 'Erythroblast']),
    );
  });

  it('has chromatin in every box of a nucleated cell', () => {
    const nucleated = cells.filter(({ type }) => type === 'WBC' || type === 'Erythroblast');
    expect(nucleated.length).toBeGreaterThanOrEqual(5);
    for (const cell of nucleated) {
      const dark = densities(cell).filter((value) => value > 0.75).length / (cell.w * cell.h);
      expect(dark, `${cell.fineClass} at ${cell.x}, ${cell.y}`).toBeGreaterThan(0.12);
    }
  });

  it('has stained pixels in the boxes of red cells and platelets', () => {
    for (const cell of cells.filter(({ type }) => type === 'RBC' || type === 'Platelets')) {
      const stained = densities(cell).filter((value) => value > 0.1).length / (cell.w * cell.h);
      expect(stained, `${cell.type} at ${cell.x}, ${cell.y}`).toBeGreaterThan(0.4);
    }
  });

  it('has nothing but plasma outside all boxes', () => {
    const free = new Uint8Array(plan.width * plan.height).fill(1);
    for (const cell of truthOf(plan, 1, 'x').cells) {
      for (let y = Math.max(0, cell.y - 4); y < Math.min(plan.height, cell.y + cell.h + 4); y++) {
        const from = y * plan.width + Math.max(0, cell.x - 4);
        free.fill(0, from, y * plan.width + Math.min(plan.width, cell.x + cell.w + 4));
      }
    }
    const plasma = [...free.keys()]
      .filter((at) => free[at])
      .map((at) => density(at % plan.width, Math.floor(at / plan.width)));
    expect(plasma.length).toBeGreaterThan(5_000);
    expect(Math.max(...plasma)).toBeLessThan(0.5);
    expect(plasma.reduce((sum, value) => sum + value, 0) / plasma.length).toBeLessThan(0.2);
  });

  it('holds every class of the list over a few fields of the uniform mix', () => {
    const found = new Set(truthOf(plan, 30, 'x').cells.map((cell) => cell.fineClass));
    expect([...found]).toEqual(expect.arrayContaining([...CELL_CLASSES]));
  });
});
