import { hash } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CELL_CLASSES } from '../../src/core/cells.ts';
import type { Manifest } from '../../src/inference/manifest.ts';

export const TINY_ATTRIBUTES = [
  { name: 'cell_size', values: ['big', 'small'] },
  { name: 'granularity', values: ['no', 'yes'] },
];

/** Path of one of the tiny graphs; graphs/make-graphs.py says what they answer. */
export function graphPath(file: string): string {
  return join(import.meta.dirname, 'graphs', file);
}

async function fileFacts(graph: string) {
  const content = await readFile(graphPath(graph));
  return { sha256: hash('sha256', content), bytes: content.length };
}

/** A manifest of the tiny graphs; `detectorGraph` puts another graph in the detector's place. */
export async function tinyManifest(detectorGraph = 'detector.onnx'): Promise<Manifest> {
  const common = { version: '0.0.1', trainingData: [], scores: {}, licence: 'Apache-2.0' };
  const free = (name: string, type: 'uint8' | 'float32' | 'int64', ...shape: (string | number)[]) => ({
    name,
    type,
    shape,
  });
  return {
    schema: 1,
    detector: {
      ...common,
      ...(await fileFacts(detectorGraph)),
      file: 'detector.onnx',
      name: 'tiny-detector',
      inputs: [free('image', 'uint8', 'h', 'w', 3), free('scale', 'float32', 1)],
      outputs: [
        free('boxes', 'float32', 'n', 4),
        free('scores', 'float32', 'n'),
        free('kinds', 'int64', 'n'),
      ],
      classes: ['wbc', 'rbc', 'platelet'],
      thresholds: { wbc: 0.5, rbc: 0.5, platelet: 0.5 },
      redCellPixels: 64,
    },
    classifier: {
      ...common,
      ...(await fileFacts('classifier.onnx')),
      file: 'classifier.onnx',
      name: 'tiny-classifier',
      inputs: [free('image', 'uint8', 'h', 'w', 3), free('boxes', 'float32', 'n', 4)],
      outputs: [
        free('probabilities', 'float32', 'n', 11),
        free('embedding', 'float32', 'n', 1280),
        free('maps', 'float32', 'n', 1280, 7, 7),
        free('known', 'float32', 'n'),
        free('attributes', 'float32', 'n', 4),
      ],
      classes: [...CELL_CLASSES],
      head: { file: 'classifier-head.json', sha256: (await fileFacts('classifier-head.json')).sha256 },
      attributes: TINY_ATTRIBUTES,
      knownBelow: 0.5,
    },
  };
}

/** A model folder with the tiny graphs, gone when disposed of. */
export interface TinyModels {
  readonly directory: string;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function writeTinyModels(detectorGraph = 'detector.onnx'): Promise<TinyModels> {
  const directory = await mkdtemp(join(tmpdir(), 'hematovision-models-'));
  await copyFile(graphPath(detectorGraph), join(directory, 'detector.onnx'));
  for (const file of ['classifier.onnx', 'classifier-head.json'])
    await copyFile(graphPath(file), join(directory, file));
  await writeFile(join(directory, 'manifest.json'), JSON.stringify(await tinyManifest(detectorGraph)));
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}
