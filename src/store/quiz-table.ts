import { currentActor } from '../core/acting-as.ts';
import type { CellClass } from '../core/cells.ts';
import { HematovisionError } from '../core/errors.ts';
import type { MorphologyAttribute, Probabilities } from '../core/types.ts';
import type { Difficulty } from '../core/wire/learn.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { StoreDatabase } from './store-database.ts';

/** A question as it is kept: later the cell may be gone or named otherwise, and the question stays what it was. */
export interface QuestionRecord {
  readonly cell: string;
  readonly origin: 'signed' | 'drawn';
  readonly truth: CellClass;
  readonly difficulty: Difficulty;
  readonly cropUm: number;
}

export interface QuizRecord {
  readonly id: string;
  /** As `actorOf` writes it. */
  readonly by: string;
  readonly set: { readonly id: string; readonly name: string } | null;
  readonly startedAt: string;
  readonly questions: readonly QuestionRecord[];
  /** By position; null where there is no answer yet. */
  readonly answers: readonly (CellClass | null)[];
}

export interface QuizSetRecord {
  readonly id: string;
  readonly name: string;
  readonly questions: readonly QuestionRecord[];
  readonly madeBy: string;
  readonly madeAt: string;
}

/** A drawn cell, and what the classifier said of it. */
export interface DrawnCell {
  readonly id: string;
  readonly class: CellClass;
  readonly jpeg: Uint8Array;
  readonly cropUm: number;
  readonly reading: {
    readonly probabilities: Partial<Probabilities>;
    readonly attributes: readonly MorphologyAttribute[];
  };
}

/** A cell of a signed session. */
export interface SignedCell {
  readonly id: string;
  readonly class: CellClass;
  readonly probabilities: Partial<Probabilities>;
  readonly cropUm: number;
  readonly readersDisagreed: boolean;
}

/** Enough to choose from; the newest are of the stain and the camera of today. */
const MOST_SIGNED = 3000;

