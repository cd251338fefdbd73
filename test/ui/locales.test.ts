import { expect, it } from 'vitest';
import { localeFaults } from '../../scripts/locales.ts';

it('every string of the dashboard is translated into every language', { timeout: 60_000 }, async () => {
  expect(await localeFaults()).toEqual([]);
});
