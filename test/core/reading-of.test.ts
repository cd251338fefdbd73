import { expect, it } from 'vitest';
import { readingOf } from '../../src/core/reading-of.ts';

const ADA = { by: 'person:ada', closedAt: null };

it.each([
  ['without a second reader, everybody is a first one', null, 'person:grace', 'first'],
  ['whoever opened the second reading reads in it', ADA, 'person:ada', 'second'],
  ['all others go on as first readers meanwhile', ADA, 'person:grace', 'first'],
  [
    'once it is closed, the first readers settle',
    { ...ADA, closedAt: '2026-06-01T12:00:00Z' },
    'person:grace',
    'adjudication',
  ],
  ['and so does the second', { ...ADA, closedAt: '2026-06-01T12:00:00Z' }, 'person:ada', 'adjudication'],
] as const)('%s', (_, second, actor, reading) => {
  expect(readingOf(second, actor)).toBe(reading);
});
