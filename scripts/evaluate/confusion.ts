import type { Seen } from './view.ts';

/** How one class fared. */
export interface ClassFigures {
  readonly cells: number;
  readonly right: number;
  /** How often the class was named. */
  readonly named: number;
}

/** Cells by what they are (rows) and what they were named (columns). */
export function confusionMatrix(seen: readonly Seen[], size: number): number[][] {
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (const { truth, named } of seen) {
    const row = matrix[truth] as number[];
    row[named] = (row[named] ?? 0) + 1;
  }
  return matrix;
}

/** Cells, right answers and namings of each class of a confusion matrix. */
export function classFigures(matrix: readonly (readonly number[])[]): ClassFigures[] {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return matrix.map((row, index) => ({
    cells: sum(row),
    right: row[index] ?? 0,
    named: sum(matrix.map((other) => other[index] ?? 0)),
  }));
}

/** Mean over the classes that occur of the harmonic mean of precision and recall. */
export function macroF1(figures: readonly ClassFigures[]): number {
  const present = figures.filter(({ cells }) => cells > 0);
  const scores = present.map(({ cells, right, named }) => (2 * right) / (cells + named));
  return scores.reduce((total, score) => total + score, 0) / present.length;
}
