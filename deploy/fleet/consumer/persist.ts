import { type Backoff, supervise } from '../../../src/core/supervise.ts';

/** A database or broker that comes back is used again within this, at most. */
export const BACKOFF: Backoff = { firstDelayMs: 200, maxDelayMs: 5000, resetAfterMs: 10_000 };

/** Tries until `run` succeeds; once the signal has aborted it throws the signal's reason. */
export async function persist<T>(
  run: () => Promise<T>,
  signal: AbortSignal,
  onFailure: (reason: unknown) => void,
): Promise<T> {
  const results: T[] = [];
  const done = new AbortController();
  const attempt = async () => {
    results.push(await run());
    done.abort();
  };
  await supervise(attempt, AbortSignal.any([signal, done.signal]), { backoff: BACKOFF, onEnd: onFailure });
  if (!done.signal.aborted) throw signal.reason;
  return results[0] as T;
}
