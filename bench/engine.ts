/**
 * Raw engine time: the shipped models through the worker thread, nothing else of the pipeline.
 * `node bench/engine.ts` (threads: HEMATOVISION_THREADS, default 2)
 */
import { parseConfig } from '../src/config.ts';
import type { Box } from '../src/core/types.ts';
import { openModels } from '../src/inference/open-models.ts';
import { blankPicture, type Picture } from '../src/inference/picture.ts';
import { PRODUCT } from '../src/product.ts';
import { USUAL_MICRONS_PER_PIXEL } from '../src/scale.ts';

const WARM_UPS = 5;
const ROUNDS = 50;

const { inference } = parseConfig({}, 'defaults');
const threads = Number(process.env.HEMATOVISION_THREADS ?? inference.threads);

/** The time does not depend on what is seen; noise only keeps the memory honest. */
function noise(width: number, height: number): Picture {
  const picture = blankPicture(width, height);
  let state = 1;
  for (let index = 0; index < picture.pixels.length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    picture.pixels[index] = state >>> 24;
  }
  return picture;
}

async function durationsMs(run: () => Promise<unknown>): Promise<number[]> {
  for (let round = 0; round < WARM_UPS; round += 1) await run();
  const durations: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAtMs = performance.now();
    await run();
    durations.push(performance.now() - startedAtMs);
  }
  return durations.sort((a, b) => a - b);
}

const at = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN)
    .toFixed(1)
    .padStart(8);

const models = await openModels({
  directory: inference.modelDirectory ?? PRODUCT.modelDirectory,
  provider: inference.provider,
  threads,
  rejectBelow: inference.rejectBelow,
});
try {
  const wide = noise(1280, 720);
  const live = noise(960, 720);
  const boxes = Array.from(
    { length: 16 },
    (_, index): Box => [(index % 4) * 200, Math.floor(index / 4) * 160, 120, 120],
  );
  const micronsPerPixel = USUAL_MICRONS_PER_PIXEL;
  const cases: readonly [string, () => Promise<unknown>][] = [
    ['detector 1280×720', () => models.detector.detect(wide, { micronsPerPixel })],
    ['detector 960×720', () => models.detector.detect(live, { micronsPerPixel })],
    ['classifier 1 crop of 960×720', () => models.classifier.classify(live, boxes.slice(0, 1))],
    ['classifier 16 crops of 960×720', () => models.classifier.classify(live, boxes)],
  ];
  console.log(
    `engine on ${models.provider}, ${threads} thread(s), ${micronsPerPixel} µm a pixel, ${ROUNDS} rounds`,
  );
  console.log(`${'ms'.padEnd(32)}     p50      p95`);
  for (const [name, run] of cases) {
    const sorted = await durationsMs(run);
    console.log(`${name.padEnd(32)}${at(sorted, 0.5)} ${at(sorted, 0.95)}`);
  }
} finally {
  await models.close();
}
