import { setTimeout as sleep } from 'node:timers/promises';

type Falsy = false | null | undefined | 0 | '';

/** Polls until `condition` gives something true and returns it; after `limitMs` the test fails with `what`. */
export async function waitUntil<T>(
  what: string,
  condition: () => T | Promise<T>,
  limitMs = 10_000,
): Promise<Exclude<T, Falsy>> {
  const deadlineMs = performance.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value) return value as Exclude<T, Falsy>;
    if (performance.now() > deadlineMs) throw new Error(`Waited ${limitMs} ms in vain until ${what}`);
    await sleep(15);
  }
}
