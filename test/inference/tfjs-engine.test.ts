import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSimulation } from '../../src/capture/simulator/simulation.ts';
import { truthOf } from '../../src/capture/simulator/truth.ts';
import { classifierProbe } from '../../src/inference/classifier.ts';
import type { Engine, Tensor, Tensors } from '../../src/inference/engine.ts';
import { loadManifest } from '../../src/inference/manifest.ts';
import { openOnnxEngine } from '../../src/inference/onnx-engine.ts';
import { blankPicture, pictureTensor } from '../../src/inference/picture.ts';
import { readTfjsClassifier, type TfjsModel } from '../../src/inference/tfjs-model.ts';
import { describeEngine } from './engine-contract.ts';

const MODELS = join(import.meta.dirname, '..', '..', 'models');
const TOLERANCE = 1e-3;
/** Feature maps go from 0 to 6, all other outputs from 0 to about 1. */
const RANGE: Readonly<Record<string, number>> = { maps: 6 };

const boxesTensor = (boxes: readonly (readonly number[])[]): Tensor => ({
  type: 'float32',
  data: Float32Array.from(boxes.flat()),
  shape: [boxes.length, 4],
});

/** Mean red, green and blue of each crop of 4 × 4, under the name `colour`. */
function tinyTfjsModel(): TfjsModel {
  const float = { type: 'DT_FLOAT' };
  const shape = { shape: { dim: [-1, 4, 4, 3].map((size) => ({ size: String(size) })) } };
  const names = { inputs: { crops: { name: 'crops' } }, outputs: { colour: { name: 'colour' } } };
  const weights = new Uint8Array(new SharedArrayBuffer(8));
  // The axes of height and width, as int32.
  new Int32Array(weights.buffer).set([1, 2]);
  return {
    weights,
    graph: {
      modelTopology: {
        versions: { producer: 1 },
        node: [
          { name: 'crops', op: 'Placeholder', attr: { dtype: float, shape } },
          { name: 'axes', op: 'Const', attr: { dtype: { type: 'DT_INT32' } } },
          {
            name: 'colour',
            op: 'Mean',
            input: ['crops', 'axes'],
            attr: { T: float, keep_dims: { b: false } },
          },
        ],
      },
      signature: names,
      weightsManifest: [{ paths: ['weights.bin'], weights: [{ name: 'axes', shape: [2], dtype: 'int32' }] }],
      userDefinedMetadata: {
        onnxSha256: '',
        weightsSha256: '',
        cropSide: 4,
        inputs: [
          { name: 'image', type: 'uint8', shape: ['height', 'width', 3] },
          { name: 'boxes', type: 'float32', shape: ['cells', 4] },
        ],
        outputs: [{ name: 'colour', type: 'float32', shape: ['cells', 3] }],
      },
    },
  };
}

const boxCount = (count: number): Tensors => ({
  image: pictureTensor(blankPicture(40, 30)),
  boxes: boxesTensor(Array.from({ length: count }, () => [4, 4, 16, 16])),
});

describeEngine('TensorFlow.js', {
  open: (callTimeoutMs = 60_000) =>
    openOnnxEngine({
      provider: 'cpu',
      threads: 1,
      models: [{ name: 'tiny', tfjs: tinyTfjsModel(), probe: classifierProbe() }],
      callTimeoutMs,
    }),
  model: 'tiny',
  signature: {
    inputs: tinyTfjsModel().graph.userDefinedMetadata.inputs,
    outputs: tinyTfjsModel().graph.userDefinedMetadata.outputs,
    runtime: '@tensorflow/tfjs-backend-wasm',
  },
  quick: boxCount,
  tagOf: ({ colour }) => colour?.shape[0] ?? Number.NaN,
  long: () => boxCount(5_000),
  wrong: [
    ['no boxes', { image: pictureTensor(blankPicture(40, 30)) }],
    [
      'boxes of three numbers',
      { ...boxCount(1), boxes: { type: 'float32', data: new Float32Array(3), shape: [1, 3] } },
    ],
    [
      'pixels of the wrong type',
      { ...boxCount(1), image: { type: 'float32', data: new Float32Array(3), shape: [1, 1, 3] } },
    ],
  ],
});

