/**
 * Speed and drift of registration on the slide videos with truth, every frame: `node bench/registration.ts`.
 * In these videos the picture of a moving stage lies a quarter of a frame's way behind the truth (fitted on both:
 * 0.246 to 0.258), as the middle of an exposure of half a frame does behind its end. Errors are given against both
 * moments: against the middle they are drift alone.
 */
import type { Frame } from '../src/core/types.ts';
import { StageFinder } from '../src/slide/stage-finder.ts';
import {
  hasSlideVideo,
  SLIDE_VIDEOS,
  type SlideVideo,
  slideFrames,
  slideTruth,
} from '../test/support/slide-video.ts';

const RESTING_PIXELS = 2;
const EXPOSURE_MIDDLE = 0.25;

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

function errorLine(name: string, errors: readonly number[]): string {
  const figures = [
    quantile(errors, 0.5),
    quantile(errors, 0.95),
    quantile(errors, 1),
    rootMeanSquare(errors),
  ];
  const [median, p95, max, rms] = figures.map((figure) => figure.toFixed(2));
  return `  ${name.padEnd(22)} ${String(errors.length).padStart(5)} frames   median ${median}  p95 ${p95}  max ${max}  RMS ${rms} px`;
}

/** Runs `work` and gives its time on the processor, in milliseconds, whatever else the machine does. */
function timed<T>(work: () => T): [result: T, cpuMs: number] {
  const before = process.threadCpuUsage();
  const result = work();
  const { user, system } = process.threadCpuUsage(before);
  return [result, (user + system) / 1000];
}

async function measure(name: SlideVideo): Promise<void> {
  const { width, height, frames } = slideTruth(name);
  const finder = new StageFinder({ width, height, micronsPerPixel: 1 });
  const all: number[] = [];
  const shown: number[] = [];
  const resting: number[] = [];
  const times: number[] = [];
  const verdicts = new Map<string, number>();
  let lost = 0;
  for await (const frame of slideFrames(name)) {
    const [field, cpuMs] = timed(() => finder.locate(frame as Frame));
    times.push(cpuMs);
    verdicts.set(field.quality.verdict, (verdicts.get(field.quality.verdict) ?? 0) + 1);
    if (field.pose.confidence === 0) {
      lost++;
      continue;
    }
    const [x, y] = frames[frame.seq] ?? [Number.NaN, Number.NaN];
    const [beforeX, beforeY] = frames[Math.max(0, frame.seq - 1)] ?? [x, y];
    const { xUm, yUm } = field.pose;
    const error = Math.hypot(xUm - x, yUm - y);
    all.push(error);
    shown.push(
      Math.hypot(xUm - x + EXPOSURE_MIDDLE * (x - beforeX), yUm - y + EXPOSURE_MIDDLE * (y - beforeY)),
    );
    if (Math.hypot(x - beforeX, y - beforeY) < RESTING_PIXELS) resting.push(error);
  }
  const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  console.log(
    `${name}: ${width} × ${height}, ${times.length} frames, ${lost} lost, ${finder.map.keyframes.length} keyframes`,
  );
  console.log(
    `  ${(1000 / mean).toFixed(0)} frames/s on one core (mean ${mean.toFixed(2)} ms, p95 ${quantile(times, 0.95).toFixed(2)} ms, max ${quantile(times, 1).toFixed(2)} ms)`,
  );
  console.log(errorLine('at rest', resting));
  console.log(errorLine('middle of exposure', shown));
  console.log(errorLine('end of exposure', all));
  console.log(`  verdicts: ${[...verdicts].map(([verdict, count]) => `${verdict} ${count}`).join(', ')}`);
}

for (const name of SLIDE_VIDEOS) {
  if (hasSlideVideo(name)) await measure(name);
  else console.log(`${name}: not here (../shared/data/video); skipped`);
}
