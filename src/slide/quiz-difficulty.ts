import { CELL_CLASSES, type CellClass } from '../core/cells.ts';
import type { Probabilities } from '../core/types.ts';
import type { Difficulty } from '../core/wire/learn.ts';

/** How far the truth is ahead of the next class in the classifier's opinion. */
const EASY_MARGIN = 0.9;
const MEDIUM_MARGIN = 0.5;

/** How hard a cell is to name: what readers or the classifier take for something else is hard. */
export function quizDifficulty(
  truth: CellClass,
  probabilities: Partial<Probabilities>,
  readersDisagreed: boolean,
): Difficulty {
  const others = CELL_CLASSES.filter((name) => name !== truth).map((name) => probabilities[name] ?? 0);
  const own = CELL_CLASSES.find((name) => name === truth);
  const margin = (own ? (probabilities[own] ?? 0) : 0) - Math.max(...others);
  if (readersDisagreed || margin < MEDIUM_MARGIN) return 'hard';
  return margin < EASY_MARGIN ? 'medium' : 'easy';
}
