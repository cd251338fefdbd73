/**
 * The classifier of the product (worker, checks, head) beside ONNX Runtime and TensorFlow.js alone, which only run the
 * network: `node bench/crops.ts [--rounds 12]`. In turn, a few runs each, so that what else the machine does falls on
 * all alike; the ratios are of the medians.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { parseConfig } from '../src/config.ts';
import type { Box } from '../src/core/types.ts';
import type { Tensors } from '../src/inference/engine.ts';
import { loadManifest } from '../src/inference/manifest.ts';
import type { ModelSession } from '../src/inference/model-session.ts';
import { openModels } from '../src/inference/open-models.ts';
import { dappledPicture, pictureTensor } from '../src/inference/picture.ts';
import { readTfjsClassifier } from '../src/inference/tfjs-model.ts';
import { loadTfjsSession } from '../src/inference/tfjs-session.ts';
import { PRODUCT } from '../src/product.ts';
import { percentile } from './percentile.ts';
import { tellRow } from './row.ts';

const OUTPUTS = ['embedding', 'known', 'attributes'];
/** Of one contender before the next one's turn; the first of them warms up and does not count. */
const RUNS_A_TURN = { 1: 12, 20: 3 } as const;
type Count = keyof typeof RUNS_A_TURN;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '12' } } });
const directory = PRODUCT.modelDirectory;
const { inference } = parseConfig({}, 'defaults');
const { threads } = inference;
const picture = dappledPicture(960, 720);
const boxes = Array.from({ length: 20 }, (_, i): Box => [(i % 5) * 180, Math.floor(i / 5) * 180, 110, 110]);

const product = await openModels({ ...inference, provider: 'cpu', directory });
const { classifier } = await loadManifest(directory);
const counts = [1, 20] as const;
console.log(`${threads} threads for ONNX Runtime`);
console.log('crops  product ms  alone ms');
try {
  const runtime = await InferenceSession.create(join(directory, classifier.entry.file), {
    intraOpNumThreads: threads,
    // As in the product: threads that spin on would take the cores from whoever has the next turn.
    extra: { session: { intra_op: { allow_spinning: '1', spin_duration_us: '50' } } },
  });
  for (const count of counts) await besideOnnx(runtime, count);
  await runtime.release();
  // Only now: what it leaves to be collected would take processor time from the others.
  const tfjs = await readTfjsClassifier(directory, classifier.entry.sha256);
  const session = await loadTfjsSession({ name: 'classifier', tfjs, probe: inputs(boxes.slice(0, 1)) });
  for (const count of counts) await besideTfjs(session, count);
  await session.release();
} finally {
  await product.close();
}

function inputs(some: readonly Box[]): Tensors {
  const data = Float32Array.from(some.flat());
  return { image: pictureTensor(picture), boxes: { type: 'float32', data, shape: [some.length, 4] } };
}

async function besideOnnx(runtime: InferenceSession, count: Count): Promise<void> {
  const { ours, alone } = await inTurn(count, async (tensors) => {
    const feeds = Object.entries(tensors).map(
      ([name, { type, data, shape }]) => [name, new Tensor(type, data, shape)] as const,
    );
    const results = await runtime.run(Object.fromEntries(feeds), OUTPUTS);
    for (const result of Object.values(results)) result.dispose();
  });
  tellRow({
    measure: name(count),
    beside: 'ONNX Runtime alone',
    figure: `${(ours / alone).toFixed(2)} × its time`,
    reach: '≤ 1.1 ×',
    held: ours <= 1.1 * alone,
  });
}

async function besideTfjs(session: ModelSession, count: Count): Promise<void> {
  const { ours, alone } = await inTurn(count, (tensors) => session.run(tensors, OUTPUTS));
  tellRow({
    measure: name(count),
    beside: `TensorFlow.js alone (${session.signature.runtime})`,
    figure: `${(alone / ours).toFixed(1)} × faster`,
    reach: '≥ 8 ×',
    held: alone >= 8 * ours,
  });
}

/** Medians of both, in milliseconds. */
async function inTurn(count: Count, other: (tensors: Tensors) => Promise<unknown>) {
  const some = boxes.slice(0, count);
  const tensors = inputs(some);
  const timesMs: [number[], number[]] = [[], []];
  const contenders = [() => product.classifier.classify(picture, some), () => other(tensors)];
  for (let round = -2; round < Number(values.rounds); round += 1) {
    for (const [index, run] of contenders.entries()) {
      for (let turn = 0; turn < RUNS_A_TURN[count]; turn += 1) {
        const startedMs = performance.now();
        await run();
        if (round >= 0 && turn > 0) timesMs[index]?.push(performance.now() - startedMs);
      }
    }
  }
  const [ours, alone] = [percentile(timesMs[0], 0.5), percentile(timesMs[1], 0.5)];
  console.log(
    `${String(count).padStart(5)}  ${ours.toFixed(1).padStart(10)}  ${alone.toFixed(1).padStart(8)}`,
  );
  return { ours, alone };
}

function name(count: Count): string {
  return count === 1 ? 'one crop' : `${count} crops`;
}
