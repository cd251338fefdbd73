/**
 * Counts simulated slides whose truth is known: `node bench/simulated-slides.ts [--slides 20] [--cells 400] [--first-seed 101]
 * [--mix normal]`. Draws each slide as a video, scans it, compares, and deletes it. Twenty slides of 400 white
 * cells take hours on two cores.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { SlideTruth, TruthCell } from '../src/capture/simulator/truth.ts';
import type { Box } from '../src/core/types.ts';

/** Of a scan at the simulator's pace: about one white cell in 0.7 s lies well apart from its neighbours. */
const SECONDS_A_CELL = 0.7;
/** A cell is found where the centre of its box lies in a true one, or so near to it. */
const NEAR_PIXELS = 8;

interface CountedCell {
  readonly kind: string;
  readonly class: string;
  readonly frame: number;
  readonly box: Box;
}

interface Score {
  readonly countable: number;
  readonly found: number;
  readonly twice: number;
  readonly ghosts: number;
  readonly right: number;
}

const launcher = fileURLToPath(new URL('../hematovision', import.meta.url));
const { values } = parseArgs({
  options: {
    slides: { type: 'string', default: '20' },
    cells: { type: 'string', default: '400' },
    'first-seed': { type: 'string', default: '101' },
    mix: { type: 'string', default: 'normal' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'hematovision-slides-'));
const scores: Score[] = [];
try {
  console.log(' seed  countable  found  twice  ghosts  count error  class of eleven');
  for (let i = 0; i < Number(values.slides); i++) {
    const seed = Number(values['first-seed']) + i;
    const score = await countSlide(seed);
    scores.push(score);
    console.log(row(String(seed), score));
  }
  console.log(row('all', total(scores)));
} finally {
  rmSync(folder, { recursive: true });
}

async function countSlide(seed: number): Promise<Score> {
  const [video, truth] = [join(folder, 'slide.mp4'), join(folder, 'slide.json')];
  const seconds = String(Math.ceil(Number(values.cells) * SECONDS_A_CELL));
  const plan = ['--seed', String(seed), '--seconds', seconds, '--wbc', values.cells, '--mix', values.mix];
  await run(['simulate', '--out', video, '--truth', truth, ...plan]);
  const report = await run(['scan', video, '--json']);
  return compare(JSON.parse(readFileSync(truth, 'utf8')), JSON.parse(report).cells);
}

function compare(truth: SlideTruth, counted: readonly CountedCell[]): Score {
  const isWhite = ({ type }: TruthCell) => type === 'WBC';
  const white = truth.cells.filter(isWhite).map((cell) => ({ cell, hits: [] as CountedCell[] }));
  let ghosts = 0;
  for (const cell of counted) {
    if (cell.kind !== 'wbc' || cell.class === 'erythroblast') continue;
    const [left, top] = truth.frames[cell.frame] ?? [0, 0];
    const [x, y] = [left + cell.box[0] + cell.box[2] / 2, top + cell.box[1] + cell.box[3] / 2];
    const hit = white.find(({ cell: at }) => isIn(at, x, y));
    if (hit) hit.hits.push(cell);
    else ghosts++;
  }
  const countable = white.filter(({ cell }) => cell.sharpFrames >= 5);
  const found = countable.filter(({ hits }) => hits.length > 0);
  return {
    countable: countable.length,
    found: found.length,
    twice: white.reduce((sum, { hits }) => sum + Math.max(0, hits.length - 1), 0),
    ghosts,
    right: found.filter(({ cell, hits }) => hits[0]?.class === cell.fineClass).length,
  };
}

function isIn({ x, y, w, h }: TruthCell, px: number, py: number): boolean {
  const [dx, dy] = [px - x, py - y];
  return dx > -NEAR_PIXELS && dx < w + NEAR_PIXELS && dy > -NEAR_PIXELS && dy < h + NEAR_PIXELS;
}

function total(all: readonly Score[]): Score {
  const sum = (of: keyof Score) => all.reduce((value, score) => value + score[of], 0);
  return {
    countable: sum('countable'),
    found: sum('found'),
    twice: sum('twice'),
    ghosts: sum('ghosts'),
    right: sum('right'),
  };
}

function row(name: string, { countable, found, twice, ghosts, right }: Score): string {
  const error = Math.abs(found + twice + ghosts - countable) / Math.max(1, countable);
  const figures = [
    ...[name.padStart(5), String(countable).padStart(10), String(found).padStart(6)],
    ...[String(twice).padStart(6), String(ghosts).padStart(7), `${(100 * error).toFixed(2)} %`.padStart(12)],
    `${((100 * right) / Math.max(1, found)).toFixed(1)} %`.padStart(16),
  ];
  return figures.join(' ');
}

async function run(args: readonly string[]): Promise<string> {
  const child = spawn(launcher, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`hematovision ${args.join(' ')} ended with ${code}`);
  return output;
}
