import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine, Tensors } from '../../src/inference/engine.ts';
import { openOnnxEngine } from '../../src/inference/onnx-engine.ts';
import { blankPicture, pictureTensor } from '../../src/inference/picture.ts';
import type { ModelToLoad } from '../../src/inference/worker-messages.ts';
import { describeEngine } from './engine-contract.ts';
import { graphPath } from './tiny-models.ts';

const rounds = (count: bigint): Tensors => ({
  rounds: { type: 'int64', data: BigInt64Array.of(count), shape: [1] },
});
/** Long enough on any machine to be cut short by the contract's call timeout, and soon over in the worker. */
const LONG = 2_000_000n;

const detectorInputs = (): Tensors => ({
  image: pictureTensor(blankPicture(40, 30, 50)),
  scale: { type: 'float32', data: Float32Array.of(2), shape: [1] },
});

async function model(file: string, probe: Tensors): Promise<ModelToLoad> {
  return { name: file.replace('.onnx', ''), bytes: await readFile(graphPath(file)), probe };
}

let engine: Engine | undefined;
afterEach(async () => {
  await engine?.close();
  engine = undefined;
});

async function openBoth(callTimeoutMs?: number): Promise<Engine> {
  return openOnnxEngine({
    provider: 'cpu',
    threads: 1,
    models: [await model('detector.onnx', detectorInputs()), await model('slow.onnx', rounds(1n))],
    ...(callTimeoutMs === undefined ? {} : { callTimeoutMs }),
  });
}

describeEngine('ONNX Runtime', {
  open: openBoth,
  model: 'slow',
  signature: {
    inputs: [{ name: 'rounds', type: 'int64', shape: [1] }],
    outputs: [{ name: 'sum', type: 'float32', shape: [1] }],
    runtime: 'onnxruntime-node',
  },
  quick: (tag) => rounds(BigInt(tag)),
  tagOf: ({ sum }) => Number(sum?.data[0]),
  long: () => rounds(LONG),
  wrong: [
    ['no rounds', {}],
    ['rounds of the wrong type', { rounds: { type: 'float32', data: Float32Array.of(1), shape: [1] } }],
  ],
});

describe('ONNX Runtime engine', () => {
  it('says which provider runs', async () => {
    engine = await openBoth();
    expect(engine.provider).toBe('cpu');
  });

  it('reads shared pixels as they are when the call is made', async () => {
    const running = await openBoth();
    engine = running;
    const picture = blankPicture(40, 30);
    const scale: Tensors[string] = { type: 'float32', data: Float32Array.of(2), shape: [1] };
    const look = () => running.run('detector', { image: pictureTensor(picture), scale });
    expect((await look()).scores?.data).toHaveLength(0);
    picture.pixels.fill(0, 0, 3);
    const { boxes, kinds } = await look();
    expect(boxes?.shape).toEqual([3, 4]);
    expect([...(boxes?.data ?? [])].slice(0, 8)).toEqual([0, 0, 1, 1, 0, 0, 32, 32]);
    expect(kinds?.data).toEqual(BigInt64Array.of(0n, 1n, 2n));
  });

  it('refuses a file that is no ONNX graph', async () => {
    const models = [{ name: 'garbage', bytes: Buffer.from('no graph at all'), probe: {} }];
    await expect(openOnnxEngine({ provider: 'cpu', threads: 1, models })).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('garbage'),
    });
  });

  it('refuses a graph that cannot take the inputs it will be given', async () => {
    const models = [await model('slow.onnx', detectorInputs())];
    await expect(openOnnxEngine({ provider: 'cpu', threads: 1, models })).rejects.toMatchObject({
      code: 'model-invalid',
    });
  });

  it.each(['cuda', 'tensorrt'] as const)('never takes the CPU when asked for %s', async (provider) => {
    const models = [await model('slow.onnx', rounds(1n))];
    await expect(openOnnxEngine({ provider, threads: 1, models })).rejects.toMatchObject({
      code: 'provider-unavailable',
      message: expect.stringContaining(provider),
    });
  });
});
