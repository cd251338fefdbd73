import type { CellClass } from '../core/cells.ts';
import type { DifferentialRow, DifferentialSnapshot, Interval } from '../core/types.ts';
import { fisherExact } from './fisher-exact.ts';
import { percentOf } from './measured.ts';

interface Share {
  readonly count: number;
  readonly percent: number | null;
  readonly ci95: Interval | null;
}

export interface ComparedRow {
  readonly class: CellClass;
  readonly reader: Share;
  readonly session: Share;
  /** Reader less session, in percent points. */
  readonly difference: number | null;
  /** How likely a difference at least so great is, were the shares the same. */
  readonly p: number | null;
}

/** Two counts of the same specimen, class by class: the white-cell classes that either has seen. */
export function compareCounts(reader: DifferentialSnapshot, session: DifferentialSnapshot): ComparedRow[] {
  const classes = [...new Set([...session.rows, ...reader.rows].map((row) => row.class))];
  return classes
    .map((name) => compareClass(name, reader, session))
    .filter((row) => row.reader.count + row.session.count > 0);
}

function compareClass(
  name: DifferentialRow['class'],
  reader: DifferentialSnapshot,
  session: DifferentialSnapshot,
): ComparedRow {
  const [mine, machine] = [shareOf(name, reader), shareOf(name, session)];
  const known = mine.percent !== null && machine.percent !== null;
  return {
    class: name,
    reader: mine,
    session: machine,
    difference: known ? (mine.percent ?? 0) - (machine.percent ?? 0) : null,
    p: known ? fisherExact(mine.count, reader.n, machine.count, session.n) : null,
  };
}

/** A class that people name has no row where nobody named it: it was counted as none. */
function shareOf(name: DifferentialRow['class'], { rows, n }: DifferentialSnapshot): Share {
  const row = rows.find((candidate) => candidate.class === name);
  if (row) return { count: row.count, percent: row.percent, ci95: row.ci95 };
  const none = percentOf(0, n);
  return { count: 0, percent: none?.value ?? null, ci95: none?.ci95 ?? null };
}
