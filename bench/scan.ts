/**
 * What counting a slide costs, frame by frame, on the recorded slides with truth (or a video given as argument):
 * registration and quality gate, the detector's share of frames, the model's share of time, cells a second.
 * `node bench/scan.ts [VIDEO]`
 */

import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openFfmpegSource } from '../src/capture/ffmpeg-source.ts';
import { probeVideo } from '../src/capture/probe-video.ts';
import { scanSlide } from '../src/cli/slide-scan.ts';
import { parseConfig } from '../src/config.ts';
import { openModels } from '../src/inference/open-models.ts';
import { PRODUCT } from '../src/product.ts';

const folder = fileURLToPath(new URL('../../shared/data/video/', import.meta.url));
const [given] = process.argv.slice(2);
const videos = given === undefined ? [`${folder}slide-a.mp4`, `${folder}slide-b.mp4`] : [given];
const config = parseConfig({}, 'defaults');
const { modelDirectory = PRODUCT.modelDirectory, ...inference } = config.inference;
const models = await openModels({ ...inference, directory: modelDirectory });
try {
  for (const path of videos) {
    if (existsSync(path)) await measure(path);
    else console.log(`${basename(path)}: not here; skipped`);
  }
} finally {
  await models.close();
}

async function measure(path: string): Promise<void> {
  const video = await probeVideo(path);
  const address = { kind: 'file', path } as const;
  const pace = { fps: 30, stallMs: 60_000, loop: false, pace: 'asap' } as const;
  const source = openFfmpegSource({ address, width: video.width, height: video.height, ...pace });
  const scan = await scanSlide({ source, video, config, models, realtime: false });
  const { elapsedMs, modelMs } = scan.times;
  const white = scan.cells.filter((cell) => cell.class !== 'platelet').length;
  const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(0)} %`;
  console.log(`${basename(path)}: ${scan.frames} frames in ${(elapsedMs / 1000).toFixed(1)} s`);
  console.log(
    `  ${((1000 * scan.frames) / elapsedMs).toFixed(0)} frames/s, ${((1000 * white) / elapsedMs).toFixed(2)} white cells/s`,
  );
  console.log(`  the detector looked at ${scan.looks} frames (${share(scan.looks, scan.frames)})`);
  console.log(
    `  models ${share(modelMs, elapsedMs)} of the time; the rest, decoding included, ${((elapsedMs - modelMs) / scan.frames).toFixed(2)} ms a frame`,
  );
}
