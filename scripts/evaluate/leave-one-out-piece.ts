import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { table } from './markdown.ts';

const share = z.number().min(0).max(1);
/** A share with its interval, the mean of several draws of corrected cells, or a bare figure. */
const figure = z.union([
  z.object({ n: z.int(), accuracy: share, ci95: z.tuple([share, share]) }),
  z.object({ accuracy: share, draws: z.array(share).min(1) }),
  z.number(),
]);
type Figure = z.infer<typeof figure>;

/** The one part of scores.json that is read here; lists in it say what was trained on, and are left out. */
const scoresSchema = z.object({
  left_out: z.record(z.string(), z.record(z.string(), z.union([figure, z.array(z.unknown())]))).default({}),
});

const percent = (value: number): string => (100 * value).toFixed(1);

function figureText(value: Figure): string {
  if (typeof value === 'number') return value.toFixed(3);
  const accuracy = `${percent(value.accuracy)} %`;
  if ('n' in value) return `${accuracy} (${percent(value.ci95[0])}–${percent(value.ci95[1])}) of ${value.n}`;
  return `${accuracy} (draws ${percent(Math.min(...value.draws))}–${percent(Math.max(...value.draws))})`;
}

/**
 * Accuracy on each laboratory by weights that were trained without it. It takes a training run a laboratory, so it is
 * copied from what the training scripts stored; empty where they stored nothing.
 */
export function leaveOneOutPiece(scoresFile: string): string {
  if (!existsSync(scoresFile)) return '';
  const { left_out: stored } = scoresSchema.parse(JSON.parse(readFileSync(scoresFile, 'utf8')));
  const rows = Object.entries(stored).map(([name, values]) => {
    const figures = Object.entries(values).filter(([, value]) => !Array.isArray(value)) as [string, Figure][];
    return { name, figures: new Map(figures) };
  });
  const columns = [...new Set(rows.flatMap(({ figures }) => [...figures.keys()]))];
  if (columns.length === 0) return '';
  const cells = rows.map(({ name, figures }) => [
    name,
    ...columns.map((column) => {
      const value = figures.get(column);
      return value === undefined ? '–' : figureText(value);
    }),
  ]);
  const about =
    'Copied from `models/training/classifier/scores.json`: weights trained anew without the laboratory and measured on it. `corrected`: the head refitted from so many corrected cells a class.';
  return `### Laboratories never trained on\n\n${about}\n\n${table(['left out', ...columns], cells)}`;
}
