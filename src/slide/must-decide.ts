import { ROLL_UPS } from '../core/analytes.ts';
import type { CellClass } from '../core/cells.ts';
import type { ReviewFlag } from '../core/types.ts';

/** Why a cell must be decided by a person before the session can be signed. */
export type MustDecide = 'unclassified' | 'flagged' | 'disagreed';

/** What is known of a cell when a session is to be signed. */
export interface CellToSign {
  /** What it counts as. */
  readonly class: CellClass;
  /** Whether the first reader named it. */
  readonly isDecided: boolean;
  /** Whether a second reader, who has closed the reading, named it otherwise than the first. */
  readonly differs: boolean;
  readonly isAdjudicated: boolean;
}

/**
 * Why a cell must still be decided; null when it need not. What nobody can name stays unclassified only until it is
 * signed: artefact and smudge cell are names too.
 */
export function mustDecide(cell: CellToSign, flagged: ReadonlySet<CellClass>): MustDecide | null {
  if (cell.class === 'unclassified') return 'unclassified';
  if (cell.differs && !cell.isAdjudicated) return 'disagreed';
  return flagged.has(cell.class) && !cell.isDecided && !cell.isAdjudicated ? 'flagged' : null;
}

/** The classes that the review rules which hold are about, their own or as part of a sum. */
export function flaggedClasses(flags: readonly Pick<ReviewFlag, 'of'>[]): ReadonlySet<CellClass> {
  const rollUps: Readonly<Partial<Record<string, readonly CellClass[]>>> = ROLL_UPS;
  const classes = flags.flatMap(({ of }) => {
    if (of === 'wbc' || of === 'wbc_corrected') return [];
    return rollUps[of] ?? [of as CellClass];
  });
  return new Set(classes);
}
