/**
 * The real daemon at its work: a camera of 960×720 at 30 frames/s with five white cells in view, one real viewer. A row
 * a minute, so that growth would show:
 *
 *   npm run bench:live -- [--minutes 1] [--source SOURCE]
 *
 * Beside it, measured first: detector and classifier alone, on the same number of cells.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parseConfig } from '../src/config.ts';
import type { Box } from '../src/core/types.ts';
import { decodeFrameMessage } from '../src/core/wire/live.ts';
import { openModels } from '../src/inference/open-models.ts';
import { dappledPicture } from '../src/inference/picture.ts';
import { PRODUCT } from '../src/product.ts';
import { USUAL_MICRONS_PER_PIXEL } from '../src/scale.ts';
import { writeCrowdedSlide } from './crowded-slide.ts';
import { percentile } from './percentile.ts';
import { processorSeconds, secondsBetween } from './processor-time.ts';
import { tellRow } from './row.ts';
import { metric, type RunningInstrument, startInstrument } from './running-instrument.ts';

const CELLS_IN_VIEW = 5;
const VIDEO_SECONDS = 40;
const ROUNDS_ALONE = 40;
const MOST_LATENCY_MS = 100;
const LEAST_SHARE = 0.9;
const MOST_RESIDENT_MIB = 350;
const MOST_DRIFT_MS = 20;
const LONGEST_PAUSE_S = '0.01';

interface Minute {
  readonly latencyMs: number;
  readonly residentMiB: number;
}

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '1' }, source: { type: 'string' } },
});
const folder = mkdtempSync(join(tmpdir(), 'hematovision-live-'));
try {
  const alone = await modelsAlone();
  const instrument = await startInstrument(values.source ?? (await crowdedSlide()));
  try {
    await measure(instrument, alone);
  } finally {
    await instrument.stop();
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function crowdedSlide(): Promise<string> {
  const path = join(folder, 'crowded.mp4');
  await writeCrowdedSlide(path, CELLS_IN_VIEW, VIDEO_SECONDS);
  return `file:${path}`;
}

/** p95 of a look and of naming what it found, with nothing else going on, in milliseconds. */
async function modelsAlone(): Promise<number> {
  const { inference } = parseConfig({}, 'defaults');
  const models = await openModels({ ...inference, provider: 'cpu', directory: PRODUCT.modelDirectory });
  const picture = dappledPicture(960, 720);
  const boxes = Array.from({ length: CELLS_IN_VIEW }, (_, index): Box => [index * 150, 200, 110, 110]);
  const timesMs: number[] = [];
  for (let round = -5; round < ROUNDS_ALONE; round += 1) {
    const startedMs = performance.now();
    await models.detector.detect(picture, { micronsPerPixel: USUAL_MICRONS_PER_PIXEL });
    await models.classifier.classify(picture, boxes);
    if (round >= 0) timesMs.push(performance.now() - startedMs);
  }
  await models.close();
  return percentile(timesMs, 0.95);
}

