/**
 * Writes models/manifest.json from the weights beside it and what the training scripts measured.
 *
 *     node models/training/write-manifest.ts [--directory models] [--detector-version 0.3.0]
 *                                            [--classifier-version 0.1.0]
 *
 * Inputs and outputs are read from the ONNX files, scores and thresholds from models/training/{detector,classifier}/
 * scores.json. Scores that name another sha256 than the file's are left out, and it says so. Run it after every
 * export: the product refuses weights that the manifest does not describe.
 */
import { hash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { InferenceSession } from 'onnxruntime-node';
import { CELL_CLASSES, CELL_KINDS } from '../../src/core/cells.ts';
import { parseManifest } from '../../src/inference/manifest.ts';

const TRAINING = import.meta.dirname;
/** WORKING_RED_CELL of detector/data.py. */
const RED_CELL_PIXELS = 72;
/** Until scores.json has measured ones. */
const FIRST_THRESHOLDS = { wbc: 0.3, rbc: 0.3, platelet: 0.3 };

const DETECTOR_DATA = [
  'TXL-PBC fields (train), MIT',
  'Chulalongkorn University smear fields (half of the slides), MIT',
  'simulated smears of this project',
];
const CLASSIFIER_DATA = [
  'Barcelona peripheral blood cells (train), CC BY 4.0, Acevedo et al. 2020',
  'BCCD white cells (train part), MIT',
  'Kaggle four-class copies of BCCD fields (copies of training fields), MIT',
  'Chulalongkorn University smear cells (part of the slides), MIT',
  'TXL-PBC fields (train), MIT, for what is no cell',
  'simulated smears of this project',
];
/** The head that TypeScript applies to the embedding, beside the graph. */
const HEAD = 'classifier-head.json';

type Ports = readonly InferenceSession.ValueMetadata[];

interface StoredScores {
  readonly sha256?: string;
  readonly thresholds?: Record<string, number>;
  readonly redCellPixels?: number;
  readonly trainingData?: readonly string[];
  readonly validation?: unknown;
  readonly held_out?: unknown;
  readonly attributes?: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly knownBelow?: number;
}

function readScores(part: string, sha256: string): StoredScores {
  let stored: StoredScores;
  try {
    stored = JSON.parse(readFileSync(join(TRAINING, part, 'scores.json'), 'utf8'));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
    console.warn(`${part}: not scored yet`);
    return {};
  }
  if (stored.sha256 === undefined || stored.sha256 === sha256) return stored;
  console.warn(`${part}: scores.json belongs to other weights (sha256 ${stored.sha256}); left out`);
  return {};
}

function ports(metadata: Ports) {
  return metadata.map((value) => {
    if (!value.isTensor) throw new Error(`${value.name} is not a tensor`);
    return { name: value.name, type: value.type, shape: value.shape };
  });
}

async function describe(directory: string, part: 'detector' | 'classifier', version: string) {
  const file = `${part}.onnx`;
  const content = readFileSync(join(directory, file));
  const sha256 = hash('sha256', content);
  const session = await InferenceSession.create(content, { executionProviders: ['cpu'] });
  const inputs = ports(session.inputMetadata);
  const outputs = ports(session.outputMetadata);
  await session.release();
  const stored = readScores(part, sha256);
  const { validation, held_out: heldOut } = stored;
  const scores = { ...(validation ? { validation } : {}), ...(heldOut ? { heldOut } : {}) };
  const common = { file, name: `hematovision-${part}`, version, sha256, bytes: content.length, inputs, outputs };
  return { stored, entry: { ...common, scores, licence: 'Apache-2.0' } };
}

const { values } = parseArgs({
  options: {
    directory: { type: 'string', default: join(TRAINING, '..') },
    'detector-version': { type: 'string', default: '0.3.0' },
    'classifier-version': { type: 'string', default: '0.1.0' },
  },
});
const detector = await describe(values.directory, 'detector', values['detector-version']);
const classifier = await describe(values.directory, 'classifier', values['classifier-version']);
const manifest = {
  schema: 1,
  detector: {
    ...detector.entry,
    classes: CELL_KINDS,
    thresholds: detector.stored.thresholds ?? FIRST_THRESHOLDS,
    redCellPixels: detector.stored.redCellPixels ?? RED_CELL_PIXELS,
    trainingData: detector.stored.trainingData ?? DETECTOR_DATA,
  },
  classifier: {
    ...classifier.entry,
    classes: CELL_CLASSES,
    head: { file: HEAD, sha256: hash('sha256', readFileSync(join(values.directory, HEAD))) },
    attributes: classifier.stored.attributes ?? [],
    knownBelow: classifier.stored.knownBelow ?? 0,
    trainingData: classifier.stored.trainingData ?? CLASSIFIER_DATA,
  },
};
const path = join(values.directory, 'manifest.json');
parseManifest(manifest, path);
writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
console.log(`${path}: detector ${detector.entry.sha256}, classifier ${classifier.entry.sha256}`);
