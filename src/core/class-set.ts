import { z } from 'zod';
import { ROLL_UPS } from './analytes.ts';
import { CELL_CLASSES, type ModelClass } from './cells.ts';
import type { Probabilities } from './types.ts';

/** The class sets that have a name. */
export const NAMED_CLASS_SETS = ['all', 'five-part'] as const;

/**
 * Which classes a count allows: all eleven; the five-part differential of normal blood, in which bands count as
 * neutrophils; or those listed.
 */
export const classSet = z.union([z.enum(NAMED_CLASS_SETS), z.array(z.enum(CELL_CLASSES)).min(2).readonly()]);
export type ClassSet = z.infer<typeof classSet>;

const FIVE_PART: readonly ModelClass[] = [
  'neutrophil_segmented',
  'eosinophil',
  'basophil',
  'lymphocyte',
  'monocyte',
];

/** The class that a cell of a class counts as within the set; undefined when it lies outside. */
function countsAs(name: ModelClass, set: ClassSet): ModelClass | undefined {
  if (set === 'all') return name;
  if (set !== 'five-part') return set.includes(name) ? name : undefined;
  if (name === 'neutrophil_band') return 'neutrophil_segmented';
  return FIVE_PART.includes(name) ? name : undefined;
}

/** Whether the set has room for cells of this class, be it under the name of another. */
export function isCounted(name: ModelClass, set: ClassSet): boolean {
  return countsAs(name, set) !== undefined;
}

/** Whether the set tells cells of this class from all others; in the five-part one neutrophils are one class. */
export function isCountedApart(name: ModelClass, set: ClassSet): boolean {
  const isJoined = set === 'five-part' && ROLL_UPS.neutrophil.some((part) => part === name);
  return !isJoined && isCounted(name, set);
}

/** The classes that a count does not tell from all others, in reporting order; platelets are found another way. */
export function notCountedApart(set: ClassSet): readonly ModelClass[] {
  return CELL_CLASSES.filter((name) => name !== 'platelet' && !isCountedApart(name, set));
}

/** Probabilities over the classes in use, which add up to 1, and the share of the whole that fell on them. */
export function withinClassSet(
  probabilities: Probabilities,
  set: ClassSet,
): { readonly probabilities: Probabilities; readonly share: number } {
  if (set === 'all') return { probabilities, share: 1 };
  const sums = Object.fromEntries(CELL_CLASSES.map((name) => [name, 0])) as Record<ModelClass, number>;
  let share = 0;
  for (const name of CELL_CLASSES) {
    const counted = countsAs(name, set);
    if (counted === undefined) continue;
    sums[counted] += probabilities[name];
    share += probabilities[name];
  }
  if (share > 0) for (const name of CELL_CLASSES) sums[name] /= share;
  return { probabilities: sums, share };
}
