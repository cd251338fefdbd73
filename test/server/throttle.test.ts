import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Throttle } from '../../src/server/access/throttle.ts';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MINUTE_MS = 60_000;

function withThrottle(work: (throttle: Throttle, pass: (ms: number) => void) => void): void {
  const store = openStore({ directory: temporaryFolder() });
  let nowMs = Date.parse('2026-03-01T12:00:00Z');
  try {
    const throttle = new Throttle(store.access.attempts, () => new Date(nowMs));
    work(throttle, (ms) => {
      nowMs += ms;
    });
  } finally {
    store.close();
  }
}

const from = (address: string, account = 'ada') => ({ account, address });

describe('throttle', () => {
  it('lets one address guess at one account a hundred times a day, not more', () =>
    withThrottle((throttle, pass) => {
      let guesses = 0;
      for (let minute = 0; minute < 24 * 60; minute += 1) {
        while (throttle.waitMs(from('192.0.2.1')) === 0) {
          throttle.failed(from('192.0.2.1'));
          guesses += 1;
        }
        pass(MINUTE_MS);
      }
      expect(guesses).toBeGreaterThan(50);
      expect(guesses).toBeLessThan(120);
    }));

  it('never makes an owner wait whose address the account signed in from before, whatever others do', () =>
    withThrottle((throttle) => {
      throttle.succeeded(from('198.51.100.4'));
      for (let attacker = 0; attacker < 80; attacker += 1) throttle.failed(from(`192.0.2.${attacker}`));
      for (let name = 0; name < 30; name += 1) throttle.failed(from('198.51.100.4', `guess${name}`));
      expect(throttle.waitMs(from('198.51.100.4'))).toBe(0);
    }));

  it('makes nobody wait longer than half a minute for what others did', () =>
    withThrottle((throttle) => {
      for (let attacker = 0; attacker < 80; attacker += 1) throttle.failed(from(`192.0.2.${attacker}`));
      for (let name = 0; name < 30; name += 1) throttle.failed(from('203.0.113.9', `guess${name}`));
      expect(throttle.waitMs(from('203.0.113.9'))).toBeGreaterThan(0);
      expect(throttle.waitMs(from('203.0.113.9'))).toBeLessThanOrEqual(30_000);
      expect(throttle.waitMs(from('198.51.100.1', 'grace'))).toBe(0);
    }));

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['::1', '::ffff:192.0.2.1', false],
    ['::ffff:192.0.2.1', '192.0.2.1', true],
  ])('takes %s and %s for one machine: %s', (one, other, same) =>
    withThrottle((throttle) => {
      for (let guess = 0; guess < 6; guess += 1) throttle.failed(from(one));
      expect(throttle.waitMs(from(other)) > 0).toBe(same);
    }),
  );

  it('is never made shorter by failing again, and forgives within a day', () =>
    withThrottle((throttle, pass) => {
      let name = 0;
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 40 }), (failures) => {
          name += 1;
          const attempt = from(`10.0.0.${name}`, `name${name}`);
          let before = 0;
          for (let failure = 0; failure < failures; failure += 1) {
            throttle.failed(attempt);
            expect(throttle.waitMs(attempt)).toBeGreaterThanOrEqual(before);
            before = throttle.waitMs(attempt);
          }
          expect(before).toBeLessThanOrEqual(15 * MINUTE_MS);
          pass(before);
          expect(throttle.waitMs(attempt)).toBe(0);
        }),
        { numRuns: 20 },
      );
    }));
});
