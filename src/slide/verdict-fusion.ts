import { CELL_CLASSES, type CellClass, type ModelClass } from '../core/cells.ts';
import type { Probabilities } from '../core/types.ts';

/** The class stands once so many views in a row agreed with all views together. */
const AGREEING_VIEWS = 3;
/** A cell that is still torn after so many views will not be settled by more of the same. */
const MOST_VIEWS = 8;

/**
 * What several views of one cell say together: the weighted mean of their probabilities. Views of one cell are
 * nearly the same picture, so their products would be far too sure of themselves, and one odd view could veto.
 */
export class VerdictFusion {
  readonly #sums = new Float64Array(CELL_CLASSES.length);
  #weight = 0;
  #views = 0;
  #agreeing = 0;

  /** `weight` is above 0. */
  add(probabilities: Probabilities, weight: number): void {
    CELL_CLASSES.forEach((name, i) => {
      this.#sums[i] = (this.#sums[i] as number) + weight * probabilities[name];
    });
    this.#weight += weight;
    this.#views++;
    const own = leaderOf(CELL_CLASSES.map((name) => probabilities[name]));
    this.#agreeing = own === leaderOf([...this.#sums]) ? this.#agreeing + 1 : 0;
  }

  get views(): number {
    return this.#views;
  }

  /** Whether more views of the same quality are not expected to change the class. */
  get decided(): boolean {
    return this.#agreeing >= AGREEING_VIEWS || this.#views >= MOST_VIEWS;
  }

  /** The class, `unclassified` when none reaches `rejectBelow`. At least one view must have been added. */
  verdict(rejectBelow: number): { class: CellClass; probability: number; probabilities: Probabilities } {
    const means = [...this.#sums].map((sum) => sum / this.#weight);
    const probabilities = Object.fromEntries(
      CELL_CLASSES.map((name, i) => [name, means[i] as number]),
    ) as Probabilities;
    const leader = leaderOf(means);
    const probability = probabilities[leader];
    return { class: probability < rejectBelow ? 'unclassified' : leader, probability, probabilities };
  }
}

function leaderOf(values: readonly number[]): ModelClass {
  return CELL_CLASSES[values.indexOf(Math.max(...values))] as ModelClass;
}
