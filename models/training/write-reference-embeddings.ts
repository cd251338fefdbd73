/**
 * Writes models/reference-embeddings.json: embeddings of cells of the Barcelona set that nobody trained on. They are
 * numbers, no pictures; adapting a head rehearses every other one and is judged by the rest.
 *
 *     node models/training/write-reference-embeddings.ts [--from ../shared/data/pbc/val] [--models models]
 *
 * Run it after every export of the classifier: embeddings of other weights are refused.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findSubject } from '../../src/cli/subject.ts';
import { CELL_CLASSES, type ModelClass } from '../../src/core/cells.ts';
import { decodePicture } from '../../src/inference/decode-picture.ts';
import type { LabelledCell } from '../../src/inference/fit-head.ts';
import { openModels } from '../../src/inference/open-models.ts';
import { formatReference, REFERENCE_FILE } from '../../src/inference/reference-cells.ts';

const CELLS_A_CLASS = 40;
const SOURCE =
  'Barcelona peripheral blood cells, validation part; Acevedo et al., Data in Brief 30 (2020) 105474; CC BY 4.0';
/** The beginnings of Barcelona's file names. */
const PREFIX: Readonly<Record<ModelClass, string>> = {
  neutrophil_segmented: 'SNE',
  neutrophil_band: 'BNE',
  eosinophil: 'EO',
  basophil: 'BA',
  lymphocyte: 'LY',
  monocyte: 'MO',
  metamyelocyte: 'MMY',
  myelocyte: 'MY',
  promyelocyte: 'PMY',
  erythroblast: 'ERB',
  platelet: 'PLATELET',
};

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '../shared/data/pbc/val' },
    models: { type: 'string', default: join(import.meta.dirname, '..') },
  },
});

/** So many files of a class, spread evenly over all of them. */
function filesOf(name: ModelClass): string[] {
  const files = readdirSync(values.from, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.split('/').at(-1)?.startsWith(`${PREFIX[name]}_`))
    .sort();
  if (files.length < CELLS_A_CLASS) throw new Error(`only ${files.length} pictures of ${name} in ${values.from}`);
  return Array.from({ length: CELLS_A_CLASS }, (_, index) =>
    join(values.from, files[Math.floor((index * files.length) / CELLS_A_CLASS)] as string),
  );
}

const models = await openModels({ directory: values.models, provider: 'cpu', threads: 2, rejectBelow: 0 });
const cells: LabelledCell[] = [];
for (const label of CELL_CLASSES) {
  for (const file of filesOf(label)) {
    const { picture, box } = await findSubject(models, await decodePicture(file), undefined);
    const [embedding] = await models.classifier.embed(picture, [box]);
    if (embedding) cells.push({ label, embedding });
  }
}
await models.close();
const path = join(values.models, REFERENCE_FILE);
writeFileSync(path, formatReference({ modelSha256: models.models[1].sha256, source: SOURCE, cells }));
console.log(`${path}: ${cells.length} cells of classifier ${models.models[1].sha256}`);
