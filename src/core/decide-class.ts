import { CELL_CLASSES, type ModelClass } from './cells.ts';
import type { Evidence, Probabilities, Rejection, Verdict } from './types.ts';

/** When a cell gets a name. */
export interface DecisionRule {
  /** A cell whose best class is less probable stays unclassified. */
  readonly rejectBelow: number;
  /** So does one that is known with less probability. */
  readonly knownBelow: number;
}

/** The one place where a cell gets its name. */
export function decideClass({ probabilities, known }: Evidence, rule: DecisionRule): Verdict {
  const best = likeliest(probabilities);
  const probability = probabilities[best];
  const rejected: Rejection | null =
    known < rule.knownBelow ? 'unknown' : probability < rule.rejectBelow ? 'uncertain' : null;
  return { class: rejected === null ? best : 'unclassified', probability, probabilities, rejected };
}

/** The class with the greatest probability, the first of equals. */
export function likeliest(probabilities: Probabilities): ModelClass {
  let best: ModelClass = CELL_CLASSES[0];
  for (const name of CELL_CLASSES) if (probabilities[name] > probabilities[best]) best = name;
  return best;
}
