import { ALL_CELL_CLASSES, type CellClass } from './core/cells.ts';
import { HematovisionError } from './core/errors.ts';
import type {
  AnswerQuizRequest,
  LearnState,
  MakeQuizSetRequest,
  Quiz,
  QuizFeedback,
  QuizSet,
  StartQuizRequest,
} from './core/wire/learn.ts';
import { decodePictureBytes, MAX_PICTURE_PIXELS } from './inference/decode-picture.ts';
import type { Models } from './inference/open-models.ts';
import { quizComparison } from './quiz-comparison.ts';
import { DRAWN_CLASSES, isDrawn, QuizPool } from './quiz-pool.ts';
import type { Quizzes } from './server/learn-routes.ts';
import { quizDifficulty } from './slide/quiz-difficulty.ts';
import { chooseQuestions } from './slide/quiz-questions.ts';
import { type QuizAnswer, rightOf, scoreCard } from './slide/score-card.ts';
import type { QuestionRecord, QuizRecord, QuizTable } from './store/quiz-table.ts';
import type { Store } from './store/store.ts';

export interface LearnDeskParts {
  readonly store: Store;
  readonly models: Models;
  /** Drawn cells of each class that are kept ready beyond those asked for, so that questions seldom come back. */
  readonly readyOfEach: number;
  /** Hears of drawing that failed while nobody waited for it. */
  readonly onFault: (reason: unknown) => void;
}

/** A typical cell beside a question. */
type Example = Pick<QuestionRecord, 'cell' | 'origin' | 'cropUm'> & { readonly class: CellClass };

/** Quizzes from the laboratory's signed cells and from drawn ones; each in the name of whoever asks. */
export class LearnDesk implements Quizzes {
  readonly #parts: LearnDeskParts;
  readonly #quizzes: QuizTable;
  readonly #pool: QuizPool;

  constructor(parts: LearnDeskParts) {
    this.#parts = parts;
    this.#quizzes = parts.store.quizzes;
    this.#pool = new QuizPool(this.#quizzes, parts.models.classifier);
  }