/** Simulated fields and the boxes of some cells in them; some hang over the edge. */
function simulatedFields(count: number, cellsEach: number): Tensors[] {
  const plan = {
    width: 480,
    height: 360,
    fps: 1,
    seed: 77,
    micronsPerPixel: 0.075,
    mix: 'uniform',
    pace: 'stills',
  } as const;
  const simulation = createSimulation(plan);
  const { cells, frames } = truthOf(plan, count, '');
  return Array.from({ length: count }, (_, seq) => {
    const picture = blankPicture(plan.width, plan.height);
    simulation.shoot(seq, picture.pixels);
    const [left = 0, top = 0] = frames[seq] ?? [];
    const boxes = cells
      .map(({ x, y, w, h }) => [x - left, y - top, w, h] as const)
      .filter(([x, y, w, h]) => x + w > 0 && y + h > 0 && x < plan.width && y < plan.height)
      .slice(0, cellsEach);
    return { image: pictureTensor(picture), boxes: boxesTensor(boxes) };
  });
}

function greatestDifference(a: Tensor | undefined, b: Tensor | undefined): number {
  if (a?.type !== 'float32' || b?.type !== 'float32') throw new Error('an output is missing');
  expect(b.shape).toEqual(a.shape);
  return a.data.reduce((most, value, at) => Math.max(most, Math.abs(value - (b.data[at] as number))), 0);
}

async function openBoth(): Promise<Engine> {
  const { classifier } = await loadManifest(MODELS);
  const tfjs = await readTfjsClassifier(MODELS, classifier.entry.sha256);
  const probe = classifierProbe();
  return openOnnxEngine({
    provider: 'cpu',
    threads: 1,
    models: [
      { name: 'onnx', bytes: await classifier.read(), probe },
      { name: 'tfjs', tfjs, probe },
    ],
  });
}

describe('the shipped TensorFlow.js classifier', () => {
  it('gives what the ONNX classifier gives, on 100 cells of simulated fields', {
    timeout: 240_000,
  }, async () => {
    const engine = await openBoth();
    let crops = 0;
    for (const inputs of simulatedFields(11, 10)) {
      const expected = await engine.run('onnx', inputs);
      const given = await engine.run('tfjs', inputs);
      expect(Object.keys(given).sort()).toEqual(Object.keys(expected).sort());
      for (const [name, output] of Object.entries(expected)) {
        expect(greatestDifference(output, given[name]), name).toBeLessThan(TOLERANCE * (RANGE[name] ?? 1));
      }
      crops += inputs.boxes?.shape[0] ?? 0;
    }
    await engine.close();
    expect(crops).toBeGreaterThanOrEqual(100);
  });

  it('declares what the manifest declares, and was made from the shipped ONNX file', async () => {
    const { classifier } = await loadManifest(MODELS);
    const { graph } = await readTfjsClassifier(MODELS, classifier.entry.sha256);
    const { inputs, outputs } = graph.userDefinedMetadata;
    expect({ inputs, outputs }).toEqual({
      inputs: classifier.entry.inputs,
      outputs: classifier.entry.outputs,
    });
  });

  it('is refused beside another ONNX file', async () => {
    await expect(readTfjsClassifier(MODELS, '0'.repeat(64))).rejects.toMatchObject({
      code: 'model-checksum',
    });
  });

  it('is missed where there is none', async () => {
    await expect(readTfjsClassifier(join(MODELS, 'training'), '')).rejects.toMatchObject({
      code: 'model-missing',
    });
  });

  it('comes in one file of weights that fills its shapes', async () => {
    const { graph, weights } = await readTfjsClassifier(
      MODELS,
      (await loadManifest(MODELS)).classifier.entry.sha256,
    );
    const manifest = JSON.parse(await readFile(join(MODELS, 'classifier-tfjs', 'model.json'), 'utf8'));
    const numbers = manifest.weightsManifest[0].weights.map(({ shape }: { shape: number[] }) =>
      shape.reduce((product, size) => product * size, 1),
    );
    expect(numbers.reduce((sum: number, count: number) => sum + count, 0) * 4).toBe(weights.length);
    expect(graph.weightsManifest[0].paths).toEqual(['weights.bin']);
  });
});