async function measure(instrument: RunningInstrument, aloneMs: number): Promise<void> {
  const { pid, residentMiB } = instrument;
  let latenciesMs: number[] = [];
  const viewer = instrument.watch((message) => latenciesMs.push(decodeFrameMessage(message).header.ageMs));
  await new Promise((resolve) => viewer.once('open', resolve));
  const [metricsBefore, threadsBefore] = [await instrument.metrics(), processorSeconds(pid)];
  // Later the same cells come round again, and what is known is not looked at again.
  const afterFirstPass = sleep(1000 * Math.min(VIDEO_SECONDS, 60 * Number(values.minutes))).then(() =>
    processorSeconds(pid),
  );
  const all: number[] = [];
  const minutes: Minute[] = [];
  console.log('minute  frames/s  capture to overlay p50  p95  p99 ms  resident MiB');
  for (let minute = 1; minute <= Number(values.minutes); minute += 1) {
    await sleep(60_000);
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(latenciesMs, share).toFixed(0));
    const rate = (latenciesMs.length / 60).toFixed(1);
    console.log(
      `${String(minute).padStart(6)}  ${rate.padStart(8)}  ${p50?.padStart(22)}  ${p95?.padStart(3)}  ${p99?.padStart(6)}  ${residentMiB().toFixed(0).padStart(12)}`,
    );
    minutes.push({ latencyMs: percentile(latenciesMs, 0.95), residentMiB: residentMiB() });
    all.push(...latenciesMs);
    latenciesMs = [];
  }
  viewer.close();
  const metrics = await instrument.metrics();
  const grown = (series: string) => metric(metrics, series) - (metric(metricsBefore, series) || 0);
  const threads = await afterFirstPass;
  const inModels = secondsBetween(threadsBefore, threads, isModelThread);
  const share = inModels / secondsBetween(threadsBefore, threads);
  const looks = grown('hematovision_looks_total');
  const cells = metric(metrics, 'hematovision_session_white_cells');
  const dropped = grown('hematovision_dropped_frames_total');
  console.log(
    `${looks} looks, ${grown('hematovision_skipped_looks_total')} skipped; ${cells} white cells counted`,
  );
  tellRow({
    measure: 'capture to overlay, p95',
    beside: 'detector + classifier alone, p95',
    figure: `${percentile(all, 0.95).toFixed(0)} ms (models alone ${aloneMs.toFixed(0)} ms); ${dropped} frames dropped`,
    reach: `≤ ${MOST_LATENCY_MS} ms, drops counted`,
    held: percentile(all, 0.95) <= MOST_LATENCY_MS && Number.isFinite(dropped),
  });
  tellRow({
    measure: 'processor time inside the models, while every view is new',
    beside: 'all of the daemon',
    figure: `${(100 * share).toFixed(0)} %`,
    reach: `≥ ${100 * LEAST_SHARE} %`,
    held: share >= LEAST_SHARE,
  });
  tellDrift(minutes);
  tellPauses(metrics, metricsBefore);
}

function tellDrift(minutes: readonly Minute[]): void {
  const third = Math.ceil(minutes.length / 3);
  const mean = (rows: readonly Minute[], key: keyof Minute) =>
    rows.reduce((sum, row) => sum + row[key], 0) / rows.length;
  const drift = (key: keyof Minute) => mean(minutes.slice(-third), key) - mean(minutes.slice(0, third), key);
  const most = Math.max(...minutes.map(({ residentMiB }) => residentMiB));
  tellRow({
    measure: `drift over ${minutes.length} min, last third beside first`,
    beside: '–',
    figure: `p95 ${drift('latencyMs').toFixed(1)} ms, resident ${drift('residentMiB').toFixed(1)} MiB`,
    reach: `p95 ≤ +${MOST_DRIFT_MS} ms`,
    held: drift('latencyMs') <= MOST_DRIFT_MS,
  });
  tellRow({
    measure: 'resident memory, both models, at most',
    beside: '–',
    figure: `${most.toFixed(0)} MiB`,
    reach: `≤ ${MOST_RESIDENT_MIB} MiB`,
    held: most <= MOST_RESIDENT_MIB,
  });
}

/** From the histogram that the daemon publishes of its own collections. */
function tellPauses(after: string, before: string): void {
  const kinds = ['minor', 'incremental', 'major', 'weakcb'];
  const counted = (text: string, series: (kind: string) => string) =>
    kinds.reduce((sum, kind) => sum + (metric(text, series(kind)) || 0), 0);
  const grown = (series: (kind: string) => string) => counted(after, series) - counted(before, series);
  const pauses = grown((kind) => `nodejs_gc_duration_seconds_count{kind="${kind}"}`);
  const short = grown((kind) => `nodejs_gc_duration_seconds_bucket{le="${LONGEST_PAUSE_S}",kind="${kind}"}`);
  tellRow({
    measure: 'garbage collector, pauses over 10 ms',
    beside: '–',
    figure: `${pauses - short} of ${pauses}`,
    reach: 'none',
    held: pauses === short,
  });
}

function isModelThread(name: string): boolean {
  return name === 'inference';
}
