// A program that ends while a call of its model goes on for ever.
import { readFileSync } from 'node:fs';
import type { Tensors } from '../../src/inference/engine.ts';
import { openOnnxEngine } from '../../src/inference/onnx-engine.ts';
import { graphPath } from './tiny-models.ts';

const FOR_EVER = 10n ** 15n;
const rounds = (count: bigint): Tensors => ({
  rounds: { type: 'int64', data: BigInt64Array.of(count), shape: [1] },
});
const models = [{ name: 'slow', bytes: readFileSync(graphPath('slow.onnx')), probe: rounds(1n) }];
const engine = await openOnnxEngine({ provider: 'cpu', threads: 1, models, callTimeoutMs: 200 });
await engine.run('slow', rounds(FOR_EVER)).catch(({ message }) => process.stdout.write(message));
process.exit();