  state(): LearnState {
    const mine = this.#quizzes.ofPerson();
    const open = mine.findLast(({ set, answers }) => set === null && answers.includes(null));
    const signed = Map.groupBy(this.#quizzes.signed(), (cell) => cell.class);
    return {
      signed: [...signed].map(([name, cells]) => ({ class: name, cells: cells.length })),
      open: open?.id ?? null,
      card: scoreCard(mine.flatMap((quiz) => this.#answersOf(quiz))),
      sets: this.#quizzes.sets().map((set) => this.#setState(set)),
    };
  }

  /** Throws `quiz-refused` where there are no cells to ask. */
  async start(request: StartQuizRequest): Promise<Quiz> {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const quiz = this.#quizzes.start(await this.#choose(request, seed));
    this.#pool.stock(this.#parts.readyOfEach).catch(this.#parts.onFault);
    return this.#told(quiz);
  }

  quiz(id: string): Promise<Quiz> {
    return this.#told(this.#quizzes.require(id));
  }

  answer(id: string, { position, answer }: AnswerQuizRequest): Promise<Quiz> {
    return this.#told(this.#quizzes.answer(id, position, answer));
  }

  async makeSet({ name, ...wanted }: MakeQuizSetRequest): Promise<QuizSet> {
    const seed = Math.floor(Math.random() * 2 ** 32);
    return this.#setState(this.#quizzes.addSet(name, await this.#choose(wanted, seed)));
  }

  startSet(id: string): Promise<Quiz> {
    const { questions } = this.#quizzes.requireSet(id);
    return this.#told(this.#quizzes.start(questions, id));
  }

  comparisonCsv(id: string): string {
    return quizComparison(this.#quizzes.requireSet(id), this.#quizzes.ofSet(id));
  }

  pictureJpeg(id: string, position: number): Uint8Array | null {
    const question = this.#quizzes.require(id).questions[position];
    return question ? this.#jpegOf(question) : null;
  }

  exampleJpeg(id: string, name: CellClass): Uint8Array | null {
    const example = this.#examplesFor(this.#quizzes.require(id)).find((one) => one.class === name);
    return example ? this.#jpegOf(example) : null;
  }

  /** Of each class the drawn cell that the classifier is surest of, else a signed one; none that the quiz asks. */
  #examplesFor({ questions }: QuizRecord): Example[] {
    const asked = new Set(questions.map(({ cell }) => cell));
    const drawn = this.#quizzes
      .drawn()
      .map(({ id, class: name, cropUm, reading }) => ({
        example: { class: name, cell: id, origin: 'drawn', cropUm } as const,
        sureness: isDrawn(name) ? (reading.probabilities[name] ?? 0) : 0,
      }))
      .sort((a, b) => b.sureness - a.sureness);
    const signed = this.#quizzes
      .signed()
      .filter(({ readersDisagreed }) => !readersDisagreed)
      .map(({ id, class: name, cropUm }) => ({ class: name, cell: id, origin: 'signed', cropUm }) as const);
    const byClass = new Map<CellClass, Example>();
    for (const example of [...drawn.map((one) => one.example), ...signed])
      if (!asked.has(example.cell) && !byClass.has(example.class)) byClass.set(example.class, example);
    return [...byClass.values()];
  }

  async #choose(request: StartQuizRequest, seed: number): Promise<QuestionRecord[]> {
    const { source, difficulty, length } = request;
    const classes: readonly CellClass[] = request.classes ?? ALL_CELL_CLASSES;
    const isWanted = ({ class: name }: { readonly class: CellClass }) => classes.includes(name);
    const candidates: (QuestionRecord & { readonly cropUm: number })[] = [];
    if (source !== 'drawn')
      for (const { id, class: truth, probabilities, cropUm, readersDisagreed } of this.#quizzes
        .signed()
        .filter(isWanted))
        candidates.push({
          ...{ cell: id, origin: 'signed', truth, cropUm },
          difficulty: quizDifficulty(truth, probabilities, readersDisagreed),
        });
    if (source === 'drawn' || (source === 'both' && candidates.length < length)) {
      const drawn = classes.filter(isDrawn);
      await this.#pool.ensure(drawn, Math.ceil(length / Math.max(1, drawn.length)));
    }
    if (source !== 'signed')
      for (const { id, class: truth, reading, cropUm } of this.#quizzes.drawn().filter(isWanted))
        candidates.push({
          ...{ cell: id, origin: 'drawn', truth, cropUm },
          difficulty: quizDifficulty(truth, reading.probabilities, false),
        });
    const questions = chooseQuestions(candidates, { length, difficulty, seed });
    if (questions.length > 0) return questions;
    throw new HematovisionError('quiz-refused', 'There is no cell of these classes to ask', {
      hint: 'Sign sessions with such cells, or choose drawn cells.',
    });
  }

  async #told(quiz: QuizRecord): Promise<Quiz> {
    const { id, set, startedAt, questions, answers } = quiz;
    const withheld = set !== null && answers.includes(null);
    const told = questions.map(async (question, position) => {
      const answer = answers[position] ?? null;
      const feedback = answer === null || withheld ? null : await this.#feedback(question, answer);
      return { cropUm: question.cropUm, answer, feedback };
    });
    const allDrawn = questions.every(({ origin }) => origin === 'drawn');
    const classes = allDrawn
      ? DRAWN_CLASSES
      : ALL_CELL_CLASSES.filter((name) => name !== 'platelet' && name !== 'unclassified');
    const examples = this.#examplesFor(quiz).map(({ class: name, cropUm }) => ({ class: name, cropUm }));
    return { id, set, startedAt, classes, examples, questions: await Promise.all(told) };
  }

  async #feedback(question: QuestionRecord, answer: CellClass): Promise<QuizFeedback> {
    const { truth, origin, difficulty } = question;
    const reading =
      origin === 'drawn' ? this.#quizzes.drawnCell(question.cell)?.reading : await this.#read(question.cell);
    const { probabilities = {}, attributes = [] } = reading ?? {};
    return { truth, right: truth === answer, origin, difficulty, probabilities, attributes };
  }

  /** What the classifier says of a signed cell; nothing where its picture is gone. */
  async #read(cell: string) {
    const { store, models } = this.#parts;
    const jpeg = store.crop(cell);
    const frame = store.cell(cell)?.crop;
    if (!jpeg || !frame) return undefined;
    const picture = await decodePictureBytes(jpeg, { name: cell, mostPixels: MAX_PICTURE_PIXELS });
    const [classification] = await models.classifier.classify(picture, [frame.box]);
    return classification;
  }

  #jpegOf({ cell, origin }: Pick<QuestionRecord, 'cell' | 'origin'>): Uint8Array | null {
    if (origin === 'drawn') return this.#quizzes.drawnCell(cell)?.jpeg ?? null;
    return this.#parts.store.crop(cell);
  }

  #setState({ id, name, questions, madeBy, madeAt }: ReturnType<QuizTable['requireSet']>): QuizSet {
    const taken = this.#quizzes.ofSet(id);
    const own = this.#quizzes.ofPerson().find(({ set }) => set?.id === id);
    const isFinished = ({ answers }: QuizRecord) => !answers.includes(null);
    const mine = own && {
      quiz: own.id,
      answered: own.answers.filter((answer) => answer !== null).length,
      right: isFinished(own) ? rightOf(this.#answersOf(own)) : null,
    };
    return {
      ...{ id, name, madeBy, madeAt, questions: questions.length, mine: mine ?? null },
      finished: taken.filter(isFinished).length,
    };
  }

  /** What may be counted: a set counts when all of it is answered. */
  #answersOf({ id, set, questions, answers }: QuizRecord): QuizAnswer[] {
    if (set !== null && answers.includes(null)) return [];
    const times = this.#quizzes.answerTimes(id);
    return questions.flatMap(({ truth }, position) => {
      const [answer, at] = [answers[position], times.get(position)];
      return answer && at ? [{ truth, answer, at }] : [];
    });
  }
}
