import type { z } from 'zod';
import type { CellClass } from '../../core/cells.ts';
import {
  type AnswerQuizRequest,
  type LearnState,
  learnState,
  type MakeQuizSetRequest,
  type Quiz,
  type QuizSet,
  quiz,
  quizSet,
  type StartQuizRequest,
} from '../../core/wire/learn.ts';
import { type Answer, ask } from '../api/ask.ts';

/** Cells that are asked for the first time are drawn first. */
const DRAWING_TIMEOUT_MS = 180_000;

/** What the learning page asks of the instrument. Faults come back as a problem to show, never thrown. */
export class LearnApi {
  readonly #baseUrl: string;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  state(): Promise<Answer<LearnState>> {
    return this.#ask('learn', { schema: learnState });
  }

  start(request: StartQuizRequest): Promise<Answer<Quiz>> {
    return this.#ask('quizzes', { body: request, schema: quiz });
  }

  quiz(id: string): Promise<Answer<Quiz>> {
    return this.#ask(`quizzes/${id}`, { schema: quiz });
  }

  answer(id: string, request: AnswerQuizRequest): Promise<Answer<Quiz>> {
    return this.#ask(`quizzes/${id}/answers`, { body: request, schema: quiz });
  }

  makeSet(request: MakeQuizSetRequest): Promise<Answer<QuizSet>> {
    return this.#ask('quiz-sets', { body: request, schema: quizSet });
  }

  startSet(id: string): Promise<Answer<Quiz>> {
    return this.#ask(`quiz-sets/${id}/quizzes`, { body: {}, schema: quiz });
  }

  pictureUrl(id: string, position: number): string {
    return this.#url(`quizzes/${id}/questions/${position}/picture.jpg`).href;
  }

  exampleUrl(id: string, name: CellClass): string {
    return this.#url(`quizzes/${id}/examples/${name}/picture.jpg`).href;
  }

  comparisonUrl(set: string): string {
    return this.#url(`quiz-sets/${set}/comparison.csv`).href;
  }

  #ask<T>(path: string, { body, schema }: { readonly body?: object; readonly schema: z.ZodType<T> }) {
    return ask(this.#url(path), {
      method: body ? 'POST' : 'GET',
      body,
      schema,
      timeoutMs: DRAWING_TIMEOUT_MS,
    });
  }

  #url(path: string): URL {
    return new URL(`api/${path}`, this.#baseUrl);
  }
}
