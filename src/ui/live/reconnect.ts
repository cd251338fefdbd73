export interface Reconnect {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** Only a connection that lasted this long makes the next delay the first one again. */
  readonly resetAfterMs: number;
}

/** Short at first: a daemon that restarts is back within seconds, and the technician waits at the bench. */
export const DEFAULT_RECONNECT: Reconnect = { firstDelayMs: 250, maxDelayMs: 5000, resetAfterMs: 5000 };

/** Half of the ceiling is random, so that many pages do not come back in step. `random` is in [0, 1). */
export function reconnectDelayMs(ceilingMs: number, random: number): number {
  return ceilingMs * (0.5 + 0.5 * random);
}

export function nextCeilingMs(ceilingMs: number, reconnect: Reconnect): number {
  return Math.min(reconnect.maxDelayMs, ceilingMs * 2);
}
