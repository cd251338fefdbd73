import type { CellClass } from '../core/cells.ts';
import type { ScoreCard } from '../core/wire/learn.ts';
import { percentOf } from './measured.ts';

export interface QuizAnswer {
  readonly truth: CellClass;
  readonly answer: CellClass;
  /** UTC, RFC 3339. */
  readonly at: string;
}

/** How well cells were named: in all, by pairs of classes, and day by day. */
export function scoreCard(answers: readonly QuizAnswer[]): ScoreCard {
  const pairs = Map.groupBy(answers, ({ truth, answer }) => `${truth} ${answer}`);
  const days = Map.groupBy(answers, ({ at }) => at.slice(0, 10));
  const right = rightOf(answers);
  return {
    asked: answers.length,
    right,
    ci95: percentOf(right, answers.length)?.ci95 ?? null,
    confusion: [...pairs.values()].flatMap(([first, ...more]) =>
      first ? [{ truth: first.truth, answer: first.answer, cells: more.length + 1 }] : [],
    ),
    days: [...days]
      .map(([day, own]) => ({ day, asked: own.length, right: rightOf(own) }))
      .sort((a, b) => (a.day < b.day ? -1 : 1)),
  };
}

export function rightOf(answers: readonly Pick<QuizAnswer, 'truth' | 'answer'>[]): number {
  return answers.filter(({ truth, answer }) => truth === answer).length;
}
