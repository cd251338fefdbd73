import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { v7 as newUuid } from 'uuid';
import { openFfmpegSource } from '../capture/ffmpeg-source.ts';
import { probeVideo, type VideoFacts } from '../capture/probe-video.ts';
import { type Config, parseConfig } from '../config.ts';
import { ALL_CELL_CLASSES, type CellClass, CLASS_FACTS } from '../core/cells.ts';
import { HematovisionError } from '../core/errors.ts';
import type { Cell, FieldVerdict } from '../core/types.ts';
import { type Models, openModels } from '../inference/open-models.ts';
import { runPipeline, type Stages } from '../pipeline.ts';
import { PRODUCT } from '../product.ts';
import { differential, emptyTally } from '../slide/differential.ts';
import { Slide } from '../slide/slide.ts';
import { EXIT } from './exit-codes.ts';
import { showProgress } from './progress.ts';

const USAGE = `usage: hematovision scan VIDEO [OPTIONS]

Counts the white cells of a slide video, each once: the live pipeline over every frame, as fast as it can.

  --json                  print one JSON object: every cell with its class, frame and box
  --microns-per-pixel N   scale of the video (default 0.075)
  --help
`;

const STALL_MS = 60_000;

/** What was counted on one video. */
interface ScanResult {
  readonly cells: readonly Cell[];
  readonly frames: number;
  /** Frames by verdict; only good ones are counted from. */
  readonly verdicts: Readonly<Partial<Record<FieldVerdict, number>>>;
}

export async function runScan(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      'microns-per-pixel': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  const [path] = positionals;
  if (path === undefined || positionals.length > 1)
    throw new HematovisionError('usage', 'scan takes one video');
  const config = scanConfig(values['microns-per-pixel']);
  const video = await probeVideo(path);
  const models = await openModels({
    ...config.inference,
    directory: config.inference.modelDirectory ?? PRODUCT.modelDirectory,
  });
  try {
    const result = await scan({ path, video, config, models });
    process.stdout.write(values.json ? `${JSON.stringify(jsonResult(path, result))}\n` : report(result));
    return EXIT.ok;
  } finally {
    await models.close();
  }
}

function scanConfig(micronsPerPixel: string | undefined): Config {
  return parseConfig(
    micronsPerPixel === undefined ? {} : { slide: { micronsPerPixel: Number(micronsPerPixel) } },
    'command line',
  );
}

interface ScanOptions {
  readonly path: string;
  readonly video: VideoFacts;
  readonly config: Config;
  readonly models: Models;
}

async function scan({ path, video, config, models }: ScanOptions): Promise<ScanResult> {
  const { width, height, frames: expected } = video;
  const { micronsPerPixel } = config.slide;
  const { rejectBelow } = config.inference;
  const modelSha256 = models.models[1].sha256;
  const slide = new Slide({ width, height, micronsPerPixel, rejectBelow, modelSha256, newId: newUuid });
  const cells = new Map<string, Cell>();
  const verdicts: Partial<Record<FieldVerdict, number>> = {};
  let frames = 0;
  const progress = showProgress('scanning', expected ?? null);
  const stages: Stages = {
    slide: () => slide,
    detect: (frame) => models.detector.detect(frame, { micronsPerPixel }),
    classify: (frame, boxes) => models.classifier.classify(frame, boxes),
    record: async (_field, changes) => {
      for (const { cell } of changes) cells.set(cell.id, cell);
    },
    show: async ({ quality }) => {
      frames += 1;
      verdicts[quality.verdict] = (verdicts[quality.verdict] ?? 0) + 1;
      progress.at(frames, `${cells.size} cells`);
    },
    failed: (_frame, reason) => {
      throw reason;
    },
  };
  const source = openFfmpegSource({
    address: { kind: 'file', path },
    width,
    height,
    fps: video.fps || 30,
    stallMs: STALL_MS,
    loop: false,
    pace: 'asap',
  });
  try {
    await runPipeline(source.frames(new AbortController().signal), stages);
  } finally {
    progress.done();
  }
  return { cells: [...cells.values()], frames, verdicts };
}

/** The form the acceptance scorer reads: a cell's 0-based frame and its box there. */
function jsonResult(path: string, { cells, frames, verdicts }: ScanResult) {
  return {
    video: basename(path),
    frames,
    verdicts,
    cells: cells.map(({ id, class: name, probability, frameSeq, box, xUm, yUm }) => ({
      id,
      kind: name === 'platelet' ? 'platelet' : 'wbc',
      class: name,
      probability,
      frame: frameSeq,
      box,
      xUm,
      yUm,
    })),
  };
}

function report({ cells, frames, verdicts }: ScanResult): string {
  const tally = emptyTally();
  for (const cell of cells) tally[cell.class] += 1;
  const { n, rows } = differential({ session: '', accession: null, revision: 0, status: 'ended', tally });
  const lines = rows.map(({ class: name, count, percent, ci95 }) =>
    [
      CLASS_FACTS[name].label.padEnd(22),
      String(count).padStart(5),
      percent === null || ci95 === null
        ? ''
        : `${percent.toFixed(1).padStart(6)} %  ${ci95.map((limit) => limit.toFixed(1).padStart(5)).join(' –')}`,
    ].join('  '),
  );
  const outside = ALL_CELL_CLASSES.filter((name: CellClass) => !CLASS_FACTS[name].inDenominator).map(
    (name) => `${CLASS_FACTS[name].label.padEnd(22)}  ${String(tally[name]).padStart(5)}`,
  );
  const refused = frames - (verdicts.good ?? 0);
  return `${[...lines, '', `${'White cells'.padEnd(22)}  ${String(n).padStart(5)}`, ...outside].join('\n')}
${frames} frames, ${refused} refused. Decision support: a qualified person verifies every cell.
`;
}
