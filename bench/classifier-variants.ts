/**
 * The classifier in all its forms, on one picture, one after the other in turn, so that what else the machine does
 * falls on all alike: `node bench/classifier-variants.ts [VARIANT.onnx …] [--threads 2] [--rounds 20]`.
 * Ratios are the medians over those of the shipped ONNX file; models/training/quantise.py makes further variants.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { classifierProbe } from '../src/inference/classifier.ts';
import type { Tensors } from '../src/inference/engine.ts';
import { loadManifest } from '../src/inference/manifest.ts';
import { openOnnxEngine } from '../src/inference/onnx-engine.ts';
import { blankPicture, pictureTensor } from '../src/inference/picture.ts';
import { readTfjsClassifier } from '../src/inference/tfjs-model.ts';
import type { ModelToLoad } from '../src/inference/worker-messages.ts';
import { PRODUCT } from '../src/product.ts';

const COUNTS = [1, 16, 20];
const OUTPUTS = ['embedding', 'known', 'attributes'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: 'string', default: '2' }, rounds: { type: 'string', default: '20' } },
});

/** A frame of 1280×720 and cells of 110 pixels in it; the time does not depend on what is seen. */
function inputs(count: number): Tensors {
  const picture = blankPicture(1280, 720);
  for (let at = 0; at < picture.pixels.length; at += 1) picture.pixels[at] = 128 + 100 * Math.sin(at * 0.013);
  const boxes = Array.from({ length: count }, (_, index) => [
    60 + (index % 5) * 220,
    40 + Math.floor(index / 5) * 160,
    110,
    110,
  ]);
  return {
    image: pictureTensor(picture),
    boxes: { type: 'float32', data: Float32Array.from(boxes.flat()), shape: [count, 4] },
  };
}

function median(durations: readonly number[]): number {
  return durations.toSorted((a, b) => a - b)[Math.floor(durations.length / 2)] ?? Number.NaN;
}

const { classifier } = await loadManifest(PRODUCT.modelDirectory);
const probe = classifierProbe();
const models: ModelToLoad[] = [
  { name: 'ONNX fp32 (shipped)', bytes: await classifier.read(), probe },
  ...positionals.map((file) => ({ name: basename(file), bytes: readFileSync(file), probe })),
  {
    name: 'TensorFlow.js',
    tfjs: await readTfjsClassifier(PRODUCT.modelDirectory, classifier.entry.sha256),
    probe,
  },
];
const threads = Number(values.threads);
const engine = await openOnnxEngine({ provider: 'cpu', threads, models });
try {
  console.log(
    `${threads} thread(s) for ONNX Runtime; TensorFlow.js on ${engine.models['TensorFlow.js']?.runtime}`,
  );
  for (const count of COUNTS) {
    const crops = inputs(count);
    const durations = models.map((): number[] => []);
    for (let round = -2; round < Number(values.rounds); round += 1) {
      for (const [index, { name }] of models.entries()) {
        const startedAtMs = performance.now();
        await engine.run(name, crops, OUTPUTS);
        if (round >= 0) durations[index]?.push(performance.now() - startedAtMs);
      }
    }
    const first = median(durations[0] ?? []);
    console.log(`\n${count} crop${count === 1 ? '' : 's'}`);
    for (const [index, { name }] of models.entries()) {
      const ms = median(durations[index] ?? []);
      console.log(`  ${name.padEnd(28)} ${ms.toFixed(1).padStart(8)} ms  × ${(ms / first).toFixed(2)}`);
    }
  }
} finally {
  await engine.close();
}
