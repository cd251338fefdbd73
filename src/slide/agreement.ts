import type { CellClass } from '../core/cells.ts';

/** What two readers, who did not know of each other's, named the same cell. */
export interface Pair {
  readonly first: CellClass;
  readonly second: CellClass;
}

/**
 * Cohen's kappa (Educ. Psychol. Meas. 20, 1960): the share of cells named alike beyond what chance would give two
 * readers with these frequencies. Null where it is not defined: nothing compared, or one class only.
 */
export function cohensKappa(pairs: readonly Pair[]): number | null {
  const n = pairs.length;
  const [first, second] = [
    countsOf(pairs.map((pair) => pair.first)),
    countsOf(pairs.map((pair) => pair.second)),
  ];
  // In whole numbers, so that chance agreement of exactly 1 is seen as such.
  const byChance = [...first].reduce((sum, [name, count]) => sum + count * (second.get(name) ?? 0), 0);
  if (n === 0 || byChance === n * n) return null;
  const agreed = pairs.filter((pair) => pair.first === pair.second).length;
  return (agreed * n - byChance) / (n * n - byChance);
}

function countsOf(names: readonly CellClass[]): ReadonlyMap<CellClass, number> {
  const counts = new Map<CellClass, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
