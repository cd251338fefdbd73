import { cpus } from 'node:os';
import type { Box } from '../../src/core/types.ts';
import type { Models } from '../../src/inference/open-models.ts';
import type { Picture } from '../../src/inference/picture.ts';
import { table } from './markdown.ts';
import { simulatedFields } from './simulated-fields.ts';

const WARM_UPS = 3;
const ROUNDS = 25;
const CELL_PIXELS = 160;

async function medianMs(run: () => Promise<unknown>): Promise<number> {
  const durations: number[] = [];
  for (let round = -WARM_UPS; round < ROUNDS; round += 1) {
    const startedAtMs = performance.now();
    await run();
    if (round >= 0) durations.push(performance.now() - startedAtMs);
  }
  return durations.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] as number;
}

function boxes(count: number, { width, height }: Picture): Box[] {
  return Array.from({ length: count }, (_, index) => [
    (index * 211) % (width - CELL_PIXELS),
    (index * 97) % (height - CELL_PIXELS),
    CELL_PIXELS,
    CELL_PIXELS,
  ]);
}

/** How long the product's calls take here, on a simulated field. */
export async function speedPart(models: Models, threads: number): Promise<string> {
  const [field] = simulatedFields();
  if (!field) throw new Error('the simulator drew no field');
  const picture = await field.load();
  const { micronsPerPixel } = field;
  const rows: (readonly [string, () => Promise<unknown>])[] = [
    ['detector, one field', () => models.detector.detect(picture, { micronsPerPixel })],
    ['classifier, 1 cell', () => models.classifier.classify(picture, boxes(1, picture))],
    ['classifier, 16 cells', () => models.classifier.classify(picture, boxes(16, picture))],
  ];
  const measured: string[][] = [];
  for (const [name, run] of rows) measured.push([name, `${(await medianMs(run)).toFixed(1)} ms`]);
  const processors = cpus();
  const machine = `${processors[0]?.model ?? 'unknown processor'}, ${processors.length} cores seen, ${threads} threads used, provider ${models.provider}`;
  return `Median of ${ROUNDS} calls at ${picture.width}×${picture.height} on this machine: ${machine}.\n\n${table(['call', 'time'], measured)}`;
}
