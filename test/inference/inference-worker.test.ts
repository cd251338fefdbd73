import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CallPace } from '../../src/inference/call-pace.ts';
import type { Tensors } from '../../src/inference/engine.ts';
import { InferenceWorker } from '../../src/inference/inference-worker.ts';
import { graphPath } from './tiny-models.ts';

const rounds = (count: bigint): Tensors => ({
  rounds: { type: 'int64', data: BigInt64Array.of(count), shape: [1] },
});

async function startSlow(): Promise<InferenceWorker> {
  const models = [{ name: 'slow', bytes: await readFile(graphPath('slow.onnx')), probe: rounds(1n) }];
  return InferenceWorker.start({ models, provider: 'cpu', threads: 1 }, { pace: new CallPace() });
}

describe('inference worker', () => {
  it('rejects the call it was stopped in, and waits for the runtime to let go', async () => {
    const worker = await startSlow();
    const call = worker.call('slow', rounds(500_000n), undefined);
    const rejected = expect(call).rejects.toMatchObject({ code: 'inference-failed' });
    await new Promise(setImmediate);
    await worker.stop();
    await rejected;
    expect(worker.alive).toBe(false);
    await expect(worker.call('slow', rounds(1n), undefined)).rejects.toMatchObject({
      code: 'inference-failed',
    });
  });

  it('does not wait for an answer to what could not be sent', async () => {
    const worker = await startSlow();
    // A function cannot be sent to a thread; the caller hears of it.
    const broken = { rounds: () => undefined } as unknown as Tensors;
    await expect(worker.call('slow', broken, undefined)).rejects.toThrow('could not be cloned');
    expect((await worker.call('slow', rounds(4n), undefined)).sum?.data[0]).toBe(4);
    await worker.stop();
  });
});
