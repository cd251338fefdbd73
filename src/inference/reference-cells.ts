import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CELL_CLASSES } from '../core/cells.ts';
import { HematovisionError, messageOf } from '../core/errors.ts';
import type { LabelledCell } from './fit-head.ts';
import { EMBEDDING_LENGTH } from './head.ts';
import type { Reference } from './head-adaptation.ts';

export const REFERENCE_FILE = 'reference-embeddings.json';

const referenceSchema = z.strictObject({
  schema: z.literal(1),
  /** Of the weights that made the embeddings. */
  modelSha256: z.string(),
  /** Where the pictures come from, with their licence. */
  source: z.string(),
  labels: z.array(z.enum(CELL_CLASSES)),
  /** Base64 of float16, little endian, [labels, 1280]. */
  embeddings: z.base64(),
});

/** The file of reference cells, made by models/training/write-reference-embeddings.ts. */
export function formatReference(facts: {
  readonly modelSha256: string;
  readonly source: string;
  readonly cells: readonly LabelledCell[];
}): string {
  const { modelSha256, source, cells } = facts;
  const values = Float16Array.from(cells.flatMap(({ embedding }) => [...embedding]));
  const file = {
    schema: 1,
    modelSha256,
    source,
    labels: cells.map(({ label }) => label),
    embeddings: Buffer.from(values.buffer).toString('base64'),
  };
  referenceSchema.parse(file);
  return `${JSON.stringify(file)}\n`;
}

/**
 * The reference cells in the model folder: every other cell of a class is rehearsed, the rest are the check. Throws
 * `model-missing`, or `model-invalid` where they belong to other weights.
 */
export async function loadReference(directory: string, modelSha256: string): Promise<Reference> {
  const path = join(directory, REFERENCE_FILE);
  const content = await readFile(path, 'utf8').catch((cause) => {
    throw new HematovisionError('model-missing', `${path} cannot be read: ${messageOf(cause)}`, { cause });
  });
  let file: z.infer<typeof referenceSchema>;
  try {
    file = referenceSchema.parse(JSON.parse(content));
  } catch (cause) {
    throw new HematovisionError('model-invalid', `${path} holds no reference cells: ${messageOf(cause)}`, {
      cause,
    });
  }
  if (file.modelSha256 !== modelSha256) {
    throw new HematovisionError(
      'model-invalid',
      `${path} holds embeddings of other weights (${file.modelSha256}) than the classifier's (${modelSha256})`,
      {
        hint: 'Fetch both again (`git checkout models/`); after training: models/training/write-reference-embeddings.ts.',
      },
    );
  }
  return split(readCells(file, path));
}

function readCells({ labels, embeddings }: z.infer<typeof referenceSchema>, path: string): LabelledCell[] {
  const bytes = Uint8Array.from(Buffer.from(embeddings, 'base64'));
  if (bytes.length !== labels.length * EMBEDDING_LENGTH * Float16Array.BYTES_PER_ELEMENT)
    throw new HematovisionError('model-invalid', `${path}: ${bytes.length} bytes for ${labels.length} cells`);
  const values = new Float16Array(bytes.buffer);
  return labels.map((label, index) => ({
    label,
    embedding: Float32Array.from(values.subarray(index * EMBEDDING_LENGTH, (index + 1) * EMBEDDING_LENGTH)),
  }));
}

function split(cells: readonly LabelledCell[]): Reference {
  const byLabel = [...Map.groupBy(cells, ({ label }) => label).values()];
  const every = (remainder: number) =>
    byLabel.flatMap((group) => group.filter((_, index) => index % 2 === remainder));
  return { rehearsal: every(0), check: every(1) };
}
