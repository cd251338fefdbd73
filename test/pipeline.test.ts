import { describe, expect, it } from 'vitest';
import type { Box, Detection, Field, Frame } from '../src/core/types.ts';
import { runPipeline, type Stages } from '../src/pipeline.ts';
import { Slide } from '../src/slide/slide.ts';
import { DrawnSlide } from './slide/drawn-slide.ts';

const size = { width: 320, height: 240 };
const drawn = new DrawnSlide({ width: 1200, height: 600, seed: 5 });
const FRAMES = 12;

/** A stage that goes on by an eighth of the view with each picture, so that every picture holds something new. */
class Run {
  readonly released: number[] = [];
  readonly looked: number[] = [];
  readonly shown: number[] = [];
  readonly skipped: number[] = [];
  readonly failures: unknown[] = [];
  /** Pictures that were out at one time. */
  mostOut = 0;
  #out = 0;
  readonly #isPaused: boolean;

  constructor({ isPaused = false } = {}) {
    this.#isPaused = isPaused;
  }

  async *frames(): AsyncGenerator<Frame> {
    for (let seq = 0; seq < FRAMES; seq++) {
      const frame = drawn.frame({ x: 100 + seq * 40, y: 150, seq: seq * 10 }, size);
      this.mostOut = Math.max(this.mostOut, ++this.#out);
      yield {
        ...frame,
        release: () => {
          this.#out--;
          this.released.push(seq);
        },
      };
      // The next picture comes a moment later, as from a camera.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async go(looking: 'every' | 'free', detect: () => Promise<readonly Detection[]>): Promise<void> {
    const naming = { rule: { rejectBelow: 0.5, knownBelow: 0.5 }, modelSha256: 'a', headSha256: 'b' };
    const options = { ...size, ...naming, micronsPerPixel: 1, newId: () => 'id' };
    const slide = new Slide(options);
    slide.isPaused = this.#isPaused;
    const seqOf = ({ frame }: Field) => frame.seq / 10;
    const stages: Stages = {
      slide: () => slide,
      detect: (frame) => {
        this.looked.push(frame.seq / 10);
        return detect();
      },
      classify: async (_frame, boxes: readonly Box[]) => {
        throw new Error(`nothing to classify, but ${boxes.length} boxes came`);
      },
      record: async () => {},
      show: async ({ field }) => void this.shown.push(seqOf(field)),
      skipped: (field) => this.skipped.push(seqOf(field)),
      failed: (_frame, reason) => this.failures.push(reason),
    };
    await runPipeline(this.frames(), stages, looking);
  }
}

const all = Array.from({ length: FRAMES }, (_, seq) => seq);

describe('runPipeline', () => {
  it('waits for each look where every picture counts', async () => {
    const run = new Run();
    await run.go('every', () => new Promise((resolve) => setTimeout(() => resolve([]), 5)));
    expect(run).toMatchObject({ looked: all, shown: all, released: all, skipped: [], mostOut: 1 });
  });

  it('shows every picture while a detector that is too slow skips, and counts what it skipped', async () => {
    const run = new Run();
    let finish = () => {};
    const look = new Promise<readonly Detection[]>((resolve) => {
      finish = () => resolve([]);
    });
    const running = run.go('free', () => look);
    await expect.poll(() => run.shown).toEqual(all);
    expect(run.looked).toEqual([0]);
    expect(run.skipped).toEqual(all.slice(1));
    // Only the picture that is looked at is kept: nothing can pile up.
    expect(run.released).toEqual(all.slice(1));
    expect(run.mostOut).toBe(2);
    finish();
    await running;
    expect(run.released).toHaveLength(FRAMES);
  });

  it('looks again as soon as it is free', async () => {
    const run = new Run();
    await run.go('free', async () => []);
    expect(run.looked.length).toBeGreaterThan(FRAMES / 2);
    expect(run.shown).toEqual(all);
  });

  it('goes on after a look that failed', async () => {
    const run = new Run();
    await run.go('free', async () => {
      throw new Error('out of memory');
    });
    expect(run.failures.length).toBe(run.looked.length);
    expect(run.looked.length).toBeGreaterThan(1);
    expect(run.shown).toEqual(all);
    expect(run.released).toHaveLength(FRAMES);
  });

  it('looks at nothing while the slide is paused, and goes on showing it', async () => {
    const run = new Run({ isPaused: true });
    await run.go('every', async () => []);
    expect(run.looked).toEqual([]);
    expect(run.shown).toHaveLength(FRAMES);
    expect(run.released).toHaveLength(FRAMES);
  });
});
