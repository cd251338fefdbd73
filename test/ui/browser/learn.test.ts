import { expect, it } from 'vitest';
import type { Quiz, ScoreCard } from '../../../src/core/wire/learn.ts';
import type { QuizFeedbackPanel } from '../../../src/ui/learn/feedback-panel.ts';
import '../../../src/ui/learn/feedback-panel.ts';
import { LearnApi } from '../../../src/ui/learn/learn-api.ts';
import type { QuizRun } from '../../../src/ui/learn/quiz-run.ts';
import '../../../src/ui/learn/quiz-run.ts';
import type { ScoreCardPanel } from '../../../src/ui/learn/score-card.ts';
import '../../../src/ui/learn/score-card.ts';
import { mount, parts, wordsOf } from './mount.ts';

const CLASSES = ['neutrophil_segmented', 'neutrophil_band', 'lymphocyte', 'monocyte', 'eosinophil'] as const;
const id = '01890000-0000-7000-8000-000000000001';
const api = new LearnApi('http://127.0.0.1:1/');

const question = (cropUm: number) => ({ cropUm, answer: null, feedback: null });
const quiz: Quiz = {
  id,
  set: null,
  startedAt: '2026-11-21T09:12:00Z',
  classes: [...CLASSES],
  examples: [],
  questions: [question(16), question(24)],
};

it.each([320, 900])('shows a cell and its scale bar alike where the page is %i px wide', async (width) => {
  const run = await mount<QuizRun>('hv-quiz-run', { api, quiz });
  run.style.width = `${width}px`;
  const [picture, bar] = ['.cell img', '.scale span'].map((part) =>
    parts(run, part)[0]?.getBoundingClientRect(),
  );
  expect(picture?.width).toBeGreaterThan(100);
  expect((picture?.width ?? 0) / 16).toBeCloseTo((bar?.width ?? 0) / 10, 1);
  // The largest cell of the quiz would fit at the same scale.
  const room = parts(run, '.cell')[0]?.clientWidth ?? 0;
  expect(24 * ((bar?.width ?? 0) / 10)).toBeLessThanOrEqual(room);
});

it('says of a cell that nobody named what it is, not what was said', async () => {
  const feedback = {
    truth: 'eosinophil',
    right: false,
    origin: 'drawn',
    difficulty: 'easy',
    probabilities: {},
    attributes: [],
  } as const;
  const panel = await mount<QuizFeedbackPanel>('hv-quiz-feedback', {
    api,
    quiz,
    feedback,
    answer: 'unclassified',
  });
  expect(wordsOf(parts(panel, '.verdict')[0])).toBe('✕ It is: Eosinophil. You could not tell.');
  panel.answer = 'basophil';
  await panel.updateComplete;
  expect(wordsOf(parts(panel, '.verdict')[0])).toContain('You said: Basophil');
});

it('shows typical cells to one scale', async () => {
  const examples = [
    { class: 'lymphocyte', cropUm: 12 },
    { class: 'monocyte', cropUm: 24 },
  ] as const;
  const feedback = {
    truth: 'lymphocyte',
    right: false,
    origin: 'drawn',
    difficulty: 'easy',
    probabilities: {},
    attributes: [],
  } as const;
  const panel = await mount<QuizFeedbackPanel>('hv-quiz-feedback', {
    api,
    quiz: { ...quiz, examples },
    feedback,
    answer: 'monocyte',
  });
  const [lymphocyte, monocyte] = parts(panel, '.example img').map((picture) =>
    picture.getBoundingClientRect(),
  );
  expect(monocyte?.width).toBeGreaterThan(40);
  expect(lymphocyte?.width).toBeCloseTo((monocyte?.width ?? 0) / 2, 0);
  expect(lymphocyte?.height).toBeCloseTo(lymphocyte?.width ?? 0, 0);
});

it('keeps the table of what was taken for what inside its card', async () => {
  const confusion = CLASSES.flatMap((truth) => CLASSES.map((answer) => ({ truth, answer, cells: 12 })));
  const days = ['2026-11-20', '2026-11-21'].map((day) => ({ day, asked: 20, right: 15 }));
  const card: ScoreCard = { asked: 300, right: 60, ci95: [15.6, 25], confusion, days };
  const panel = await mount<ScoreCardPanel>('hv-score-card', { card });
  panel.style.width = '200px';
  const table = parts(panel, 'hv-confusion-table')[0];
  await expect.poll(() => table?.shadowRoot?.querySelectorAll('td').length).toBe(25);
  expect(table?.getBoundingClientRect().width).toBeLessThanOrEqual(200);
  expect(wordsOf(parts(panel, '.figure')[0])).toBe('20.0 % 60 of 300 right 95 % interval 15.6–25.0 %');
  expect(wordsOf(parts(panel, 'p')[1])).toContain('full height 100 %');
});
