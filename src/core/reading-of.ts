import type { Reading } from './wire/review.ts';

/**
 * In which reading somebody names the cells of a session: two people read, each alone; what is said once the second
 * has closed is what they agree on, and both readings stay as they were.
 */
export function readingOf(
  second: { readonly by: string; readonly closedAt: string | null } | null,
  actor: string,
): Reading {
  if (second === null) return 'first';
  if (second.closedAt !== null) return 'adjudication';
  return second.by === actor ? 'second' : 'first';
}
