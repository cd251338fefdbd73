import { ALL_CELL_CLASSES, type CellClass, CLASS_FACTS } from './cells.ts';
import type { Target } from './session-order.ts';
import type { Tally } from './types.ts';

/** A key of a manual counter: a class, or the last one taken back. */
export const UNDO = 'undo';
export type TallyKey = CellClass | typeof UNDO;

/** The cells counted so far, in the order of their keys. */
export type Marks = readonly CellClass[];

/** White cells among the marks: what a target counts. */
export function whiteCellsOf(marks: Marks): number {
  return marks.filter((name) => CLASS_FACTS[name].inDenominator).length;
}

/**
 * The marks after one more key. At its target a counter stops: every class is refused until one is taken back.
 * What is refused gives the same marks back.
 */
export function pressKey(marks: Marks, key: TallyKey, target: Target | null): Marks {
  if (key === UNDO) return marks.length === 0 ? marks : marks.slice(0, -1);
  if (target !== null && whiteCellsOf(marks) >= target) return marks;
  return [...marks, key];
}

/** The marks that keys make, from nothing. */
export function marksOf(keys: readonly TallyKey[], target: Target | null): Marks {
  const marks: CellClass[] = [];
  let white = 0;
  for (const key of keys) {
    if (key === UNDO) {
      const taken = marks.pop();
      if (taken && CLASS_FACTS[taken].inDenominator) white -= 1;
    } else if (target === null || white < target) {
      marks.push(key);
      if (CLASS_FACTS[key].inDenominator) white += 1;
    }
  }
  return marks;
}

export function tallyOf(marks: Marks): Tally {
  const tally = Object.fromEntries(ALL_CELL_CLASSES.map((name) => [name, 0])) as Record<CellClass, number>;
  for (const name of marks) tally[name] += 1;
  return tally;
}
