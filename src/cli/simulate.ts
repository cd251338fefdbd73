import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { SimulationPlan } from '../capture/simulator/simulation.ts';
import { openSimulator } from '../capture/simulator/simulator-source.ts';
import { MAX_NUCLEATED_PER_MM2 } from '../capture/simulator/slide.ts';
import { densityFor, truthOf } from '../capture/simulator/truth.ts';
import { startEncoder, videoFile } from '../capture/simulator/video-encoder.ts';
import { HematovisionError, messageOf } from '../core/errors.ts';

const HELP = `hematovision simulate --out slide.mp4 [--truth slide.json] [options]

Writes a video of the simulated microscope and what it shows; with --chamber a picture of a counting chamber
(simulate --chamber --help).

  --out FILE        video to write (H.264; the ending names the container)
  --truth FILE      JSON: stage path and blur of every frame, every cell with class and place
  --seed N          which slide; the same seed gives the same pixels (1)
  --seconds S       length (60)
  --wbc N           the scan meets about N white cells (about one in 1.5 s when left out)
  --mix MIX         normal: an adult differential; uniform: each class as often (normal)
  --pace PACE       scan: moves, dwells, drifts; stills: another field in every frame (scan)
  --width N --height N --fps N        the camera (960, 720, 30)
  --microns-per-pixel U               scale (0.075)
  --help
`;

interface SimulateOptions {
  readonly out: string;
  readonly truth: string | undefined;
  readonly frameCount: number;
  readonly plan: SimulationPlan;
}

/** `hematovision simulate`: writes a video and its truth. Resolves to the exit code; throws HematovisionError. */
export async function runSimulate(argv: readonly string[]): Promise<number> {
  if (argv.includes('--chamber')) {
    const { runSimulateChamber } = await import('./simulate-chamber.ts');
    return runSimulateChamber(argv.filter((argument) => argument !== '--chamber'));
  }
  const options = parseOptions(argv);
  if (!options) {
    process.stdout.write(HELP);
    return 0;
  }
  if (options.truth !== undefined) await writeTruth(options, options.truth);
  await writeVideo(options);
  return 0;
}

/** The truth needs no picture, so it comes first: a path that cannot be written shows at once. */
async function writeTruth({ plan, frameCount, out }: SimulateOptions, path: string): Promise<void> {
  const truth = truthOf(plan, frameCount, basename(out));
  try {
    await writeFile(path, `${JSON.stringify(truth)}\n`);
  } catch (cause) {
    throw new HematovisionError('file-missing', `Cannot write ${path}: ${messageOf(cause)}`, { cause });
  }
}

/** undefined: help was asked for. */
function parseOptions(argv: readonly string[]): SimulateOptions | undefined {
  const values = parseFlags(argv);
  if (values.help) return undefined;
  if (values.out === undefined) throw new HematovisionError('usage', 'simulate needs --out FILE');
  const { mix, pace } = values;
  if (mix !== 'normal' && mix !== 'uniform')
    throw new HematovisionError('usage', `--mix ${mix}: normal or uniform`);
  if (pace !== 'scan' && pace !== 'stills')
    throw new HematovisionError('usage', `--pace ${pace}: scan or stills`);
  const fps = numberOf('fps', values.fps, { low: 1, high: 240 });
  const seconds = numberOf('seconds', values.seconds, { low: 1 / fps, high: 86_400 });
  const plan: SimulationPlan = {
    width: wholeOf('width', values.width, { low: 160, high: 4096 }) & ~1,
    height: wholeOf('height', values.height, { low: 120, high: 4096 }) & ~1,
    fps,
    seed: wholeOf('seed', values.seed, { low: 0, high: 2 ** 31 - 1 }),
    micronsPerPixel: numberOf('microns-per-pixel', values['microns-per-pixel'], { low: 0.02, high: 1 }),
    mix,
    pace,
  };
  const frameCount = Math.max(1, Math.round(seconds * fps));
  return {
    out: values.out,
    truth: values.truth,
    frameCount,
    plan: withWhiteCells(plan, frameCount, values.wbc),
  };
}

function parseFlags(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        out: { type: 'string' },
        truth: { type: 'string' },
        seed: { type: 'string', default: '1' },
        seconds: { type: 'string', default: '60' },
        wbc: { type: 'string' },
        mix: { type: 'string', default: 'normal' },
        pace: { type: 'string', default: 'scan' },
        width: { type: 'string', default: '960' },
        height: { type: 'string', default: '720' },
        fps: { type: 'string', default: '30' },
        'microns-per-pixel': { type: 'string', default: '0.075' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    throw new HematovisionError('usage', messageOf(cause), { cause });
  }
}

interface Bounds {
  readonly low: number;
  readonly high: number;
}

function numberOf(name: string, text: string, { low, high }: Bounds): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= low && value <= high))
    throw new HematovisionError('usage', `--${name} ${text}: a number from ${low} to ${high}`);
  return value;
}

function wholeOf(name: string, text: string, bounds: Bounds): number {
  const value = numberOf(name, text, bounds);
  if (!Number.isInteger(value)) throw new HematovisionError('usage', `--${name} ${text}: a whole number`);
  return value;
}

function withWhiteCells(plan: SimulationPlan, frameCount: number, wbc: string | undefined): SimulationPlan {
  if (wbc === undefined) return plan;
  const wanted = wholeOf('wbc', wbc, { low: 1, high: 100_000 });
  const perWantedCell = densityFor(plan, frameCount, 1);
  const most = Math.floor(MAX_NUCLEATED_PER_MM2 / perWantedCell);
  if (wanted > most) {
    throw new HematovisionError(
      'usage',
      `--wbc ${wanted}: no more than ${most} fit into what ${frameCount} frames see`,
      {
        hint: 'Take more --seconds, or --pace stills.',
      },
    );
  }
  return { ...plan, nucleatedPerMm2: perWantedCell * wanted };
}

/** Pipes every frame to one ffmpeg child; its last lines are in the error when it fails. */
async function writeVideo({ plan, frameCount, out }: SimulateOptions): Promise<void> {
  const encoder = startEncoder(plan, videoFile(out));
  const stop = new AbortController();
  encoder.ended.catch(() => stop.abort());
  const progress = process.stderr.isTTY
    ? (done: number) => process.stderr.write(`\r${done}/${frameCount} frames`)
    : undefined;
  try {
    const source = openSimulator({ ...plan, delivery: 'every', frameCount });
    for await (const frame of source.frames(stop.signal)) {
      await encoder.write(frame.pixels);
      frame.release();
      if (frame.seq % 30 === 29 || frame.seq === frameCount - 1) progress?.(frame.seq + 1);
    }
  } finally {
    encoder.finish();
    if (progress) process.stderr.write('\n');
  }
  await encoder.ended;
}
