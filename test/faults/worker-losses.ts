import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { classifierProbe } from '../../src/inference/classifier.ts';
import { detectorProbe, detectorTrial } from '../../src/inference/detector.ts';
import { loadManifest } from '../../src/inference/manifest.ts';
import { openOnnxEngine } from '../../src/inference/onnx-engine.ts';
import { PRODUCT } from '../../src/product.ts';
import { faultyEntry } from '../inference/faulty-entry.ts';

export interface LossReport {
  /** From a call that is never answered until it is told. */
  readonly noticedMs: readonly number[];
  /** From then until the next call is answered, by a new worker with the models loaded. */
  readonly servedMs: readonly number[];
}

/** Loses the worker of the shipped models again and again, each after three calls that it answered. */
export async function loseWorkers({
  kind,
  times,
  folder,
}: {
  readonly kind: 'dies' | 'hangs';
  readonly times: number;
  readonly folder: string;
}): Promise<LossReport> {
  const { detector, classifier } = await loadManifest(PRODUCT.modelDirectory);
  const hanging = join(folder, 'hanging');
  const { model, inputs, outputs } = detectorTrial();
  const engine = await openOnnxEngine({
    ...{ provider: 'cpu', threads: 2 },
    models: [
      { name: 'detector', read: detector.read, probe: detectorProbe() },
      { name: 'classifier', read: classifier.read, probe: classifierProbe() },
    ],
    entry: faultyEntry({ [kind]: '3', while: hanging }),
  });
  const noticedMs: number[] = [];
  const servedMs: number[] = [];
  const call = () => engine.run(model, inputs, outputs);
  try {
    await call();
    for (let time = 0; time < times; time += 1) {
      await call();
      await call();
      writeFileSync(hanging, '');
      const calledMs = performance.now();
      await call().then(
        () => Promise.reject(new Error('the worker was not lost')),
        () => noticedMs.push(performance.now() - calledMs),
      );
      const lostMs = performance.now();
      await call();
      servedMs.push(performance.now() - lostMs);
      rmSync(hanging);
    }
    return { noticedMs, servedMs };
  } finally {
    rmSync(hanging, { force: true });
    await engine.close();
  }
}
