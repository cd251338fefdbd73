import { z } from 'zod';
import type { Tensor, Tensors, TensorType } from './engine.ts';

/**
 * The KServe v2 inference protocol over HTTP, with its binary tensor extension: a JSON head, then the tensors' bytes
 * one after the other, little-endian (github.com/kserve/kserve/tree/master/docs/predict-api/v2).
 */
export const HEAD_LENGTH_HEADER = 'inference-header-content-length';

const DATATYPE = { uint8: 'UINT8', float32: 'FP32', int64: 'INT64' } as const satisfies Record<
  TensorType,
  string
>;
type Datatype = (typeof DATATYPE)[TensorType];

/** Our name of a server's type; what it has beyond ours stays as it is. */
export function typeOf(datatype: string): string {
  const known = Object.entries(DATATYPE).find(([, name]) => name === datatype);
  return known ? known[0] : datatype.toLowerCase();
}

const dimensions = z.array(z.int());

/** GET /v2/models/{name}. A size of -1 is free. */
export const modelMetadata = z.object({
  name: z.string(),
  platform: z.string().default(''),
  inputs: z.array(z.object({ name: z.string(), datatype: z.string(), shape: dimensions })),
  outputs: z.array(z.object({ name: z.string(), datatype: z.string(), shape: dimensions })),
});
export type ModelMetadata = z.infer<typeof modelMetadata>;

/** GET /v2 */
export const serverMetadata = z.object({
  name: z.string(),
  version: z.string().default(''),
  extensions: z.array(z.string()).default([]),
});

/** Every answer that is not 200. */
export const serverFault = z.object({ error: z.string() });

const answerHead = z.object({
  outputs: z.array(
    z.object({
      name: z.string(),
      datatype: z.enum(Object.values(DATATYPE) as [Datatype, ...Datatype[]]),
      shape: z.array(z.int().min(0)),
      parameters: z.object({ binary_data_size: z.int().min(0) }),
    }),
  ),
});

/** A region of shared memory that the server knows, and how many bytes of it a tensor takes. */
export interface SharedRegion {
  readonly region: string;
  readonly byteLength: number;
}

export interface InferenceRequest {
  readonly inputs: Tensors;
  /** Those wanted; the server gives only what is asked for. */
  readonly outputs: readonly string[];
  /** Inputs that lie in shared memory already. */
  readonly shared?: ReadonlyMap<string, SharedRegion>;
}

/** Body and head length of POST /v2/models/{name}/infer. */
export function encodeRequest({ inputs, outputs, shared }: InferenceRequest): {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headLength: number;
} {
  const parts: Uint8Array[] = [];
  const described = Object.entries(inputs).map(([name, tensor]) => {
    const { type, shape } = tensor;
    const place = shared?.get(name);
    const bytes = bytesOf(tensor);
    if (!place) parts.push(bytes);
    const parameters = place
      ? { shared_memory_region: place.region, shared_memory_byte_size: place.byteLength }
      : { binary_data_size: bytes.byteLength };
    return { name, shape, datatype: DATATYPE[type], parameters };
  });
  const wanted = outputs.map((name) => ({ name, parameters: { binary_data: true } }));
  const head = new TextEncoder().encode(JSON.stringify({ inputs: described, outputs: wanted }));
  return { body: concatenated([head, ...parts]), headLength: head.byteLength };
}

/** The tensors of an answer; throws where head and bytes do not fit each other. */
export function decodeAnswer(body: Uint8Array, headLength: number): Tensors {
  const head = answerHead.parse(JSON.parse(new TextDecoder().decode(body.subarray(0, headLength))));
  let at = headLength;
  const tensors = head.outputs.map(({ name, datatype, shape, parameters }) => {
    const bytes = body.subarray(at, at + parameters.binary_data_size);
    at += parameters.binary_data_size;
    return [name, tensorOf(datatype, shape, bytes)] as const;
  });
  if (at !== body.byteLength) throw new RangeError(`an answer of ${body.byteLength} bytes that names ${at}`);
  return Object.fromEntries(tensors);
}

/** The bytes of a tensor as they lie in memory: this product runs on little-endian machines only. */
export function bytesOf({ data }: Tensor): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function tensorOf(datatype: Datatype, shape: readonly number[], bytes: Uint8Array): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  // A copy of its own, because the numbers need not be aligned in the answer.
  const { buffer } = Uint8Array.from(bytes);
  const tensor = typed(datatype, shape, buffer);
  if (tensor.data.length !== count)
    throw new RangeError(`${tensor.data.length} numbers for a shape [${shape}]`);
  return tensor;
}

function typed(datatype: Datatype, shape: readonly number[], buffer: ArrayBuffer): Tensor {
  switch (datatype) {
    case 'UINT8':
      return { type: 'uint8', shape, data: new Uint8Array(buffer) };
    case 'FP32':
      return { type: 'float32', shape, data: new Float32Array(buffer) };
    case 'INT64':
      return { type: 'int64', shape, data: new BigInt64Array(buffer) };
  }
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
