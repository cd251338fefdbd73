import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { CellClass } from '../core/cells.ts';
import {
  type AnswerQuizRequest,
  answerQuizRequest,
  type LearnState,
  learnState,
  type MakeQuizSetRequest,
  makeQuizSetRequest,
  type Quiz,
  type QuizSet,
  quiz,
  quizSet,
  type StartQuizRequest,
  startQuizRequest,
} from '../core/wire/learn.ts';
import { problem } from '../core/wire/live.ts';
import { cellClass } from '../core/wire/session.ts';
import type { AccessEnv } from './access/guard.ts';
import { nothingAt } from './problems.ts';
import { byId, json, refused, taking } from './route-parts.ts';

/** What the HTTP API may ask of whoever makes quizzes; each in the name of whoever asks. */
export interface Quizzes {
  state(): LearnState;
  start(request: StartQuizRequest): Promise<Quiz>;
  quiz(id: string): Promise<Quiz>;
  answer(id: string, request: AnswerQuizRequest): Promise<Quiz>;
  makeSet(request: MakeQuizSetRequest): Promise<QuizSet>;
  startSet(id: string): Promise<Quiz>;
  comparisonCsv(id: string): string;
  /** Null where the picture is gone. */
  pictureJpeg(id: string, position: number): Uint8Array | null;
  exampleJpeg(id: string, name: CellClass): Uint8Array | null;
}

const binary = { schema: z.string().meta({ format: 'binary' }) };
const picture = { content: { 'image/jpeg': binary }, description: 'JPEG' };
const missing = json(problem, 'No such quiz');
const noCells = json(problem, 'No cells to ask, or answered already');
const byPosition = { params: byId.params.extend({ position: z.coerce.number().int().min(0) }) };

const routes = {
  state: createRoute({
    method: 'get',
    path: '/api/learn',
    summary: 'What can be asked, and the score card of whoever asks',
    responses: { 200: json(learnState, 'State') },
  }),
  start: createRoute({
    method: 'post',
    path: '/api/quizzes',
    summary: 'Begins practice; cells that are not drawn yet are drawn first',
    request: taking(startQuizRequest),
    responses: { 201: json(quiz, 'The questions'), 400: refused, 409: noCells },
  }),
  get: createRoute({
    method: 'get',
    path: '/api/quizzes/{id}',
    summary: 'A quiz of whoever asks, as far as it is answered',
    request: byId,
    responses: { 200: json(quiz, 'The quiz'), 404: missing },
  }),
  answer: createRoute({
    method: 'post',
    path: '/api/quizzes/{id}/answers',
    summary: 'Answers a question, once and for all',
    request: { ...byId, ...taking(answerQuizRequest) },
    responses: { 200: json(quiz, 'The quiz'), 400: refused, 404: missing, 409: noCells },
  }),
  picture: createRoute({
    method: 'get',
    path: '/api/quizzes/{id}/questions/{position}/picture.jpg',
    summary: 'The cell of a question',
    request: byPosition,
    responses: { 200: picture, 404: missing },
  }),
  example: createRoute({
    method: 'get',
    path: '/api/quizzes/{id}/examples/{class}/picture.jpg',
    summary: 'A typical cell of a class that this quiz does not ask',
    request: { params: byId.params.extend({ class: cellClass }) },
    responses: { 200: picture, 404: missing },
  }),
  makeSet: createRoute({
    method: 'post',
    path: '/api/quiz-sets',
    summary: 'Makes a set of questions that everybody gets in the same order',
    request: taking(makeQuizSetRequest),
    responses: { 201: json(quizSet, 'The set'), 400: refused, 409: noCells },
  }),
  startSet: createRoute({
    method: 'post',
    path: '/api/quiz-sets/{id}/quizzes',
    summary: 'Begins a set, or goes on with it; each person answers it once',
    request: byId,
    responses: { 201: json(quiz, 'The questions'), 404: missing },
  }),
  comparison: createRoute({
    method: 'get',
    path: '/api/quiz-sets/{id}/comparison.csv',
    summary: 'How everybody answered a set',
    request: byId,
    responses: { 200: { content: { 'text/csv': { schema: z.string() } }, description: 'CSV' }, 404: missing },
  }),
};

const PICTURE_HEADERS = { 'content-type': 'image/jpeg', 'cache-control': 'private, max-age=600' } as const;

export function addLearnRoutes(app: OpenAPIHono<AccessEnv>, quizzes: Quizzes): void {
  app.openapi(routes.state, (c) => c.json(quizzes.state(), 200));
  app.openapi(routes.start, async (c) => c.json(await quizzes.start(c.req.valid('json')), 201));
  app.openapi(routes.get, async (c) => c.json(await quizzes.quiz(c.req.valid('param').id), 200));
  app.openapi(routes.answer, async (c) =>
    c.json(await quizzes.answer(c.req.valid('param').id, c.req.valid('json')), 200),
  );
  app.openapi(routes.picture, (c) => {
    const { id, position } = c.req.valid('param');
    const jpeg = quizzes.pictureJpeg(id, position);
    if (!jpeg) return c.json(nothingAt(c.req.path), 404);
    return c.body(new Uint8Array(jpeg), 200, PICTURE_HEADERS);
  });
  app.openapi(routes.example, (c) => {
    const { id, class: name } = c.req.valid('param');
    const jpeg = quizzes.exampleJpeg(id, name);
    if (!jpeg) return c.json(nothingAt(c.req.path), 404);
    return c.body(new Uint8Array(jpeg), 200, PICTURE_HEADERS);
  });
  app.openapi(routes.makeSet, async (c) => c.json(await quizzes.makeSet(c.req.valid('json')), 201));
  app.openapi(routes.startSet, async (c) => c.json(await quizzes.startSet(c.req.valid('param').id), 201));
  app.openapi(routes.comparison, (c) => {
    const { id } = c.req.valid('param');
    return c.body(quizzes.comparisonCsv(id), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="comparison-${id}.csv"`,
    });
  });
}
