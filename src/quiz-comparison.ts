import type { QuizRecord, QuizSetRecord } from './store/quiz-table.ts';

/**
 * How everybody answered the questions of a set, as CSV (RFC 4180): a row a question, a column a person who has
 * answered all, the numbers of right answers below.
 */
export function quizComparison(set: QuizSetRecord, quizzes: readonly QuizRecord[]): string {
  const finished = quizzes.filter(({ answers }) => !answers.includes(null));
  const rows = set.questions.map(({ truth, difficulty, origin }, position) => [
    String(position + 1),
    truth,
    difficulty,
    origin,
    ...finished.map(({ answers }) => answers[position] ?? ''),
  ]);
  const right = finished.map(
    ({ answers }) => set.questions.filter(({ truth }, position) => answers[position] === truth).length,
  );
  const people = finished.map(({ by }) => by.replace(/^person:/, ''));
  const table = [
    ['question', 'truth', 'difficulty', 'origin', ...people],
    ...rows,
    ['right', '', '', '', ...right.map(String)],
    ['percent', '', '', '', ...right.map((count) => ((100 * count) / set.questions.length).toFixed(1))],
  ];
  return table.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

/** A program that shows tables must not take a name for a formula. */
function quoted(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
