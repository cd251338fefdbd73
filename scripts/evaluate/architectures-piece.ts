import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { table } from './markdown.ts';

const share = z.number().min(0).max(1);
const figure = z.object({ accuracy: share, ci95: z.tuple([share, share]), n: z.int().positive() });
type Figure = z.infer<typeof figure>;

/** What models/training/classifier/compare_architectures.py stores. */
const comparisonSchema = z.object({
  costs: z.record(
    z.string(),
    z.object({ parameters: z.int().positive(), mib: z.number(), milliseconds: z.number() }),
  ),
  rows: z
    .array(
      z.object({
        architecture: z.string(),
        start: z.string(),
        px: z.int().positive(),
        crops: z.int().positive().optional(),
        minutes: z.number().optional(),
        held_out: z.record(z.string(), z.object({ eight: figure, eleven: figure })),
      }),
    )
    .min(1),
});
type Row = z.infer<typeof comparisonSchema>['rows'][number];

const percent = (value: number): string => (100 * value).toFixed(1);

const figureText = ({ accuracy, ci95: [low, high] }: Figure): string =>
  `${percent(accuracy)} % (${percent(low)}–${percent(high)})`;

function trainingText({ start, crops, px, minutes }: Row): string {
  if (crops === undefined || minutes === undefined) return `${start}, ${px} px`;
  return `${start}, ${crops} crops of ${px} px, ${minutes.toFixed(1)} min`;
}

/**
 * Accuracy, size and time of the architectures that were tried beside the shipped one. Each takes a training run, so
 * they are copied from what the training scripts stored; empty where they stored nothing.
 */
export function architecturesPiece(file: string): string {
  if (!existsSync(file)) return '';
  const { costs, rows } = comparisonSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const columns = Object.entries(rows[0]?.held_out ?? {}).flatMap(([source, { eight, eleven }]) => [
    { source, view: 'eight' as const, head: `${source}, eight, n ${eight.n}` },
    { source, view: 'eleven' as const, head: `${source}, eleven, n ${eleven.n}` },
  ]);
  const cells = rows.map((row) => {
    const cost = costs[row.architecture];
    if (!cost) throw new Error(`${file} has no cost of ${row.architecture}`);
    const figures = columns.map(({ source, view }) => {
      const scores = row.held_out[source];
      return scores === undefined ? '–' : figureText(scores[view]);
    });
    const size = [cost.parameters / 1e6, cost.mib, cost.milliseconds].map((value) => value.toFixed(1));
    return [row.architecture, trainingText(row), ...size, ...figures];
  });
  const about =
    'Copied from `models/training/classifier/architectures.json`. What each run was given stands beside it: its start, the crops it saw, the processor minutes of one core. Only runs that were given the same compare, and none but the shipped weights was trained to its end. Cells from the boxes of the training data, at the side trained at. Weights in millions; MiB of the graph in fp32; milliseconds of one cell of a frame, cropped to 224 px, on two threads of a busy machine, the fastest of some hundred runs.';
  const head = [
    'architecture',
    'training',
    'weights',
    'MiB',
    'ms a cell',
    ...columns.map((column) => column.head),
  ];
  return `### Other architectures\n\n${about}\n\n${table(head, cells)}`;
}
