import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CellClass } from '../../src/core/cells.ts';
import { quizDifficulty } from '../../src/slide/quiz-difficulty.ts';
import { chooseQuestions, type QuizCandidate } from '../../src/slide/quiz-questions.ts';
import { scoreCard } from '../../src/slide/score-card.ts';

const CLASSES: readonly CellClass[] = ['lymphocyte', 'monocyte', 'neutrophil_band', 'blast'];

const candidates = fc
  .array(
    fc.record({
      truth: fc.constantFrom(...CLASSES),
      difficulty: fc.constantFrom('easy' as const, 'medium' as const, 'hard' as const),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((all): QuizCandidate[] => all.map((one, index) => ({ cell: `c${index}`, ...one })));

const count = (questions: readonly QuizCandidate[], name: CellClass) =>
  questions.filter(({ truth }) => truth === name).length;

describe('choosing questions', () => {
  it('asks each cell once, so many as are wanted or there are, and the same for the same seed', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 1, max: 40 }), fc.integer(), (all, length, seed) => {
        const wanted = { length, difficulty: null, seed };
        const questions = chooseQuestions(all, wanted);
        expect(questions).toHaveLength(Math.min(length, all.length));
        expect(new Set(questions.map(({ cell }) => cell)).size).toBe(questions.length);
        expect(chooseQuestions(all, wanted)).toEqual(questions);
      }),
    );
  });

  it('asks the classes as evenly as there are cells', () => {
    fc.assert(
      fc.property(candidates, fc.integer({ min: 1, max: 40 }), fc.integer(), (all, length, seed) => {
        const questions = chooseQuestions(all, { length, difficulty: null, seed });
        const most = Math.max(...CLASSES.map((name) => count(questions, name)));
        for (const name of CLASSES)
          expect(count(questions, name)).toBeGreaterThanOrEqual(Math.min(count(all, name), most - 1));
      }),
    );
  });

  it('takes the wanted difficulty first, and the next where it does not suffice', () => {
    const pile = (['easy', 'easy', 'medium', 'hard', 'hard'] as const).map(
      (difficulty, index): QuizCandidate => ({ cell: `c${index}`, truth: 'lymphocyte', difficulty }),
    );
    const levels = (difficulty: 'easy' | 'hard', length: number) =>
      chooseQuestions(pile, { length, difficulty, seed: 1 })
        .map((question) => question.difficulty)
        .sort();
    expect(levels('hard', 2)).toEqual(['hard', 'hard']);
    expect(levels('easy', 3)).toEqual(['easy', 'easy', 'medium']);
  });
});

describe('difficulty', () => {
  it.each([
    ['monocyte', { monocyte: 0.97, lymphocyte: 0.03 }, false, 'easy'],
    ['monocyte', { monocyte: 0.8, lymphocyte: 0.2 }, false, 'medium'],
    ['monocyte', { monocyte: 0.6, lymphocyte: 0.4 }, false, 'hard'],
    ['monocyte', { lymphocyte: 0.99 }, false, 'hard'],
    ['monocyte', { monocyte: 1 }, true, 'hard'],
    // What only people name, the classifier takes for something else.
    ['blast', { promyelocyte: 0.9 }, false, 'hard'],
  ] as const)('%s with %j', (truth, probabilities, disagreed, level) => {
    expect(quizDifficulty(truth, probabilities, disagreed)).toBe(level);
  });
});

describe('score card', () => {
  it('counts what was right in all, by pairs and by days', () => {
    const at = (day: number) => `2026-11-${day}T10:00:00.000Z`;
    const card = scoreCard([
      { truth: 'monocyte', answer: 'lymphocyte', at: at(22) },
      { truth: 'monocyte', answer: 'monocyte', at: at(21) },
      { truth: 'monocyte', answer: 'lymphocyte', at: at(22) },
    ]);
    expect(card).toMatchObject({ asked: 3, right: 1 });
    expect(card.ci95?.map(Math.round)).toEqual([1, 91]);
    expect(card.confusion).toEqual([
      { truth: 'monocyte', answer: 'lymphocyte', cells: 2 },
      { truth: 'monocyte', answer: 'monocyte', cells: 1 },
    ]);
    expect(card.days).toEqual([
      { day: '2026-11-21', asked: 1, right: 1 },
      { day: '2026-11-22', asked: 2, right: 0 },
    ]);
  });

  it('says nothing of nothing', () => {
    expect(scoreCard([])).toEqual({ asked: 0, right: 0, ci95: null, confusion: [], days: [] });
  });
});
