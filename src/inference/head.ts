import { hash } from 'node:crypto';
import { z } from 'zod';
import { CELL_CLASSES, type ModelClass } from '../core/cells.ts';
import { HematovisionError, messageOf } from '../core/errors.ts';
import type { Probabilities } from '../core/types.ts';

/** Length of the classifier's embedding. */
export const EMBEDDING_LENGTH = 1280;
const FLOAT_BYTES = 4;

const sha256Text = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits');

/** Where an adapted head comes from. */
const originSchema = z.strictObject({
  /** Of the weights that make the embeddings it was fitted to: it means nothing to others. */
  modelSha256: sha256Text,
  /** Of the head that it was fitted from. */
  headSha256: sha256Text,
  /** Corrected cells it learned from, by label. */
  corrections: z.record(z.string(), z.int().positive()),
  penalty: z.number().positive(),
});
export type HeadOrigin = z.infer<typeof originSchema>;

const headSchema = z.strictObject({
  schema: z.literal(1),
  classes: z
    .array(z.string())
    .refine((classes) => classes.join() === CELL_CLASSES.join(), `must be ${CELL_CLASSES.join(', ')}`),
  embedding: z.literal(EMBEDDING_LENGTH),
  temperature: z.number().positive(),
  /** Base64 of float32, little endian, [classes, embedding]. */
  weights: z.base64(),
  bias: z.array(z.number()).length(CELL_CLASSES.length),
  /** Left out in the head that ships with the weights. */
  adapted: originSchema.optional(),
});

/** The numbers of a head: probabilities = softmax((W · embedding + b) / T). */
export interface HeadParameters {
  /** [classes, embedding], row by row. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
  readonly temperature: number;
}

/** The last, linear layer of the classifier, named by the sha256 of its file. */
export interface Head extends HeadParameters {
  readonly sha256: string;
  /** Null for the head that ships with the weights. */
  readonly adapted: HeadOrigin | null;
}

/** Reads a head file; `where` names it. Throws `model-invalid`. */
export function parseHead(content: Uint8Array, where: string): Head {
  const refuse = (reason: string, cause?: unknown) =>
    new HematovisionError('model-invalid', `${where} is not a classifier head: ${reason}`, { cause });
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(content).toString());
  } catch (cause) {
    throw refuse(messageOf(cause), cause);
  }
  const result = headSchema.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw refuse(`${issue?.path.join('.') || '(top level)'}: ${issue?.message}`);
  }
  const { weights: base64, bias, temperature, adapted = null } = result.data;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== CELL_CLASSES.length * EMBEDDING_LENGTH * FLOAT_BYTES)
    throw refuse(`weights: ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const weights = Float32Array.from({ length: bytes.length / FLOAT_BYTES }, (_, index) =>
    view.getFloat32(index * FLOAT_BYTES, true),
  );
  if (!weights.every(Number.isFinite)) throw refuse('weights: not all are numbers');
  return { sha256: hash('sha256', content), weights, bias: Float32Array.from(bias), temperature, adapted };
}

/** The file of a head. */
export function formatHead(parameters: HeadParameters, adapted: HeadOrigin): string {
  const { weights, bias, temperature } = parameters;
  const bytes = Buffer.alloc(weights.length * FLOAT_BYTES);
  for (const [index, value] of weights.entries()) bytes.writeFloatLE(value, index * FLOAT_BYTES);
  const file: z.infer<typeof headSchema> = {
    schema: 1,
    classes: [...CELL_CLASSES],
    embedding: EMBEDDING_LENGTH,
    temperature,
    weights: bytes.toString('base64'),
    bias: [...bias],
    adapted,
  };
  return `${JSON.stringify(file)}\n`;
}

/** W · embedding + b of one class, before the temperature. */
export function logit({ weights, bias }: HeadParameters, embedding: Float32Array, name: ModelClass): number {
  const row = CELL_CLASSES.indexOf(name);
  const start = row * EMBEDDING_LENGTH;
  let sum = bias[row] as number;
  for (let index = 0; index < EMBEDDING_LENGTH; index += 1)
    sum += (weights[start + index] as number) * (embedding[index] as number);
  return sum;
}

/** Probability of every class for one embedding. */
export function headProbabilities(head: HeadParameters, embedding: Float32Array): Probabilities {
  const scores = CELL_CLASSES.map((name) => logit(head, embedding, name) / head.temperature);
  const greatest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - greatest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return Object.fromEntries(
    CELL_CLASSES.map((name, index) => [name, (powers[index] as number) / total]),
  ) as Probabilities;
}
