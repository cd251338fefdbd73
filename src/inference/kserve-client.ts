import type { z } from 'zod';
import { HematovisionError, messageOf } from '../core/errors.ts';
import type { ModelSignature, Tensors } from './engine.ts';
import {
  decodeAnswer,
  encodeRequest,
  HEAD_LENGTH_HEADER,
  type InferenceRequest,
  modelMetadata,
  type SharedRegion,
  serverFault,
  serverMetadata,
  typeOf,
} from './kserve-protocol.ts';
import { SharedPicture } from './shared-picture.ts';

const SHARED_MEMORY_EXTENSION = 'system_shared_memory';
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** Smaller inputs travel with the request: a region costs a system call, too. */
const LEAST_SHARED_BYTES = 65_536;

/** The server answered, and said no. */
export class ServerRefusal extends Error {
  override readonly name = 'ServerRefusal';
}

/** One inference server by the KServe v2 protocol. */
export class KserveClient {
  readonly #base: URL;
  readonly #sharesMemory: boolean;
  #picture: SharedPicture | null = null;

  private constructor(base: URL, sharesMemory: boolean) {
    this.#base = base;
    this.#sharesMemory = sharesMemory;
  }

  /** Asks a server what it is and whether it is ready. Throws `provider-unavailable`. */
  static async open(url: string, timeoutMs: number): Promise<KserveClient> {
    const base = new URL(url.endsWith('/') ? url : `${url}/`);
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const ready = await fetch(new URL('v2/health/ready', base), { signal });
      if (!ready.ok) throw new ServerRefusal(`it is not ready (${ready.status})`);
      const { extensions } = serverMetadata.parse(
        await (await fetch(new URL('v2', base), { signal })).json(),
      );
      const isHere = LOOPBACK.test(base.hostname) && process.platform === 'linux';
      return new KserveClient(base, isHere && extensions.includes(SHARED_MEMORY_EXTENSION));
    } catch (cause) {
      throw new HematovisionError('provider-unavailable', `Inference server ${url}: ${reasonOf(cause)}`, {
        cause,
        hint: 'Start the server and check inference.kserveUrl, or set inference.provider to another one.',
      });
    }
  }

  async signature(model: string, signal: AbortSignal): Promise<ModelSignature> {
    const found = await this.#get(`v2/models/${encodeURIComponent(model)}`, modelMetadata, signal);
    const ports = (side: 'inputs' | 'outputs') =>
      found[side].map(({ name, datatype, shape }) => ({
        name,
        type: typeOf(datatype),
        shape: shape.map((size) => (size < 0 ? 'free' : size)),
      }));
    return { inputs: ports('inputs'), outputs: ports('outputs'), runtime: found.platform || 'KServe v2' };
  }

  /** One run. Throws `ServerRefusal` where the server says no, and what fetch throws where it says nothing. */
  async infer(model: string, request: InferenceRequest, signal: AbortSignal): Promise<Tensors> {
    const shared = await this.#share(request.inputs, signal);
    const { body, headLength } = encodeRequest({ ...request, shared });
    const answer = await fetch(new URL(`v2/models/${encodeURIComponent(model)}/infer`, this.#base), {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', [HEAD_LENGTH_HEADER]: String(headLength) },
      body,
      signal,
    });
    if (!answer.ok) throw await refusalOf(answer);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return decodeAnswer(bytes, Number(answer.headers.get(HEAD_LENGTH_HEADER) ?? bytes.byteLength));
  }

  /** Gives the shared memory back. */
  async close(): Promise<void> {
    await this.#forgetPicture(AbortSignal.timeout(1000)).catch(() => undefined);
  }

  /** Puts the picture where a server on this machine can read it. One at a time: calls are taken in turn. */
  async #share(inputs: Tensors, signal: AbortSignal): Promise<ReadonlyMap<string, SharedRegion>> {
    const large = Object.entries(inputs).find(([, { data }]) => data.byteLength >= LEAST_SHARED_BYTES);
    if (!this.#sharesMemory || !large) return new Map();
    const [name, { data }] = large;
    const { byteLength } = data;
    if (this.#picture?.byteLength !== byteLength) await this.#layOut(byteLength, signal);
    const picture = this.#picture as SharedPicture | null;
    if (!picture) return new Map();
    picture.write(new Uint8Array(data.buffer, data.byteOffset, byteLength));
    return new Map([[name, { region: picture.key.slice(1), byteLength }]]);
  }

  async #layOut(byteLength: number, signal: AbortSignal): Promise<void> {
    await this.#forgetPicture(signal);
    const picture = new SharedPicture(byteLength);
    try {
      const order = { key: picture.key, offset: 0, byte_size: byteLength };
      await this.#post(`v2/systemsharedmemory/region/${picture.key.slice(1)}/register`, order, signal);
      this.#picture = picture;
    } catch (fault) {
      picture.close();
      throw fault;
    }
  }

  async #forgetPicture(signal: AbortSignal): Promise<void> {
    const picture = this.#picture;
    if (!picture) return;
    this.#picture = null;
    try {
      await this.#post(`v2/systemsharedmemory/region/${picture.key.slice(1)}/unregister`, {}, signal);
    } finally {
      picture.close();
    }
  }

  async #get<T extends z.ZodType>(path: string, schema: T, signal: AbortSignal): Promise<z.infer<T>> {
    const answer = await fetch(new URL(path, this.#base), { signal });
    if (!answer.ok) throw await refusalOf(answer);
    return schema.parse(await answer.json());
  }

  async #post(path: string, order: object, signal: AbortSignal): Promise<void> {
    const answer = await fetch(new URL(path, this.#base), {
      method: 'POST',
      body: JSON.stringify(order),
      signal,
    });
    if (!answer.ok) throw await refusalOf(answer);
    await answer.body?.cancel();
  }
}

/** What fetch says is in its cause. */
export function reasonOf(fault: unknown): string {
  const cause = fault instanceof Error ? fault.cause : undefined;
  return cause instanceof Error && cause.message ? cause.message : messageOf(fault);
}

async function refusalOf(answer: Response): Promise<ServerRefusal> {
  const said = serverFault.safeParse(await answer.json().catch(() => null));
  return new ServerRefusal(said.success ? said.data.error : `status ${answer.status}`);
}
