import { describe, expect, it } from 'vitest';
import { supervise } from '../../src/core/supervise.ts';

const backoff = { firstDelayMs: 8, maxDelayMs: 32, resetAfterMs: 60 };

describe('supervisor', () => {
  it('tries again with doubling, jittered delays and tells why each run ended', async () => {
    const stopping = new AbortController();
    const ends: { reason: unknown; delayMs: number }[] = [];
    const done = supervise(
      async () => {
        throw new Error(`run ${ends.length}`);
      },
      stopping.signal,
      {
        backoff,
        onEnd: (reason, delayMs) => {
          ends.push({ reason, delayMs });
          if (ends.length === 5) stopping.abort();
        },
      },
    );
    await done;
    expect(ends.map(({ reason }) => String(reason))).toEqual(
      [0, 1, 2, 3, 4].map((run) => `Error: run ${run}`),
    );
    for (const [index, ceilingMs] of [8, 16, 32, 32, 32].entries()) {
      expect(ends[index]?.delayMs).toBeGreaterThanOrEqual(ceilingMs / 2);
      expect(ends[index]?.delayMs).toBeLessThanOrEqual(ceilingMs);
    }
  });

  it('only a run that lasted resets the delay', async () => {
    const stopping = new AbortController();
    const delaysMs: number[] = [];
    const lastsMs = [0, 0, 90, 0];
    const done = supervise(
      () => new Promise((resolve) => setTimeout(resolve, lastsMs[delaysMs.length])),
      stopping.signal,
      {
        backoff,
        onEnd: (_reason, delayMs) => {
          delaysMs.push(delayMs);
          if (delaysMs.length === lastsMs.length) stopping.abort();
        },
      },
    );
    await done;
    expect(delaysMs[1]).toBeGreaterThanOrEqual(8);
    expect(delaysMs[2]).toBeLessThanOrEqual(8);
  });

  it('stops in the middle of a delay', async () => {
    const stopping = new AbortController();
    const slow = { firstDelayMs: 60_000, maxDelayMs: 60_000, resetAfterMs: 1 };
    await supervise(async () => undefined, stopping.signal, {
      backoff: slow,
      onEnd: () => setImmediate(() => stopping.abort()),
    });
  });
});
