/** A line of bench/RESULTS.md: what was measured in one run on one machine, beside what, and what was to be reached. */
export interface BenchRow {
  readonly measure: string;
  /** What it was measured against, in the same run; '–' where it stands alone. */
  readonly beside: string;
  /** With its unit; a ratio ends in ×. */
  readonly figure: string;
  readonly reach: string;
  /** Null: somebody else's figure, for comparison. */
  readonly held: boolean | null;
}

/** Prints a row for people; a script that bench/run.ts started also hands it over for RESULTS.md. */
export function tellRow(row: BenchRow): void {
  const { measure, beside, figure, reach, held } = row;
  const against = beside === '–' ? '' : ` beside ${beside}`;
  const verdict = held === null ? 'compare ' : held ? 'held    ' : 'NOT held';
  console.log(`${verdict}  ${measure}${against}: ${figure} (${reach})`);
  process.send?.(row);
}
