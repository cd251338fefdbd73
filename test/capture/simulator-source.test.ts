import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createSimulation } from '../../src/capture/simulator/simulation.ts';
import { openSimulator, type SimulatorOptions } from '../../src/capture/simulator/simulator-source.ts';
import { HematovisionError } from '../../src/core/errors.ts';
import { frameSourceContract } from './frame-source-contract.ts';

const OPTIONS: SimulatorOptions = { width: 320, height: 240, fps: 30, seed: 1, micronsPerPixel: 0.15 };
const BROKEN: SimulatorOptions = { ...OPTIONS, micronsPerPixel: 0 };

/** Threads of this process that draw; Node names a worker's thread after the worker. */
function workers(): number {
  const tasks = '/proc/self/task';
  return readdirSync(tasks).filter(
    (task) => readFileSync(`${tasks}/${task}/comm`, 'utf8').trim() === 'simulator',
  ).length;
}

frameSourceContract('the simulated microscope, live,', () => ({
  ...OPTIONS,
  open: () => openSimulator(OPTIONS),
}));
frameSourceContract('the simulated microscope, frame by frame,', () => ({
  ...OPTIONS,
  everyFrame: true,
  open: () => openSimulator({ ...OPTIONS, delivery: 'every' }),
}));

describe('the simulated microscope as a source', () => {
  it('draws in a thread of its own, which is gone when the consumer leaves', async () => {
    const before = workers();
    let during = 0;
    for await (const frame of openSimulator(OPTIONS).frames(new AbortController().signal)) {
      during = workers();
      frame.release();
      break;
    }
    expect(during).toBe(before + 1);
    expect(workers()).toBe(before);
  });

  it('keeps real time: the frame number is the age of the scan', async () => {
    const startedAtMs = performance.now();
    let firstLagMs: number | undefined;
    let lagMs = 0;
    for await (const frame of openSimulator(OPTIONS).frames(new AbortController().signal)) {
      frame.release();
      lagMs = performance.now() - startedAtMs - (frame.seq * 1000) / OPTIONS.fps;
      firstLagMs ??= lagMs;
      expect(lagMs).toBeGreaterThan(0);
      if (frame.seq >= 45) break;
    }
    // A busy machine costs frames, not time: the scan is no later at its end than a stall or two.
    expect(lagMs - (firstLagMs ?? 0)).toBeLessThan(1000);
  });

  it('gives the pixels of the simulation, each frame once, and ends after the last', async () => {
    const simulation = createSimulation(OPTIONS);
    const expected = new Uint8Array(320 * 240 * 3);
    const seqs: number[] = [];
    const source = openSimulator({ ...OPTIONS, delivery: 'every', frameCount: 12 });
    for await (const frame of source.frames(new AbortController().signal)) {
      simulation.shoot(frame.seq, expected);
      expect(Buffer.compare(frame.pixels, expected)).toBe(0);
      seqs.push(frame.seq);
      frame.release();
    }
    expect(seqs).toEqual(Array.from({ length: 12 }, (_, seq) => seq));
    expect(source.status).toMatchObject({ state: 'ended', droppedFrames: 0 });
  });

  it('ends a live scan of so many frames by itself', async () => {
    let last = -1;
    for await (const frame of openSimulator({ ...OPTIONS, frameCount: 10 }).frames(
      new AbortController().signal,
    )) {
      last = frame.seq;
      frame.release();
    }
    expect(last).toBe(9);
  });

  it('throws what stopped it when every frame is asked for', async () => {
    const before = workers();
    const taking = (async () => {
      for await (const frame of openSimulator({ ...BROKEN, delivery: 'every' }).frames(
        new AbortController().signal,
      )) {
        frame.release();
      }
    })();
    const fault = await taking.catch((thrown: unknown) => thrown);
    expect(fault).toBeInstanceOf(HematovisionError);
    expect(fault).toMatchObject({
      code: 'simulator-failed',
      message: expect.stringContaining('micronsPerPixel is 0'),
    });
    expect(workers()).toBe(before);
  });

  it('reports a fault in its status and goes on trying when live', async () => {
    const before = workers();
    const source = openSimulator(BROKEN);
    const abort = new AbortController();
    const taking = (async () => {
      for await (const frame of source.frames(abort.signal)) frame.release();
    })();
    await expect.poll(() => source.status.state, { timeout: 10_000 }).toBe('failed');
    expect(source.status.message).toContain('micronsPerPixel is 0');
    expect(source.status.hint).not.toBeNull();
    abort.abort();
    await taking;
    expect(workers()).toBe(before);
  });
});
