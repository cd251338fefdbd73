import { setTimeout as sleep } from 'node:timers/promises';

export interface Backoff {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** Only a run that lasted this long makes the next delay the first one again. */
  readonly resetAfterMs: number;
}

export const DEFAULT_BACKOFF: Backoff = { firstDelayMs: 500, maxDelayMs: 15_000, resetAfterMs: 10_000 };

/**
 * Runs `run` again and again until the signal aborts. Between runs it waits: the delay doubles from
 * `firstDelayMs` to `maxDelayMs`, half of it random, so that many instruments behind one switch do not
 * reconnect in step. `onEnd` hears why each run ended (undefined: it returned) and the delay that follows.
 */
export async function supervise(
  run: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
  options: { backoff?: Backoff; onEnd?: (reason: unknown, delayMs: number) => void } = {},
): Promise<void> {
  const backoff = options.backoff ?? DEFAULT_BACKOFF;
  let ceilingMs = backoff.firstDelayMs;
  while (!signal.aborted) {
    const startedAtMs = performance.now();
    let reason: unknown;
    try {
      await run(signal);
    } catch (thrown) {
      reason = thrown;
    }
    if (signal.aborted) return;
    if (performance.now() - startedAtMs >= backoff.resetAfterMs) ceilingMs = backoff.firstDelayMs;
    const delayMs = ceilingMs * (0.5 + 0.5 * Math.random());
    ceilingMs = Math.min(backoff.maxDelayMs, ceilingMs * 2);
    options.onEnd?.(reason, delayMs);
    await sleep(delayMs, undefined, { signal }).catch(() => undefined);
  }
}
