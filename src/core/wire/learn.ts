import { z } from 'zod';
import { CELL_CLASSES } from '../cells.ts';
import { cellClass } from './session.ts';

/** Quizzes: name cells whose class is known, and see how well that goes. Over HTTP; the dashboard's. */

/** Signed: cells of the laboratory's own signed sessions. Drawn: by the simulated microscope. */
export const QUIZ_SOURCES = ['signed', 'drawn', 'both'] as const;
export const quizSource = z.enum(QUIZ_SOURCES);
export type QuizSource = z.infer<typeof quizSource>;

/** How sure the classifier is of the truth, and whether readers disagreed. */
export const DIFFICULTIES = ['easy', 'medium', 'hard'] as const;
export const difficulty = z.enum(DIFFICULTIES);
export type Difficulty = z.infer<typeof difficulty>;

const wanted = {
  source: quizSource.default('both'),
  /** All when left out. */
  classes: z.array(cellClass).min(2).optional(),
  difficulty: difficulty.nullable().default(null).describe('Null: any'),
  length: z.int().min(5).max(100).default(20),
};

/** Body of POST /api/quizzes: practice on one's own. */
export const startQuizRequest = z.strictObject(wanted);
export type StartQuizRequest = z.infer<typeof startQuizRequest>;

/** Body of POST /api/quiz-sets: questions that everybody gets in the same order, without feedback until the end. */
export const makeQuizSetRequest = z.strictObject({ name: z.string().trim().min(3).max(80), ...wanted });
export type MakeQuizSetRequest = z.infer<typeof makeQuizSetRequest>;

export const quizFeedback = z.object({
  truth: cellClass,
  right: z.boolean(),
  origin: quizSource.exclude(['both']),
  difficulty,
  probabilities: z.partialRecord(z.enum(CELL_CLASSES), z.number()).describe("The classifier's opinion"),
  attributes: z
    .array(z.object({ name: z.string(), value: z.string(), probability: z.number() }))
    .readonly()
    .describe('Morphology of mature white cells; empty for others'),
});
export type QuizFeedback = z.infer<typeof quizFeedback>;

export const quizQuestion = z.object({
  /** Side of the square picture `/api/quizzes/{id}/questions/{position}/picture.jpg`, micrometres. */
  cropUm: z.number(),
  answer: cellClass.nullable(),
  /** Null until it is answered; in a set, until all are. */
  feedback: quizFeedback.nullable(),
});

export const quiz = z.object({
  id: z.uuid(),
  /** Null for practice. */
  set: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  startedAt: z.iso.datetime(),
  classes: z.array(cellClass).readonly().describe('What may be answered'),
  /** Typical cells that are not asked: `/api/quizzes/{id}/examples/{class}/picture.jpg`, so many micrometres a side. */
  examples: z.array(z.object({ class: cellClass, cropUm: z.number() })).readonly(),
  questions: z.array(quizQuestion).readonly(),
});
export type Quiz = z.infer<typeof quiz>;

/** Body of POST /api/quizzes/{id}/answers. An answer is final. */
export const answerQuizRequest = z.strictObject({ position: z.int().min(0), answer: cellClass });
export type AnswerQuizRequest = z.infer<typeof answerQuizRequest>;

export const scoreCard = z.object({
  asked: z.int(),
  right: z.int(),
  /** Exact 95 % interval of the share that was right, in percent; null while nothing was asked. */
  ci95: z.tuple([z.number(), z.number()]).readonly().nullable(),
  confusion: z
    .array(z.object({ truth: cellClass, answer: cellClass, cells: z.int() }))
    .readonly()
    .describe('Every pair that occurred'),
  days: z.array(z.object({ day: z.iso.date(), asked: z.int(), right: z.int() })).readonly(),
});
export type ScoreCard = z.infer<typeof scoreCard>;

export const quizSet = z.object({
  id: z.uuid(),
  name: z.string(),
  questions: z.int(),
  madeBy: z.string(),
  madeAt: z.iso.datetime(),
  /** Of whoever asks: the quiz, once it was begun, and how many were right once all are answered. */
  mine: z.object({ quiz: z.uuid(), answered: z.int(), right: z.int().nullable() }).nullable(),
  /** People who have answered all. */
  finished: z.int(),
});
export type QuizSet = z.infer<typeof quizSet>;

/** Answer of GET /api/learn. */
export const learnState = z.object({
  /** Signed cells of the laboratory that can be asked. */
  signed: z.array(z.object({ class: cellClass, cells: z.int() })).readonly(),
  /** The newest practice that is not finished. */
  open: z.uuid().nullable(),
  card: scoreCard,
  sets: z.array(quizSet).readonly(),
});
export type LearnState = z.infer<typeof learnState>;
