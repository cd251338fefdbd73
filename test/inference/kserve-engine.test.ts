import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, Tensors } from '../../src/inference/engine.ts';
import { openKserveEngine } from '../../src/inference/kserve-engine.ts';
import { openModels } from '../../src/inference/open-models.ts';
import { blankPicture, pictureTensor } from '../../src/inference/picture.ts';
import { describeEngine } from './engine-contract.ts';
import { KserveServer } from './kserve-server.ts';
import { graphPath, writeTinyModels } from './tiny-models.ts';

const rounds = (count: bigint): Tensors => ({
  rounds: { type: 'int64', data: BigInt64Array.of(count), shape: [1] },
});
const LONG = 2_000_000n;
const look = (width = 40, height = 30, level = 235): Tensors => ({
  image: pictureTensor(blankPicture(width, height, level)),
  scale: { type: 'float32', data: Float32Array.of(2), shape: [1] },
});
const MODELS = [
  { name: 'detector', probe: look() },
  { name: 'slow', probe: rounds(1n) },
];

let server: KserveServer;
beforeAll(async () => {
  const bytes = (name: string) => readFile(graphPath(`${name}.onnx`));
  server = await KserveServer.start(
    await Promise.all(MODELS.map(async (model) => ({ ...model, bytes: await bytes(model.name) }))),
    3,
  );
});
afterAll(() => server.close());

let engine: Engine | undefined;
afterEach(async () => {
  await engine?.close();
  engine = undefined;
});
const open = async (): Promise<Engine> => {
  engine = await openKserveEngine({ url: server.url, models: MODELS });
  return engine;
};

describeEngine('An inference server', {
  open: (callTimeoutMs) => openKserveEngine({ url: server.url, models: MODELS, callTimeoutMs }),
  model: 'slow',
  signature: {
    inputs: [{ name: 'rounds', type: 'int64', shape: [1] }],
    outputs: [{ name: 'sum', type: 'float32', shape: [1] }],
    runtime: 'onnxruntime_onnx',
  },
  quick: (tag) => rounds(BigInt(tag)),
  tagOf: ({ sum }) => Number(sum?.data[0]),
  long: () => rounds(LONG),
  wrong: [
    ['no rounds', {}],
    ['rounds of the wrong type', { rounds: { type: 'float32', data: Float32Array.of(1), shape: [1] } }],
  ],
});

describe('inference server', () => {
  it('is given pictures through shared memory on the same machine, and leaves none behind', async () => {
    // Of others on this machine.
    const folders = () => readdirSync('/dev/shm').filter((name) => name.startsWith('hematovision-'));
    const foldersBefore = folders();
    const running = await open();
    const regionsBefore = server.regionCount;
    server.throughMemory.length = 0;
    for (const side of [200, 300, 200]) {
      const { image, scale } = look(side, side, 50);
      const { kinds } = await running.run('detector', { image, scale } as Tensors);
      expect(kinds?.data).toHaveLength(3);
    }
    expect(server.throughMemory).toEqual(['image', 'image', 'image']);
    expect(server.regionCount).toBe(regionsBefore + 1);
    await running.close();
    expect(server.regionCount).toBe(regionsBefore);
    expect(folders()).toEqual(foldersBefore);
  });

  it('may go away and come back', async () => {
    const running = await open();
    const { port } = server;
    await server.vanish();
    await expect(running.run('slow', rounds(1n))).rejects.toMatchObject({
      code: 'inference-failed',
      message: expect.stringContaining('away'),
    });
    expect(running.state).toBe('restarting');
    await server.listen(port);
    expect((await running.run('slow', rounds(4n))).sum?.data).toEqual(Float32Array.of(4));
    expect(running.state).toBe('ready');
  });

  it('that is away at the start is told with its address', async () => {
    await expect(openKserveEngine({ url: 'http://127.0.0.1:9', models: [] })).rejects.toMatchObject({
      code: 'provider-unavailable',
      message: expect.stringContaining('http://127.0.0.1:9'),
    });
  });

  it('that lacks a model is refused', async () => {
    const models = [{ name: 'unheard-of', probe: {} }];
    await expect(openKserveEngine({ url: server.url, models })).rejects.toMatchObject({
      code: 'provider-unavailable',
      message: expect.stringContaining('unheard-of'),
    });
  });

  it('with other weights than the checked ones is refused', async () => {
    await using tiny = await writeTinyModels();
    const other = await KserveServer.start([
      { name: 'detector', bytes: await readFile(graphPath('detector.onnx')), probe: look() },
      { name: 'classifier', bytes: await readFile(graphPath('slow.onnx')), probe: rounds(1n) },
    ]);
    try {
      const settings = { directory: tiny.directory, threads: 1, rejectBelow: 0.4 };
      await expect(
        openModels({ ...settings, provider: 'kserve', kserveUrl: other.url }),
      ).rejects.toMatchObject({ code: expect.stringMatching(/model-invalid|provider-unavailable/) });
    } finally {
      await other.close();
    }
  });

  it('runs the models of a folder, verified against their checked weights', async () => {
    await using tiny = await writeTinyModels();
    const file = (name: string) => readFile(graphPath(`${name}.onnx`));
    const boxes: Tensors[string] = { type: 'float32', data: Float32Array.of(1, 1, 9, 9), shape: [1, 4] };
    const image = pictureTensor(blankPicture(40, 30));
    const triton = await KserveServer.start([
      { name: 'detector', bytes: await file('detector'), probe: look() },
      { name: 'classifier', bytes: await file('classifier'), probe: { image, boxes } },
    ]);
    try {
      const settings = { directory: tiny.directory, threads: 1, rejectBelow: 0.4 };
      const models = await openModels({ ...settings, provider: 'kserve', kserveUrl: triton.url });
      expect(models.provider).toBe('kserve');
      const cells = await models.classifier.classify(blankPicture(40, 30), [[1, 1, 9, 9]]);
      expect(cells).toHaveLength(1);
      await models.close();
    } finally {
      await triton.close();
    }
  });
});
