import { type CellPortrait, drawPortraits } from './capture/simulator/cell-portraits.ts';
import type { NucleatedClass } from './capture/simulator/class-mix.ts';
import { CELL_CLASSES, type CellClass } from './core/cells.ts';
import { cropFrame, cropJpeg } from './crop.ts';
import type { Models } from './inference/open-models.ts';
import type { QuizTable } from './store/quiz-table.ts';

/** Classes that the simulated microscope draws for quizzes: a platelet is no question. */
export const DRAWN_CLASSES = CELL_CLASSES.filter((name): name is NucleatedClass => name !== 'platelet');

export function isDrawn(name: CellClass): name is NucleatedClass {
  return DRAWN_CLASSES.some((drawn) => drawn === name);
}

/** Drawn cells to ask, kept once drawn; drawing runs in a thread of its own, one order after the other. */
export class QuizPool {
  readonly #quizzes: QuizTable;
  readonly #classifier: Models['classifier'];
  #turn: Promise<void> = Promise.resolve();

  constructor(quizzes: QuizTable, classifier: Models['classifier']) {
    this.#quizzes = quizzes;
    this.#classifier = classifier;
  }

  /** Draws until there are so many cells of each class. */
  ensure(classes: readonly NucleatedClass[], cellsOfEach: number): Promise<void> {
    // Whoever finds enough does not wait for what is drawn for others.
    if (this.#missing(classes, cellsOfEach).length === 0) return Promise.resolve();
    const mine = this.#turn.then(() => this.#draw(classes, cellsOfEach));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  /** The same in small orders, so that what somebody waits for is drawn between them. */
  async stock(cellsOfEach: number): Promise<void> {
    for (let each = 1; each <= cellsOfEach; each += 1) await this.ensure(DRAWN_CLASSES, each);
  }

  #missing(classes: readonly NucleatedClass[], cellsOfEach: number): NucleatedClass[] {
    const kept = this.#quizzes.drawn();
    return classes.flatMap((name) => {
      const there = kept.filter((cell) => cell.class === name).length;
      return Array.from({ length: Math.max(0, cellsOfEach - there) }, () => name);
    });
  }

  async #draw(classes: readonly NucleatedClass[], cellsOfEach: number): Promise<void> {
    const missing = this.#missing(classes, cellsOfEach);
    if (missing.length === 0) return;
    // What was drawn before is not drawn again.
    const order = { seed: this.#quizzes.drawn().length + 1, classes: missing };
    for await (const portrait of drawPortraits(order)) await this.#keep(portrait);
  }

  async #keep({ class: name, pixels, side, box, micronsPerPixel }: CellPortrait): Promise<void> {
    const picture = { width: side, height: side, pixels };
    const [classification] = await this.#classifier.classify(picture, [box]);
    if (!classification) throw new Error('the classifier left a box out');
    const { probabilities, attributes } = classification;
    this.#quizzes.addDrawn({
      class: name,
      jpeg: await cropJpeg(picture, box),
      cropUm: cropFrame(picture, box, micronsPerPixel).sideUm,
      reading: { probabilities, attributes },
    });
  }
}
