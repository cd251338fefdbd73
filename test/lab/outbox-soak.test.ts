import { expect, it } from 'vitest';
import { soak } from './kill-soak.ts';

// The long one, 500 kills while 2 000 results flow, is `node bench/outbox.ts`.
it('loses no result and keeps the order while program, network and broker are killed at random', {
  timeout: 240_000,
}, async () => {
  const { ended, delivered, killed } = await soak({ kills: 10, results: 60 });
  expect(killed.program).toBeGreaterThan(0);
  expect(ended).toHaveLength(60);
  expect(delivered.map(({ session }) => session)).toEqual(ended);
  expect(delivered.map(({ seq }) => seq)).toEqual(ended.map((_, index) => index + 1));
});
