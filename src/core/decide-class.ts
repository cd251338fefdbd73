import { ROLL_UPS } from './analytes.ts';
import { CELL_CLASSES, type ModelClass } from './cells.ts';
import type { Evidence, Probabilities, Rejection, Verdict } from './types.ts';

/** When a cell gets a name. */
export interface DecisionRule {
  /** A cell stays unclassified whose best class, with the classes that it is reported together with, is less probable. */
  readonly rejectBelow: number;
  /** So does one that is known with less probability. */
  readonly knownBelow: number;
}

/**
 * The one place where a cell gets its name: first whether it is a neutrophil, an immature granulocyte or of another
 * class, then which of those. Doubt between band and segmented is no doubt about a neutrophil.
 */
export function decideClass({ probabilities, known }: Evidence, rule: DecisionRule): Verdict {
  const best = likeliest(probabilities);
  const rejected: Rejection | null =
    known < rule.knownBelow
      ? 'unknown'
      : togetherWith(best, probabilities) < rule.rejectBelow
        ? 'uncertain'
        : null;
  const name = rejected === null ? best : 'unclassified';
  return { class: name, probability: probabilities[best], probabilities, rejected };
}

/** The first of `ranked`. */
export function likeliest(probabilities: Probabilities): ModelClass {
  return ranked(probabilities)[0] as ModelClass;
}

/** All classes, the likeliest first: by what its roll-up has in sum, then by its own probability, the first of equals. */
export function ranked(probabilities: Partial<Probabilities>): readonly ModelClass[] {
  return CELL_CLASSES.toSorted(
    (a, b) =>
      togetherWith(b, probabilities) - togetherWith(a, probabilities) ||
      (probabilities[b] ?? 0) - (probabilities[a] ?? 0),
  );
}

/** The probability of a class and of those that it is reported together with. */
function togetherWith(name: ModelClass, probabilities: Partial<Probabilities>): number {
  return rollUpOf(name).reduce((sum, part) => sum + (probabilities[part] ?? 0), 0);
}

function rollUpOf(name: ModelClass): readonly ModelClass[] {
  const rollUps: readonly (readonly ModelClass[])[] = Object.values(ROLL_UPS);
  return rollUps.find((parts) => parts.includes(name)) ?? [name];
}
