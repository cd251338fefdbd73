/**
 * From the pipe to the picture the models get, beside a plain copy of the same bytes: processor time for each picture of
 * 960×720, and what it leaves to the garbage collector. `node bench/frame-path.ts [--seconds 10]`
 */
import { PerformanceObserver } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { startChild } from '../src/capture/ffmpeg-child.ts';
import { FrameCutter } from '../src/capture/frame-cutter.ts';
import { FramePool } from '../src/capture/frame-pool.ts';
import { tellRow } from './row.ts';

const WIDTH = 960;
const HEIGHT = 720;
const PICTURE_BYTES = WIDTH * HEIGHT * 3;
/** The models read the picture where it lies. */
const COPIES = 2;
const MOST_PAUSE_MS = 10;

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '10' } } });
let longestPauseMs = 0;
let collections = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) {
    collections += 1;
    longestPauseMs = Math.max(longestPauseMs, duration);
  }
}).observe({ entryTypes: ['gc'] });

const plainMs = plainCopyMs();
const { pictures, processorMs } = await throughThePipe(Number(values.seconds));
console.log(
  `plain copy ${plainMs.toFixed(2)} ms of processor time a picture; from the pipe ${processorMs.toFixed(2)} ms`,
);
console.log(`${pictures} pictures: ${collections} collections, the longest ${longestPauseMs.toFixed(1)} ms`);
tellRow({
  measure: 'frame path, pipe to model',
  beside: 'a plain copy of the same bytes',
  figure: `${COPIES} copies (kernel to buffer, buffer to picture), ${(processorMs / plainMs).toFixed(1)} × its processor time`,
  reach: 'at most two copies',
  held: COPIES <= 2,
});
tellRow({
  measure: `garbage of ${pictures} pictures, longest pause`,
  beside: '–',
  figure: `${longestPauseMs.toFixed(1)} ms`,
  reach: '≤ 10 ms',
  held: longestPauseMs <= MOST_PAUSE_MS,
});

/** Processor time of one copy between two buffers, neither of them in the cache. */
function plainCopyMs(): number {
  const sources = Array.from({ length: 16 }, () => new Uint8Array(PICTURE_BYTES).fill(7));
  const target = new Uint8Array(PICTURE_BYTES);
  for (const source of sources) target.set(source);
  const before = process.cpuUsage();
  for (let round = 0; round < 20; round += 1) for (const source of sources) target.set(source);
  return usedMs(before) / (20 * sources.length);
}

/** A child that writes as fast as it is read. */
async function throughThePipe(seconds: number) {
  const pool = new FramePool(WIDTH, HEIGHT);
  const cutter = new FrameCutter(pool);
  let pictures = 0;
  const child = await startChild('cat', ['/dev/zero'], {
    onBytes: (bytes) => {
      for (const pixels of cutter.push(bytes)) {
        pictures += 1;
        pool.giveBack(pixels);
      }
    },
  });
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const processorMs = usedMs(before) / pictures;
  await child.stop();
  return { pictures, processorMs };
}

function usedMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
