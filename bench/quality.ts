/**
 * Cost and verdicts of the quality gate, the red-cell measures and the slide map: `node bench/quality.ts`.
 * Every field of the data sets is one that people chose to label, so that what is refused of them is refused wrongly,
 * apart from blur and thin places, which the sets hold too. Sets of one slide calibrate the gate as a slide does.
 */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Frame } from '../src/core/types.ts';
import { openModels } from '../src/inference/open-models.ts';
import { PRODUCT } from '../src/product.ts';
import { measureSharpness } from '../src/slide/focus.ts';
import { meanOf, reducedPicture, reduceLuminance } from '../src/slide/luminance.ts';
import { QualityGate } from '../src/slide/quality-gate.ts';
import { measureRedCells } from '../src/slide/red-cells.ts';
import { SlideMap } from '../src/slide/slide-map.ts';
import { StageFinder } from '../src/slide/stage-finder.ts';
import { measureColour } from '../src/slide/stain.ts';
import { readFrame } from '../test/slide/degraded.ts';
import { FIELD_SIZE, MICRONS_PER_PIXEL, simulatedSmear } from '../test/slide/simulated-field.ts';
import { hasSlideVideo, SLIDE_VIDEOS, slideFrames, slideTruth } from '../test/support/slide-video.ts';

const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url));
const REPEATS = 200;
/** Fields of a set that are looked at, spread over it: the detector takes a tenth of a second each. */
const MOST_FIELDS = 120;

/** Milliseconds of processor time of one call, when it has run often enough to be compiled. */
function costMs(work: () => void): number {
  for (let i = 0; i < 30; i++) work();
  const before = process.threadCpuUsage();
  for (let i = 0; i < REPEATS; i++) work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000 / REPEATS;
}

function printCosts(): void {
  const smear = simulatedSmear(1);
  const frame = smear.frame();
  const detections = smear.detections();
  const colour = measureColour(frame);
  const sharpness = measureSharpness(frame);
  const redCells = measureRedCells(detections, FIELD_SIZE);
  const gate = new QualityGate(FIELD_SIZE.width);
  const judged = () => gate.judge({ luminance: 180, colour, sharpness, speedPixels: 0 });
  const lines: readonly [string, () => void][] = [
    ['colour: ground, clipping, stain', () => measureColour(frame)],
    ['sharpness', () => measureSharpness(frame)],
    [`red cells of ${detections.length} detections`, () => measureRedCells(detections, FIELD_SIZE)],
    ['verdict', () => gate.judgeLayer(judged(), redCells)],
  ];
  console.log('one frame of 960 × 720');
  for (const [name, work] of lines) console.log(`  ${name.padEnd(36)} ${costMs(work).toFixed(3)} ms`);
}

async function printMap(): Promise<void> {
  const name = 'slide-a';
  if (!hasSlideVideo(name)) return console.log(`${name}: not here; skipped`);
  const { width, height } = slideTruth(name);
  const finder = new StageFinder({ width, height, micronsPerPixel: MICRONS_PER_PIXEL });
  const map = new SlideMap();
  let [takes, cpuMs] = [0, 0];
  for await (const frame of slideFrames(name)) {
    const field = finder.locate(frame);
    if (field.quality.verdict !== 'good') continue;
    const [before, { revision }] = [process.threadCpuUsage(), map];
    map.take(field, finder.cornerOf(field), field.quality.focus);
    map.follow(field, finder.cornerOf(field)());
    const { user, system } = process.threadCpuUsage(before);
    cpuMs += (user + system) / 1000;
    if (map.revision !== revision) takes++;
  }
  const { areaMm2, gapCount, tiles } = map.state('bench');
  const bytes = map.tiles.reduce((sum, { pixels }) => sum + pixels.length, 0);
  console.log(`map of ${name}: ${areaMm2.toFixed(4)} mm², ${gapCount} gaps, ${tiles.length} tiles`);
  console.log(
    `  ${(cpuMs / takes).toFixed(2)} ms a changed view (${takes}), state ${costMs(() => map.state('bench')).toFixed(2)} ms, pictures ${(bytes / 1e6).toFixed(1)} MB`,
  );
}

interface FieldSet {
  readonly name: string;
  readonly folder: string;
  /** Fields with the same are of one slide and calibrate one gate. */
  readonly slideOf: (file: string) => string;
}

const SETS: readonly FieldSet[] = [
  { name: 'bangkok', folder: 'bangkok/images', slideOf: (file) => file.split('_')[0] as string },
  { name: 'fields/val', folder: 'fields/val/images', slideOf: (file) => file },
];

function tally(verdicts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const verdict of verdicts) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const share = (count: number) => `${((100 * count) / verdicts.length).toFixed(1)} %`;
  return [...counts].map(([verdict, count]) => `${verdict} ${count} (${share(count)})`).join(', ');
}

async function printSets(): Promise<void> {
  const models = await openModels({
    directory: PRODUCT.modelDirectory,
    provider: 'cpu',
    threads: 2,
    rejectBelow: 0.4,
  });
  for (const { name, folder, slideOf } of SETS) {
    if (!existsSync(DATA + folder)) {
      console.log(`${name}: not here (../shared/data); skipped`);
      continue;
    }
    const gates = new Map<string, QualityGate>();
    const judge = async (file: string) => {
      const frame = await readFrame(`${DATA}${folder}/${file}`);
      const gate = gates.get(slideOf(file)) ?? new QualityGate(frame.width);
      gates.set(slideOf(file), gate);
      return gate.judgeLayer(
        judgeAtRest(gate, frame),
        measureRedCells(await models.detector.detect(frame), frame),
      );
    };
    const verdicts: string[] = [];
    const files = readdirSync(DATA + folder);
    const every = Math.ceil(files.length / MOST_FIELDS);
    for (const file of files.filter((_, index) => index % every === 0))
      verdicts.push((await judge(file)).verdict);
    console.log(`${name}: ${verdicts.length} fields of ${gates.size} slides: ${tally(verdicts)}`);
  }
  await models.close();
}

function judgeAtRest(gate: QualityGate, frame: Frame) {
  const picture = reducedPicture(frame.width, frame.height);
  reduceLuminance(frame, picture);
  const [luminance, colour] = [meanOf(picture), measureColour(frame)];
  return gate.judge({ luminance, colour, sharpness: measureSharpness(frame), speedPixels: 0 });
}

/** Frames of the videos that the truth calls sharp and slow. */
async function printVideos(): Promise<void> {
  for (const name of SLIDE_VIDEOS) {
    if (!hasSlideVideo(name)) continue;
    const { width, height, frames } = slideTruth(name);
    const finder = new StageFinder({ width, height, micronsPerPixel: MICRONS_PER_PIXEL });
    const verdicts: string[] = [];
    for await (const frame of slideFrames(name)) {
      const { verdict } = finder.locate(frame).quality;
      const [x, y, blur] = frames[frame.seq] ?? [0, 0, 9];
      const [beforeX, beforeY] = frames[Math.max(0, frame.seq - 1)] ?? [0, 0];
      const isGood = blur < 1 && Math.hypot(x - beforeX, y - beforeY) < 0.02 * width;
      if (isGood) verdicts.push(verdict);
    }
    console.log(`${name}: ${verdicts.length} sharp, slow frames: ${tally(verdicts)}`);
  }
}

printCosts();
await printMap();
await printVideos();
await printSets();
