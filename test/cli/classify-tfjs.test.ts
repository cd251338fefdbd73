import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { createSimulation } from '../../src/capture/simulator/simulation.ts';
import type { ClassifyLine } from '../../src/core/wire/cli.ts';
import { blankPicture } from '../../src/inference/picture.ts';
import { runCommand } from '../support/daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PLAN = { width: 480, height: 360, fps: 1, seed: 5, micronsPerPixel: 0.075 } as const;

async function simulatedPicture(): Promise<string> {
  const { width, height } = PLAN;
  const picture = blankPicture(width, height);
  createSimulation({ ...PLAN, mix: 'uniform', pace: 'stills', nucleatedPerMm2: 1500 }).shoot(
    0,
    picture.pixels,
  );
  const file = join(temporaryFolder(), 'field.png');
  await sharp(picture.pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(file);
  return file;
}

it('classify --backend tfjs says what runs and gives what ONNX Runtime gives', {
  timeout: 60_000,
}, async () => {
  const file = await simulatedPicture();
  const classify = async (...options: string[]) => {
    const { stdout, stderr, code } = await runCommand(['classify', '--jsonl', ...options, file]);
    expect(code, stderr).toBe(0);
    return { line: JSON.parse(stdout) as ClassifyLine, stderr };
  };
  const [onnx, tfjs] = [await classify(), await classify('--backend', 'tfjs')];
  expect(onnx.stderr).toBe('');
  expect(tfjs.stderr).toMatch(/@tensorflow\/tfjs-(node-gpu|node|backend-wasm)/);
  expect(tfjs.line.class).toBe(onnx.line.class);
  for (const [name, probability] of Object.entries(onnx.line.probabilities)) {
    expect(Math.abs(tfjs.line.probabilities[name as 'basophil'] - probability), name).toBeLessThan(1e-3);
  }
});
