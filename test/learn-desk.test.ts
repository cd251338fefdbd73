import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { learnState, type Quiz, quiz as quizSchema, quizSet } from '../src/core/wire/learn.ts';
import { type Models, openModels } from '../src/inference/open-models.ts';
import { LearnDesk } from '../src/learn-desk.ts';
import { PRODUCT } from '../src/product.ts';
import type { Store } from '../src/store/store.ts';
import { signedIn } from './server/people.ts';
import { serveApp } from './server/serve-app.ts';
import { someCell } from './store/some-facts.ts';
import { someSignedResult } from './store/some-signed-result.ts';

const TRUTHS = ['monocyte', 'eosinophil'] as const;

let models: Models;
beforeAll(async () => {
  const directory = PRODUCT.modelDirectory;
  models = await openModels({ directory, provider: 'cpu', threads: 2, rejectBelow: 0, knownBelow: 0 });
}, 60_000);
afterAll(() => models.close());

/** The real app with real models; drawing more than is asked for is left out. */
async function serveQuizzes() {
  const faults: unknown[] = [];
  const quizzes = (store: Store) =>
    new LearnDesk({ store, models, readyOfEach: 0, onFault: (reason) => faults.push(reason) });
  const { url, store } = await serveApp({}, { demo: false, quizzes });
  const as = (who: string, role: 'viewer' | 'reviewer' = 'viewer') => {
    const headers = { 'content-type': 'application/json', ...signedIn(store, role, who) };
    return async (method: string, path: string, body?: object) => {
      const answer = await fetch(`${url}/api/${path}`, {
        method,
        headers,
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const isJson = answer.headers.get('content-type')?.includes('json');
      return { status: answer.status, json: isJson ? await answer.json() : await answer.text() };
    };
  };
  return { as, store, faults };
}

const ASKED = { source: 'drawn', classes: TRUTHS, length: 5 } as const;

/** Answers every question; `say` gives the answer to the truth. */
async function answerAll(
  ask: Awaited<ReturnType<Awaited<ReturnType<typeof serveQuizzes>>['as']>>,
  quiz: Quiz,
  say: (position: number) => string,
): Promise<Quiz> {
  let now = quiz;
  for (const position of quiz.questions.keys()) {
    const { json } = await ask('POST', `quizzes/${quiz.id}/answers`, { position, answer: say(position) });
    now = quizSchema.parse(json);
  }
  return now;
}

describe('a quiz', { timeout: 90_000 }, () => {
  it('asks drawn cells, says at once what was right, and keeps a score card', async () => {
    const { as, faults } = await serveQuizzes();
    const ada = as('ada');
    const begun = quizSchema.parse((await ada('POST', 'quizzes', ASKED)).json);
    expect(begun.questions).toHaveLength(5);
    expect(begun.questions.every(({ feedback }) => feedback === null)).toBe(true);
    const picture = await ada('GET', `quizzes/${begun.id}/questions/0/picture.jpg`);
    expect(picture.status).toBe(200);

    const ended = await answerAll(ada, begun, () => 'monocyte');
    const truths = ended.questions.map(({ feedback }) => feedback?.truth);
    expect(new Set(truths)).toEqual(new Set(TRUTHS));
    for (const { feedback } of ended.questions) {
      expect(feedback).toMatchObject({ right: feedback?.truth === 'monocyte', origin: 'drawn' });
      expect(Object.keys(feedback?.probabilities ?? {}).length).toBe(11);
      expect(feedback?.attributes.length).toBeGreaterThan(5);
    }
    const { card, open } = learnState.parse((await ada('GET', 'learn')).json);
    const right = truths.filter((truth) => truth === 'monocyte').length;
    expect(card).toMatchObject({ asked: 5, right });
    expect(card.confusion).toContainEqual({ truth: 'eosinophil', answer: 'monocyte', cells: 5 - right });
    expect(open).toBeNull();
    expect(faults).toEqual([]);
  });

  it('never shows a cell that it asks as the typical one of its class', async () => {
    const ada = (await serveQuizzes()).as('ada');
    // Three cells of each class are drawn for five questions: one is left.
    const { id, questions, examples } = quizSchema.parse((await ada('POST', 'quizzes', ASKED)).json);
    expect(examples).toHaveLength(1);
    const [typical] = examples;
    expect(typical?.cropUm).toBeGreaterThan(5);
    const shown = await ada('GET', `quizzes/${id}/examples/${typical?.class}/picture.jpg`);
    expect(shown.status).toBe(200);
    for (const position of questions.keys()) {
      const asked = await ada('GET', `quizzes/${id}/questions/${position}/picture.jpg`);
      expect(asked.json).not.toBe(shown.json);
    }
    const [other] = TRUTHS.filter((name) => name !== typical?.class);
    expect((await ada('GET', `quizzes/${id}/examples/${other}/picture.jpg`)).status).toBe(404);
  });

  it('takes one answer a question, can be left and taken up again, and is nobody else’s', async () => {
    const { as } = await serveQuizzes();
    const [ada, grace] = [as('ada'), as('grace')];
    const { id } = quizSchema.parse((await ada('POST', 'quizzes', ASKED)).json);
    await ada('POST', `quizzes/${id}/answers`, { position: 2, answer: 'monocyte' });
    const again = await ada('POST', `quizzes/${id}/answers`, { position: 2, answer: 'eosinophil' });
    expect(again).toMatchObject({ status: 409, json: { code: 'quiz-refused' } });
    expect((await ada('POST', `quizzes/${id}/answers`, { position: 5, answer: 'monocyte' })).status).toBe(
      409,
    );
    expect(learnState.parse((await ada('GET', 'learn')).json).open).toBe(id);
    expect(quizSchema.parse((await ada('GET', `quizzes/${id}`)).json).questions[2]?.answer).toBe('monocyte');
    expect((await grace('GET', `quizzes/${id}`)).status).toBe(404);
    expect((await grace('GET', `quizzes/${id}/questions/0/picture.jpg`)).status).toBe(404);
  });

  it('asks cells of signed sessions as what they were signed as, whatever the classifier said', async () => {
    const { as, store } = await serveQuizzes();
    const jpeg = await sharp({ create: { width: 96, height: 96, channels: 3, background: 'plum' } })
      .jpeg()
      .toBuffer();
    const { id } = store.startSession();
    const cells = Array.from({ length: 6 }, (_, n) =>
      someCell(`01890000-0000-7000-8000-00000000000${n}`, 'lymphocyte'),
    );
    const crop = { sideUm: 18, box: [20, 20, 56, 56] as const };
    store.recordCells(
      id,
      cells.map((cell) => ({ cell, cropJpeg: jpeg, crop })),
    );
    store.endSession(id, () => []);
    const decisions = cells.slice(0, 3).map((cell) => ({ cell: cell.id, class: 'blast' as const }));
    const { revision } = store.readings.decide(id, { reading: 'first', decisions });
    const ask = { source: 'signed', length: 6 };
    // Before it is signed, it teaches nothing.
    expect((await as('ada')('POST', 'quizzes', ask)).status).toBe(409);
    store.review.sign(id, revision, someSignedResult);

    const begun = quizSchema.parse((await as('ada')('POST', 'quizzes', ask)).json);
    expect(begun.classes).toContain('plasma_cell');
    expect((await as('ada')('GET', `quizzes/${begun.id}/questions/0/picture.jpg`)).status).toBe(200);
    const { questions } = await answerAll(as('ada'), begun, () => 'blast');
    const truths = questions.map(({ feedback }) => feedback?.truth).sort();
    expect(truths).toEqual([...Array(3).fill('blast'), ...Array(3).fill('lymphocyte')]);
    expect(questions.find(({ feedback }) => feedback?.truth === 'blast')?.feedback).toMatchObject({
      ...{ right: true, origin: 'signed', difficulty: 'hard' },
    });
  });

  it('without a cell to ask says so', async () => {
    const { as } = await serveQuizzes();
    const refused = await as('ada')('POST', 'quizzes', { source: 'signed' });
    expect(refused).toMatchObject({ status: 409, json: { code: 'quiz-refused', hint: /drawn/ } });
  });
});

describe('a proficiency set', { timeout: 90_000 }, () => {
  it('gives everybody the same cells in the same order, tells nothing until the end, and is compared', async () => {
    const { as } = await serveQuizzes();
    const [boss, ada, grace] = [as('boss', 'reviewer'), as('ada'), as('grace')];
    expect((await ada('POST', 'quiz-sets', { name: 'November', ...ASKED })).status).toBe(403);
    const set = quizSet.parse((await boss('POST', 'quiz-sets', { name: 'November', ...ASKED })).json);
    expect((await boss('POST', 'quiz-sets', { name: 'November', ...ASKED })).status).toBe(409);

    const begin = async (ask: typeof ada) =>
      quizSchema.parse((await ask('POST', `quiz-sets/${set.id}/quizzes`, {})).json);
    const [ofAda, ofGrace] = [await begin(ada), await begin(grace)];
    for (const position of ofAda.questions.keys()) {
      const path = (quiz: Quiz) => `quizzes/${quiz.id}/questions/${position}/picture.jpg`;
      expect((await ada('GET', path(ofAda))).json).toBe((await grace('GET', path(ofGrace))).json);
    }
    const half = await ada('POST', `quizzes/${ofAda.id}/answers`, { position: 0, answer: 'monocyte' });
    expect(JSON.stringify(half.json)).not.toContain('truth');
    // Begun once, it goes on where it stood.
    expect((await begin(ada)).id).toBe(ofAda.id);
    for (const position of [1, 2, 3, 4])
      await ada('POST', `quizzes/${ofAda.id}/answers`, { position, answer: 'monocyte' });
    const told = quizSchema.parse((await ada('GET', `quizzes/${ofAda.id}`)).json);
    const truths = told.questions.map(({ feedback }) => feedback?.truth ?? 'unclassified');
    await answerAll(grace, ofGrace, (position) => truths[position] ?? '');

    const csv = String((await boss('GET', `quiz-sets/${set.id}/comparison.csv`)).json);
    const rows = csv
      .trim()
      .split('\r\n')
      .map((row) => row.split(','));
    expect(rows[0]).toEqual(['question', 'truth', 'difficulty', 'origin', 'ada', 'grace']);
    expect(rows.slice(1, 6).map((row) => row[5])).toEqual(truths);
    const right = truths.filter((truth) => truth === 'monocyte').length;
    expect(rows.at(-2)?.slice(4)).toEqual([String(right), '5']);
    expect(rows.at(-1)?.slice(4)).toEqual([(20 * right).toFixed(1), '100.0']);
    expect((await ada('GET', `quiz-sets/${set.id}/comparison.csv`)).status).toBe(403);
  });
});
