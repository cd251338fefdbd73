import type { CellClass } from '../../core/cells.ts';
import { CLASSES_BY_KEY } from '../keyboard/class-keys.ts';

export interface Confusion {
  /** The classes that either reader gave, in the order of their keys, as everywhere. */
  readonly classes: readonly CellClass[];
  /** Cells by the first reader's class (rows) and the second's (columns). */
  readonly counts: readonly (readonly number[])[];
}

/** Who named what what: one row for each class of the first reader. */
export function confusionOf(
  pairs: readonly { readonly first: CellClass; readonly second: CellClass }[],
): Confusion {
  const given = new Set(pairs.flatMap(({ first, second }) => [first, second]));
  const classes = CLASSES_BY_KEY.filter((name) => given.has(name));
  const counts = classes.map((first) =>
    classes.map((second) => pairs.filter((pair) => pair.first === first && pair.second === second).length),
  );
  return { classes, counts };
}
