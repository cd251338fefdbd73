import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { CellAnswer } from './answers.ts';
import { shareText, table } from './markdown.ts';

/** Picture file → attribute → what the pathologists said (WBCAtt). */
function readTruth(file: string): Map<string, Map<string, string>> {
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  return new Map(
    lines.map((line) => {
      const values = line.split(',');
      return [values[0] ?? '', new Map(names.map((name, index) => [name, values[index] ?? '']))];
    }),
  );
}

interface Tally {
  cells: number;
  right: number;
  readonly truths: Map<string, number>;
}

/** Accuracy of every morphological attribute, beside what always naming its commonest value would reach. */
export function attributePiece(answers: readonly CellAnswer[], file: string): string {
  if (!existsSync(file)) return '';
  const truth = readTruth(file);
  const tallies = new Map<string, Tally>();
  for (const { picture, classification } of answers) {
    const known = truth.get(basename(picture));
    for (const { name, value } of (known && classification.attributes) || []) {
      const tally = tallies.get(name) ?? { cells: 0, right: 0, truths: new Map() };
      const right = known?.get(name) ?? '';
      tally.cells += 1;
      if (value === right) tally.right += 1;
      tally.truths.set(right, (tally.truths.get(right) ?? 0) + 1);
      tallies.set(name, tally);
    }
  }
  if (tallies.size === 0) return '';
  const rows = [...tallies].map(([name, { cells, right, truths }]) => [
    name.replaceAll('_', ' '),
    String(cells),
    shareText(right, cells),
    shareText(Math.max(...truths.values()), cells),
  ]);
  const about =
    'WBCAtt labels of held-out Barcelona cells, of those that the product describes: cells it names as mature white cells.';
  return `### Morphology\n\n${about}\n\n${table(['attribute', 'cells', 'right', 'commonest value alone'], rows)}`;
}
