import type { Backoff } from '../core/supervise.ts';

/** A camera that was away for long is tried again at least every six seconds, so that it is back within ten. */
export const CAMERA_BACKOFF: Backoff = { firstDelayMs: 500, maxDelayMs: 6000, resetAfterMs: 10_000 };
