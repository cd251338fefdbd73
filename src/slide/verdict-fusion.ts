import { CELL_CLASSES } from '../core/cells.ts';
import { type DecisionRule, decideClass, likeliest } from '../core/decide-class.ts';
import type { Evidence, Probabilities, Verdict } from '../core/types.ts';

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
  #known = 0;
  #weight = 0;
  #views = 0;
  #agreeing = 0;

  /** What was decided before; a clearly better view may still overturn it. */
  static decided(probabilities: Probabilities): VerdictFusion {
    const fusion = new VerdictFusion();
    fusion.add({ probabilities, known: 1 }, 1);
    fusion.#agreeing = AGREEING_VIEWS;
    return fusion;
  }

  /** Evidence that starts anew with a clearly better view; a decision that this view confirms stands. */
  renewed(evidence: Evidence, weight: number): VerdictFusion {
    const fusion = new VerdictFusion();
    fusion.add(evidence, weight);
    const confirms = likeliest(byClass(fusion.#sums)) === likeliest(byClass(this.#sums));
    if (this.isDecided && confirms) fusion.#agreeing = AGREEING_VIEWS;
    return fusion;
  }

  /** `weight` is above 0. */
  add({ probabilities, known }: Evidence, weight: number): void {
    CELL_CLASSES.forEach((name, i) => {
      this.#sums[i] = (this.#sums[i] as number) + weight * probabilities[name];
    });
    this.#known += weight * known;
    this.#weight += weight;
    this.#views++;
    const agrees = likeliest(probabilities) === likeliest(byClass(this.#sums));
    this.#agreeing = agrees ? this.#agreeing + 1 : 0;
  }

  /** Takes in all views of another fusion of the same cell. */
  include(other: VerdictFusion): void {
    other.#sums.forEach((sum, i) => {
      this.#sums[i] = (this.#sums[i] as number) + sum;
    });
    this.#known += other.#known;
    this.#weight += other.#weight;
    this.#views += other.#views;
  }

  get views(): number {
    return this.#views;
  }

  /** Whether more views of the same quality are not expected to change the class. */
  get isDecided(): boolean {
    return this.#agreeing >= AGREEING_VIEWS || this.#views >= MOST_VIEWS;
  }

  /** What all views together say. At least one view must have been added. */
  verdict(rule: DecisionRule): Verdict {
    const probabilities = byClass(this.#sums.map((sum) => sum / this.#weight));
    return decideClass({ probabilities, known: this.#known / this.#weight }, rule);
  }
}

function byClass(values: Float64Array): Probabilities {
  return Object.fromEntries(CELL_CLASSES.map((name, i) => [name, values[i] as number])) as Probabilities;
}
