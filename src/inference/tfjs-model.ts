import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HematovisionError, messageOf } from '../core/errors.ts';

/** Folder of the classifier in TensorFlow.js's format, beside the ONNX file it was made from. */
const FOLDER = 'classifier-tfjs';

const portSchema = z.object({
  name: z.string(),
  type: z.string(),
  shape: z.array(z.union([z.number(), z.string()])),
});

/** model.json as models/training/classifier/export_tfjs.py writes it. */
const documentSchema = z.object({
  modelTopology: z.looseObject({}),
  signature: z.looseObject({}),
  weightsManifest: z.tuple([z.object({ paths: z.tuple([z.string()]), weights: z.array(z.looseObject({})) })]),
  userDefinedMetadata: z.object({
    onnxSha256: z.string(),
    weightsSha256: z.string(),
    cropSide: z.int().positive(),
    inputs: z.array(portSchema),
    outputs: z.array(portSchema),
  }),
});

/** A TensorFlow.js graph model without its weights. */
export type TfjsGraph = z.infer<typeof documentSchema>;

/** The graph and its weights, checked; the weights in shared memory. */
export interface TfjsModel {
  readonly graph: TfjsGraph;
  readonly weights: Uint8Array<SharedArrayBuffer>;
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new HematovisionError('model-missing', `Model file ${path} cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  }
}

async function readGraph(path: string): Promise<TfjsGraph> {
  const text = (await read(path)).toString();
  try {
    return documentSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new HematovisionError(
      'model-invalid',
      `${path} is no TensorFlow.js classifier: ${messageOf(cause)}`,
      {
        cause,
      },
    );
  }
}

/**
 * Reads the TensorFlow.js classifier of a model folder and checks that it was made from the ONNX file with this
 * sha256. Throws `model-missing`, `model-invalid` or `model-checksum`.
 */
export async function readTfjsClassifier(directory: string, onnxSha256: string): Promise<TfjsModel> {
  const folder = join(directory, FOLDER);
  const graph = await readGraph(join(folder, 'model.json'));
  const { userDefinedMetadata: made, weightsManifest } = graph;
  const weightsPath = join(folder, weightsManifest[0].paths[0]);
  const content = await read(weightsPath);
  for (const [file, expected, found] of [
    ['the ONNX classifier', made.onnxSha256, onnxSha256],
    [weightsPath, made.weightsSha256, hash('sha256', content)],
  ] as const) {
    if (expected === found) continue;
    throw new HematovisionError(
      'model-checksum',
      `${folder} does not belong to ${file}:\n  expected sha256 ${expected}\n  found sha256    ${found}`,
    );
  }
  const weights = new Uint8Array(new SharedArrayBuffer(content.length));
  weights.set(content);
  return { graph, weights };
}
