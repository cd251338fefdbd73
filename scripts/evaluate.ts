/**
 * Measures the shipped models through the product's own code and writes models/EVALUATION.md:
 *
 *   npm run evaluate -- [--only classifier|detector] [--data ../shared/data] [--threads 2]
 *
 * Data that are not at hand are left out, and it says so.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseConfig } from '../src/config.ts';
import { type DetectorEntry, loadManifest } from '../src/inference/manifest.ts';
import { type ModelFacts, type Models, openModels } from '../src/inference/open-models.ts';
import { PRODUCT } from '../src/product.ts';
import { answersOf } from './evaluate/answers.ts';
import { architecturesPiece } from './evaluate/architectures-piece.ts';
import { attributePiece } from './evaluate/attribute-piece.ts';
import { cellSources } from './evaluate/cell-sources.ts';
import { classifierPart, type Piece, type SourceAnswers } from './evaluate/classifier-part.ts';
import { detectorPart } from './evaluate/detector-part.ts';
import { type Part, writeDocument } from './evaluate/document.ts';
import { fieldSets } from './evaluate/field-sets.ts';
import { leaveOneOutPiece } from './evaluate/leave-one-out-piece.ts';
import { speedPart } from './evaluate/speed-part.ts';

const ROOT = join(import.meta.dirname, '..');
const TRAINING = join(ROOT, 'models', 'training', 'classifier');
const DOCUMENT = join(ROOT, 'models', 'EVALUATION.md');
const CHARTS = join(ROOT, 'models', 'evaluation');

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    data: { type: 'string', default: join(ROOT, '..', 'shared', 'data') },
    threads: { type: 'string', default: '2' },
  },
});

const only = values.only;
if (only !== undefined && only !== 'classifier' && only !== 'detector') {
  console.error(`evaluate: --only takes classifier or detector, not '${only}'`);
  process.exit(64);
}
const threads = Number(values.threads);
const missing = new Set<string>();
const miss = (folder: string): void => {
  if (!missing.has(folder)) console.error(`evaluate: ${join(values.data, folder)} is not here; skipped`);
  missing.add(folder);
};

async function measureClassifier(models: Models): Promise<Piece> {
  const all: SourceAnswers[] = [];
  for (const source of cellSources(values.data, join(TRAINING, 'wbc4-originals.json'), miss)) {
    all.push({ source, answers: await answersOf(models, source) });
    console.error(`evaluate: ${source.title}, ${all.at(-1)?.answers.length} cells`);
  }
  const { text, charts } = classifierPart(all);
  const barcelona = all.find(({ source }) => source.key === 'pbc')?.answers ?? [];
  const further = [
    leaveOneOutPiece(join(TRAINING, 'scores.json')),
    architecturesPiece(join(TRAINING, 'architectures.json')),
    attributePiece(barcelona, join(values.data, 'pbc', 'attributes.csv')),
  ];
  return { text: [text, ...further].filter(Boolean).join('\n\n'), charts };
}

async function measure(models: Models, entry: DetectorEntry): Promise<Map<Part, Piece>> {
  const parts = new Map<Part, Piece>();
  if (only !== 'detector') parts.set('Classifier', await measureClassifier(models));
  if (only !== 'classifier')
    parts.set('Detector', await detectorPart(models, fieldSets(values.data, miss), entry));
  if (only === undefined) parts.set('Speed', { text: await speedPart(models, threads), charts: new Map() });
  return parts;
}

const { inference } = parseConfig({}, 'defaults');
const directory = PRODUCT.modelDirectory;
const { detector, classifier } = await loadManifest(directory);
const models = await openModels({
  directory,
  provider: inference.provider,
  threads,
  rejectBelow: inference.rejectBelow,
});
const named = ({ name, version, sha256 }: ModelFacts): string =>
  `${name} ${version}, sha256 \`${sha256.slice(0, 16)}…\`.\n\n`;
const measuredOn: Readonly<Record<Part, string>> = {
  Classifier: named(classifier.entry),
  Detector: named(detector.entry),
  Speed: '',
  Variants: '',
};
try {
  const parts = await measure(models, detector.entry);
  mkdirSync(CHARTS, { recursive: true });
  for (const { charts } of parts.values()) {
    for (const [file, svg] of charts) writeFileSync(join(CHARTS, file), svg);
  }
  const before = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '';
  const texts = new Map([...parts].map(([part, { text }]) => [part, `${measuredOn[part]}${text}`]));
  writeFileSync(DOCUMENT, writeDocument(before, texts));
  console.error(`evaluate: ${DOCUMENT}`);
} finally {
  await models.close();
}
