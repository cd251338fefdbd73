import type { ChamberComparison } from '../core/hemocytometer-reading.ts';
import type { ChamberPicture } from '../core/wire/hemocytometer.ts';

/** What was read of a chamber, for a person at a terminal. */
export function chamberTable(read: ChamberPicture, comparison: ChamberComparison | null): string {
  if (!read.grid) return `${read.message}.\n`;
  const rows = read.squares.map(
    ({ row, column, complete, count }) =>
      `${`${row},${column}`.padEnd(8)}${String(count).padStart(6)}  ${complete ? '' : 'cut by the picture'}`,
  );
  const lines = ['square    cells', ...rows.map((row) => row.trimEnd()), '', concentrationLine(read)];
  if (comparison) lines.push(comparisonLine(comparison));
  return `${lines.join('\n')}\n`;
}

function concentrationLine({ concentration }: Extract<ChamberPicture, { grid: true }>): string {
  if (concentration === null) return 'No whole square is in view: no concentration.';
  const { count, areaMm2, dilution, perUl, ci95 } = concentration;
  const [value, low, high] = [perUl, ...ci95].map((number) =>
    Number(number.toPrecision(3)).toLocaleString('en'),
  );
  return `${count} cells on ${areaMm2} mm², diluted 1:${dilution}: ${value} per µL (95 %: ${low} to ${high})`;
}

function comparisonLine({ difference, limit, agree }: ChamberComparison): string {
  const verdict = agree ? 'agree' : 'DIFFER TOO MUCH: mix, fill and count again';
  return `The chambers differ by ${difference.toFixed(0)}, at most ${limit.toFixed(1)} is chance: they ${verdict}.`;
}
