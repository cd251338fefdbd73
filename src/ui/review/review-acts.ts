import type { CellClass } from '../../core/cells.ts';
import type { Decision, ReviewCell } from '../../core/wire/review.ts';

/** One cell named in one act. `before` null: nobody had decided it; `after` null: the decision is taken back. */
export interface Change {
  readonly cell: string;
  readonly before: CellClass | null;
  readonly after: CellClass | null;
}

/** What a person did at once, to one or many cells. */
export interface Act {
  readonly changes: readonly Change[];
}

/** An act on its way to the instrument: shown already, kept only when the instrument says so. */
export interface PendingAct {
  readonly act: Act;
  readonly as: 'done' | 'undone' | 'redone';
}

/** The acts of this page, to go back and forth in without limit. */
export interface ActHistory {
  readonly done: readonly Act[];
  readonly undone: readonly Act[];
}

export const NO_ACTS: ActHistory = { done: [], undone: [] };

/** The act that names these cells. A difference between readers is settled also by what counts already. */
export function actOf(cells: readonly ReviewCell[], after: (cell: ReviewCell) => CellClass | null): Act {
  const changes = cells.map((cell) => ({
    cell: cell.id,
    before: cell.decided === null || cell.mustDecide === 'disagreed' ? null : cell.class,
    after: after(cell),
  }));
  return { changes: changes.filter((change) => change.before !== change.after) };
}

export function inverse({ changes }: Act): Act {
  return { changes: changes.map(({ cell, before, after }) => ({ cell, before: after, after: before })) };
}

/** History after an act was begun. A new act ends what could be redone. */
export function begun({ done, undone }: ActHistory, { act, as }: PendingAct): ActHistory {
  switch (as) {
    case 'done':
      return { done: [...done, act], undone: [] };
    case 'undone':
      return { done: done.filter((other) => other !== act), undone: [...undone, act] };
    case 'redone':
      return { done: [...done, act], undone: undone.filter((other) => other !== act) };
  }
}

/** History after the instrument refused an act that was begun. */
export function refused({ done, undone }: ActHistory, { act, as }: PendingAct): ActHistory {
  const without = (acts: readonly Act[]) => acts.filter((other) => other !== act);
  switch (as) {
    case 'done':
      return { done: without(done), undone };
    case 'undone':
      return { done: [...done, act], undone: without(undone) };
    case 'redone':
      return { done: without(done), undone: [...undone, act] };
  }
}

/** The changes an act sends: those of an undone one go the other way. */
export function changesOf({ act, as }: PendingAct): readonly Change[] {
  return as === 'undone' ? inverse(act).changes : act.changes;
}

/** The cells as they are shown: as kept, with what is on its way. */
export function withPending(
  cells: readonly ReviewCell[],
  pending: readonly PendingAct[],
  by: string,
): readonly ReviewCell[] {
  if (pending.length === 0) return cells;
  const latest = new Map<string, Change>();
  for (const one of pending) for (const change of changesOf(one)) latest.set(change.cell, change);
  const at = new Date().toISOString();
  return cells.map((cell) => {
    const change = latest.get(cell.id);
    return change ? named(cell, change.after, { by, at }) : cell;
  });
}

/** The cells after decisions that the instrument kept, one's own or another's. */
export function withDecisions(
  cells: readonly ReviewCell[],
  decisions: readonly Decision[],
): readonly ReviewCell[] {
  const latest = new Map(decisions.map((decision) => [decision.cell, decision]));
  return cells.map((cell) => {
    const decision = latest.get(cell.id);
    return decision ? named(cell, decision.after, decision) : cell;
  });
}

function named(
  cell: ReviewCell,
  after: CellClass | null,
  { by, at }: { readonly by: string; readonly at: string },
): ReviewCell {
  if (after === null) return { ...cell, class: cell.suggested, decided: null };
  return {
    ...cell,
    class: after,
    decided: { by, at },
    mustDecide: after === 'unclassified' ? cell.mustDecide : null,
  };
}
