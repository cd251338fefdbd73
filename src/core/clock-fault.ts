/** This program was not there before. */
const LEAST_TIME_MS = Date.parse('2026-01-01T00:00:00Z');
/** A clock that is set by the network may step back so far. */
const CLOCK_STEP_MS = 5 * 60_000;

/** What is wrong with the time, for a person; null when it can be. A box without a battery wakes up in 1970. */
export function clockFault(now: Date, newestFactAt: string | null): string | null {
  const shown = now.toISOString();
  if (now.getTime() < LEAST_TIME_MS) return `The clock says ${shown}, before this program was made.`;
  if (newestFactAt !== null && now.getTime() < Date.parse(newestFactAt) - CLOCK_STEP_MS)
    return `The clock says ${shown}, but something was written down at ${newestFactAt} already.`;
  return null;
}