/** Quizzes, their sets and answers, and the drawn cells that are asked. Answers are final. */
export class QuizTable {
  readonly #parts: {
    readonly database: StoreDatabase;
    readonly audit: AuditTrail;
    readonly now: () => Date;
    readonly newId: () => string;
  };
  readonly #sql;

  constructor(parts: {
    readonly database: StoreDatabase;
    readonly audit: AuditTrail;
    readonly now: () => Date;
    readonly newId: () => string;
  }) {
    this.#parts = parts;
    const prepare = (sql: string) => parts.database.prepare(sql);
    this.#sql = {
      addDrawn: prepare(
        'INSERT INTO quiz_cells (id, class, jpeg, crop_um, reading, made_at) VALUES (?, ?, ?, ?, ?, ?)',
      ),
      drawn: prepare('SELECT id, class, crop_um AS cropUm, reading FROM quiz_cells ORDER BY id'),
      drawnOne: prepare('SELECT id, class, crop_um AS cropUm, reading, jpeg FROM quiz_cells WHERE id = ?'),
      signed: prepare(
        `SELECT c.id, coalesce(c.decided, c.class) AS class, c.probabilities, c.crop_um AS cropUm,
                EXISTS (SELECT 1 FROM decisions d WHERE d.cell = c.id AND d.reading = 'second'
                          AND d.after <> coalesce(c.decided, c.class)) AS disagreed
         FROM cells c JOIN sessions s ON s.id = c.session
         WHERE s.review = 'signed' AND s.deleted_at IS NULL AND c.crop_um IS NOT NULL
           AND coalesce(c.decided, c.class) NOT IN ('unclassified', 'platelet')
           AND EXISTS (SELECT 1 FROM crops WHERE crops.cell = c.id)
         ORDER BY c.number DESC LIMIT ?`,
      ),
      addQuiz: prepare(
        'INSERT INTO quizzes (id, actor, quiz_set, questions, started_at) VALUES (?, ?, ?, ?, ?)',
      ),
      quizzes: prepare(
        `SELECT q.id, q.actor AS "by", q.quiz_set, s.name, q.started_at AS startedAt, q.questions
         FROM quizzes q LEFT JOIN quiz_sets s ON s.id = q.quiz_set
         WHERE q.id = :id OR q.actor = :by OR q.quiz_set = :set ORDER BY q.started_at, q.id`,
      ),
      answers: prepare('SELECT position, answer, at FROM quiz_answers WHERE quiz = ? ORDER BY position'),
      addAnswer: prepare('INSERT INTO quiz_answers (quiz, position, answer, at) VALUES (?, ?, ?, ?)'),
      addSet: prepare('INSERT INTO quiz_sets (id, name, questions, made_by, made_at) VALUES (?, ?, ?, ?, ?)'),
      sets: prepare(
        'SELECT id, name, questions, made_by AS madeBy, made_at AS madeAt FROM quiz_sets ORDER BY made_at DESC, id',
      ),
    };
  }

  addDrawn(cell: Omit<DrawnCell, 'id'>): void {
    const { class: name, jpeg, cropUm, reading } = cell;
    const { database, newId } = this.#parts;
    database.transaction(() =>
      this.#sql.addDrawn.run(newId(), name, jpeg, cropUm, JSON.stringify(reading), this.#at()),
    );
  }

  /** All drawn cells without their pictures. */
  drawn(): readonly Omit<DrawnCell, 'jpeg'>[] {
    return this.#all(() => this.#sql.drawn.all()).map(drawnCell);
  }

  drawnCell(id: string): DrawnCell | null {
    const [row] = this.#all(() => [this.#sql.drawnOne.get(id)].filter(Boolean));
    return row ? { ...drawnCell(row), jpeg: row.jpeg as Uint8Array } : null;
  }

  /** The newest cells of signed sessions with a picture. */
  signed(): readonly SignedCell[] {
    return this.#all(() => this.#sql.signed.all(MOST_SIGNED)).map((row) => ({
      id: String(row.id),
      class: row.class as CellClass,
      probabilities: JSON.parse(String(row.probabilities)),
      cropUm: Number(row.cropUm),
      readersDisagreed: row.disagreed === 1,
    }));
  }

  /** Begins a quiz for whoever acts; one of a set that this person has begun is given back as it stands. */
  start(questions: readonly QuestionRecord[], set: string | null = null): QuizRecord {
    const { database, newId } = this.#parts;
    return database.transaction(() => {
      const by = currentActor();
      const begun = set === null ? undefined : this.ofPerson().find((quiz) => quiz.set?.id === set);
      if (begun) return begun;
      const id = newId();
      this.#sql.addQuiz.run(id, by, set, JSON.stringify(questions), this.#at());
      return this.require(id);
    });
  }

  /** A quiz of whoever acts; throws `quiz-missing`. */
  require(id: string): QuizRecord {
    const quiz = this.#quizzes({ id }).find((one) => one.by === currentActor());
    if (quiz) return quiz;
    throw new HematovisionError('quiz-missing', 'This person has no such quiz');
  }

  /** All quizzes of whoever acts, oldest first. */
  ofPerson(): readonly QuizRecord[] {
    return this.#quizzes({ by: currentActor() });
  }

  /** Everybody's quiz of a set, in the order in which they began. */
  ofSet(set: string): readonly QuizRecord[] {
    return this.#quizzes({ set });
  }

  /** When the questions of a quiz were answered, by position. */
  answerTimes(id: string): ReadonlyMap<number, string> {
    return new Map(
      this.#all(() => this.#sql.answers.all(id)).map(({ position, at }) => [Number(position), String(at)]),
    );
  }

  /** Throws `quiz-refused` for a question that is answered already, or none. */
  answer(id: string, position: number, answer: CellClass): QuizRecord {
    return this.#parts.database.transaction(() => {
      const quiz = this.require(id);
      if (quiz.answers[position] !== null)
        throw new HematovisionError('quiz-refused', `Question ${position + 1} takes no answer`, {
          hint: 'An answer is final. Reload the page to see it.',
        });
      this.#sql.addAnswer.run(id, position, answer, this.#at());
      return this.require(id);
    });
  }

  /** Throws `quiz-refused` where a set has this name already. */
  addSet(name: string, questions: readonly QuestionRecord[]): QuizSetRecord {
    const { database, audit, newId } = this.#parts;
    return database.transaction(() => {
      if (this.sets().some((set) => set.name === name))
        throw new HematovisionError('quiz-refused', `There is a set named ${name}`, {
          hint: 'Choose another name.',
        });
      const set = { id: newId(), name, questions, madeBy: currentActor(), madeAt: this.#at() };
      this.#sql.addSet.run(set.id, name, JSON.stringify(questions), set.madeBy, set.madeAt);
      const details = { set: set.id, name, questions: questions.length };
      audit.append({ at: set.madeAt, session: null, what: 'quiz-set-made', details });
      return set;
    });
  }

  /** Newest first. */
  sets(): readonly QuizSetRecord[] {
    return this.#all(() => this.#sql.sets.all()).map(
      (row) => ({ ...row, questions: JSON.parse(String(row.questions)) }) as unknown as QuizSetRecord,
    );
  }

  /** Throws `quiz-missing`. */
  requireSet(id: string): QuizSetRecord {
    const set = this.sets().find((one) => one.id === id);
    if (set) return set;
    throw new HematovisionError('quiz-missing', `No set ${id}`);
  }

  #quizzes({ id = null, by = null, set = null }: Record<string, string | null>): readonly QuizRecord[] {
    return this.#all(() => this.#sql.quizzes.all({ id, by, set })).map((row) => {
      const questions = JSON.parse(String(row.questions)) as QuestionRecord[];
      const answers: (CellClass | null)[] = questions.map(() => null);
      for (const { position, answer } of this.#all(() => this.#sql.answers.all(String(row.id))))
        answers[Number(position)] = answer as CellClass;
      const ofSet = row.quiz_set === null ? null : { id: String(row.quiz_set), name: String(row.name) };
      const { id: quizId, by: person, startedAt } = row as Record<'id' | 'by' | 'startedAt', string>;
      return { id: quizId, by: person, set: ofSet, startedAt, questions, answers };
    });
  }

  #all(query: () => unknown): Record<string, unknown>[] {
    return this.#parts.database.guard(query) as Record<string, unknown>[];
  }

  #at(): string {
    return this.#parts.now().toISOString();
  }
}

function drawnCell(row: Record<string, unknown>): Omit<DrawnCell, 'jpeg'> {
  return {
    id: String(row.id),
    class: row.class as CellClass,
    cropUm: Number(row.cropUm),
    reading: JSON.parse(String(row.reading)),
  };
}
