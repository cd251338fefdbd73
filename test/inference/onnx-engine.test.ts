import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Engine, Tensors } from '../../src/inference/engine.ts';
import { openOnnxEngine } from '../../src/inference/onnx-engine.ts';
import { blankPicture, pictureTensor } from '../../src/inference/picture.ts';
import type { ModelToLoad } from '../../src/inference/worker-messages.ts';
import { graphPath } from './tiny-models.ts';

const rounds = (count: bigint): Tensors => ({
  rounds: { type: 'int64', data: BigInt64Array.of(count), shape: [1] },
});
/** Long enough on any machine to be cut short by a call timeout of 100 ms, and soon over in the worker. */
const LONG = 1_000_000n;

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
  engine = await openOnnxEngine({
    provider: 'cpu',
    threads: 1,
    models: [await model('detector.onnx', detectorInputs()), await model('slow.onnx', rounds(1n))],
    ...(callTimeoutMs === undefined ? {} : { callTimeoutMs }),
  });
  return engine;
}

describe('ONNX Runtime engine', () => {
  it('says what runs and what the models declare', async () => {
    const { provider, state, models } = await openBoth();
    expect([provider, state]).toEqual(['cpu', 'ready']);
    expect(models.slow).toEqual({
      inputs: [{ name: 'rounds', type: 'int64', shape: [1] }],
      outputs: [{ name: 'sum', type: 'float32', shape: [1] }],
    });
  });

  it('reads shared pixels as they are when the call is made', async () => {
    const running = await openBoth();
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

  it('fetches only the outputs asked for', async () => {
    const running = await openBoth();
    expect(Object.keys(await running.run('detector', detectorInputs(), ['scores']))).toEqual(['scores']);
  });

  it('answers calls in turn, each with its own result', async () => {
    const running = await openBoth();
    const sums = await Promise.all([3n, 1n, 2n].map((count) => running.run('slow', rounds(count))));
    expect(sums.map(({ sum }) => sum?.data[0])).toEqual([3, 1, 2]);
  });

  it.each([
    ['a model that is not there', 'nobody', rounds(1n)],
    ['an input that is missing', 'slow', {}],
    [
      'an input of the wrong type',
      'slow',
      { rounds: { type: 'float32', data: Float32Array.of(1), shape: [1] } },
    ],
  ] satisfies [string, string, Tensors][])('rejects %s and goes on', async (_name, name, inputs) => {
    const running = await openBoth();
    await expect(running.run(name, inputs)).rejects.toMatchObject({ code: 'inference-failed' });
    expect((await running.run('slow', rounds(2n))).sum?.data[0]).toBe(2);
  });

  it('gives up a worker that hangs, rejects what waits for it, and starts a new one for the next call', async () => {
    const running = await openBoth(100);
    const waiting = [running.run('slow', rounds(LONG)), running.run('slow', rounds(1n))];
    for (const result of await Promise.allSettled(waiting)) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'inference-failed' } });
    }
    expect(running.state).toBe('restarting');
    const again = await Promise.all([running.run('slow', rounds(5n)), running.run('slow', rounds(6n))]);
    expect(again.map(({ sum }) => sum?.data[0])).toEqual([5, 6]);
    expect(running.state).toBe('ready');
  });

  it('rejects the call under way when it is closed, and all calls after', async () => {
    const running = await openBoth();
    const underWay = expect(running.run('slow', rounds(LONG))).rejects.toMatchObject({
      code: 'inference-failed',
    });
    // One turn of the loop: the call is with the worker.
    await new Promise(setImmediate);
    await running.close();
    await underWay;
    expect(running.state).toBe('closed');
    await expect(running.run('slow', rounds(1n))).rejects.toMatchObject({ code: 'inference-failed' });
    await running.close();
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
