import { expect } from 'vitest';

/** `expect.poll` with patience for a machine that is busy with other things. */
export function eventually<T>(read: () => T) {
  return expect.poll(read, { timeout: 10_000, interval: 5 });
}
