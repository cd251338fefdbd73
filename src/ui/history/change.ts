import type { EarlierResults } from '../../core/wire/review.ts';

type Snapshot = EarlierResults['results'][number]['snapshot'];
type Row = Snapshot['rows'][number] | Snapshot['totals'][number];
export type ChangeOf = Row['class'];

/** One class through the signed results of an accession. */
export interface Change {
  readonly of: ChangeOf;
  /** Oldest first; null where nothing was counted. */
  readonly values: readonly ({ readonly percent: number; readonly ci95: readonly [number, number] } | null)[];
  /** Percentage points from the last but one to the last; null where either is missing. */
  readonly points: number | null;
  /** Whether both 95 % intervals lie apart: more than counting alone explains. */
  readonly beyondChance: boolean;
}

/** What became of each class that was ever seen, in the order of the newest result. */
export function changesIn(results: EarlierResults['results']): readonly Change[] {
  const snapshots = results.map(({ snapshot }) => snapshot);
  const newest = snapshots.at(-1);
  if (!newest) return [];
  return rowsOf(newest).flatMap(({ class: name }) => {
    const values = snapshots.map((snapshot) => shareOf(rowsOf(snapshot).find((row) => row.class === name)));
    return values.some((value) => value !== null && value.percent > 0) ? [changeOf(name, values)] : [];
  });
}

function rowsOf({ rows, totals }: Snapshot): readonly Row[] {
  return [...rows, ...totals];
}

function shareOf(row: Row | undefined): Change['values'][number] {
  return row && row.percent !== null && row.ci95 !== null ? { percent: row.percent, ci95: row.ci95 } : null;
}

function changeOf(name: ChangeOf, values: Change['values']): Change {
  const [before, now] = [values.at(-2) ?? null, values.at(-1) ?? null];
  const known = before !== null && now !== null;
  return {
    of: name,
    values,
    points: known ? now.percent - before.percent : null,
    beyondChance: known && (now.ci95[0] > before.ci95[1] || now.ci95[1] < before.ci95[0]),
  };
}
