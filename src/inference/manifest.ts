import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CELL_CLASSES, CELL_KINDS } from '../core/cells.ts';
import { HematovisionError, messageOf } from '../core/errors.ts';
import type { ModelSignature } from './engine.ts';
import { type Head, parseHead } from './head.ts';

const portSchema = z.strictObject({
  name: z.string().min(1),
  type: z.enum(['uint8', 'float32', 'int64']),
  /** A number is a fixed size, a name a free one. */
  shape: z.array(z.union([z.int().positive(), z.string().min(1)])),
});

const share = z.number().min(0).max(1);

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits');

const modelFields = {
  file: z.string().regex(/^[A-Za-z0-9._-]+\.onnx$/, 'a file name that ends in .onnx, without folders'),
  name: z.string().min(1),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'three numbers with dots'),
  sha256,
  bytes: z.int().positive(),
  inputs: z.array(portSchema),
  outputs: z.array(portSchema),
  trainingData: z.array(z.string()),
  /** What the training scripts measured, by data set. */
  scores: z.record(z.string(), z.unknown()),
  licence: z.string().min(1),
};

const detectorSchema = z.strictObject({
  ...modelFields,
  classes: z.tuple(
    CELL_KINDS.map((kind) => z.literal(kind)) as [
      z.ZodLiteral<'wbc'>,
      z.ZodLiteral<'rbc'>,
      z.ZodLiteral<'platelet'>,
    ],
  ),
  /** A detection of a kind counts from this score on. */
  thresholds: z.strictObject({ wbc: share, rbc: share, platelet: share }),
  /** Diameter of a red cell, in working pixels, that the detector sees best. */
  redCellPixels: z.number().positive(),
});

const attributeSchema = z.strictObject({
  name: z.string().min(1),
  values: z.array(z.string().min(1)).min(2),
});

const classifierSchema = z.strictObject({
  ...modelFields,
  /** The last layer, which names cells from their embeddings and can be learned anew on the spot. */
  head: z.strictObject({
    file: z.string().regex(/^[A-Za-z0-9._-]+\.json$/, 'a file name that ends in .json, without folders'),
    sha256,
  }),
  /** Morphological attributes in the order of the output `attributes`. */
  attributes: z.array(attributeSchema),
  /** What is known with less probability is no cell that can be named. */
  knownBelow: share,
  classes: z
    .array(z.string())
    .refine(
      (classes) => classes.join() === CELL_CLASSES.join(),
      `must be, in this order, ${CELL_CLASSES.join(', ')}`,
    ),
});

const manifestSchema = z.strictObject({
  schema: z.literal(1),
  detector: detectorSchema,
  classifier: classifierSchema,
});

export type Manifest = z.infer<typeof manifestSchema>;
export type DetectorEntry = Manifest['detector'];
export type ClassifierEntry = Manifest['classifier'];

/** A model of the manifest whose file was checked. */
export interface VerifiedModel<Entry> {
  readonly entry: Entry;
  /** Reads the file and checks what was read: the bytes, not the file, are what is loaded. */
  readonly read: () => Promise<Uint8Array<ArrayBuffer>>;
}

export interface VerifiedManifest {
  readonly detector: VerifiedModel<DetectorEntry>;
  readonly classifier: VerifiedModel<ClassifierEntry>;
  /** The head that ships with the classifier. */
  readonly head: Head;
}

/** Parses a manifest; `where` names it in the error, which lists every fault with its path. */
export function parseManifest(value: unknown, where: string): Manifest {
  const result = manifestSchema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    (issue) => `${issue.path.join('.') || '(top level)'}: ${issue.message}`,
  );
  throw new HematovisionError('model-invalid', `${where}:\n  ${faults.join('\n  ')}`);
}

async function readModelFile(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new HematovisionError('model-missing', `Model file ${path} cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  }
}

async function verify<Entry extends { file: string; sha256: string }>(
  directory: string,
  entry: Entry,
): Promise<VerifiedModel<Entry>> {
  const path = join(directory, entry.file);
  const read = () => readChecked(path, entry.sha256);
  (await read()).buffer.transfer(0);
  return { entry, read };
}

async function readChecked(path: string, sha256: string): Promise<Uint8Array<ArrayBuffer>> {
  const content = await readModelFile(path);
  const found = hash('sha256', content);
  if (found !== sha256) {
    throw new HematovisionError(
      'model-checksum',
      `${path} is not the file of the manifest:\n  expected sha256 ${sha256}\n  found sha256    ${found}`,
    );
  }
  return content;
}

/**
 * Reads `manifest.json` and every file it names, and checks their sha256. Throws `model-missing`,
 * `model-checksum` or, for a manifest that is wrong in itself, `model-invalid`.
 */
export async function loadManifest(directory: string): Promise<VerifiedManifest> {
  const path = join(directory, 'manifest.json');
  const text = new TextDecoder().decode(await readModelFile(path));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HematovisionError('model-invalid', `${path} is not JSON: ${messageOf(cause)}`, { cause });
  }
  const manifest = parseManifest(value, path);
  const { head } = manifest.classifier;
  return {
    detector: await verify(directory, manifest.detector),
    classifier: await verify(directory, manifest.classifier),
    head: parseHead(await readChecked(join(directory, head.file), head.sha256), join(directory, head.file)),
  };
}

function describe(ports: ModelSignature['inputs']): string {
  // Free sizes carry whatever name the exporter gave them.
  const size = (value: number | string): string => (typeof value === 'number' ? String(value) : '*');
  return ports
    .map(({ name, type, shape }) => `${name} ${type}[${shape.map(size).join(',')}]`)
    .sort()
    .join(', ');
}

/** Throws `model-invalid` where a loaded model does not have the inputs and outputs of its manifest entry. */
export function checkSignature(entry: DetectorEntry | ClassifierEntry, signature: ModelSignature): void {
  for (const side of ['inputs', 'outputs'] as const) {
    const expected = describe(entry[side]);
    const found = describe(signature[side]);
    if (expected !== found) {
      throw new HematovisionError(
        'model-invalid',
        `${entry.file}: the manifest promises the ${side} ${expected}; the file has ${found}`,
      );
    }
  }
}
