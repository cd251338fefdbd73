import { HematovisionError } from '../core/errors.ts';
import type { Engine, EngineState, ModelSignature, Tensors } from './engine.ts';
import { KserveClient, reasonOf, ServerRefusal } from './kserve-client.ts';

/** A server that does not answer for so long is given up until the next call. */
const CALL_TIMEOUT_MS = 10_000;
/** Loading a model onto a GPU takes its time. */
const START_TIMEOUT_MS = 30_000;

export interface KserveEngineOptions {
  /** Where the server is, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  /** The models it must have, with inputs for a first run. */
  readonly models: readonly { readonly name: string; readonly probe: Tensors }[];
  /** Milliseconds after which a call counts as hung. */
  readonly callTimeoutMs?: number | undefined;
}

/** An inference server that speaks the KServe v2 protocol, such as Triton: on this machine or for many instruments. */
class KserveEngine implements Engine {
  readonly provider = 'kserve';
  /** A server is for others, too, and is waited for. */
  readonly fellBack = null;
  readonly models: Readonly<Record<string, ModelSignature>>;
  readonly #client: KserveClient;
  readonly #callTimeoutMs: number;
  #state: EngineState = 'ready';
  #restarts = 0;
  /** Ends all calls that were made until now. */
  #giveUp = new AbortController();
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: KserveClient, models: Readonly<Record<string, ModelSignature>>, callTimeoutMs: number) {
    this.#client = client;
    this.models = models;
    this.#callTimeoutMs = callTimeoutMs;
  }

  get state(): EngineState {
    return this.#state;
  }

  get restarts(): number {
    return this.#restarts;
  }

  run(model: string, inputs: Tensors, outputs?: readonly string[]): Promise<Tensors> {
    const { signal } = this.#giveUp;
    const call = this.#last.then(() => this.#call({ model, inputs, outputs, signal }));
    this.#last = call.catch(() => undefined);
    return call;
  }

  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#giveUp.abort(new Error('the engine was closed'));
    await this.#last;
    await this.#client.close();
  }

  async #call({ model, inputs, outputs, signal }: Call): Promise<Tensors> {
    if (this.#state === 'closed') throw failed('The inference engine is closed');
    if (signal.aborted) throw failed(`Inference was given up: ${reasonOf(signal.reason)}`, signal.reason);
    const known = this.models[model];
    if (!known) throw failed(`No model is named ${model}`);
    const wanted = outputs ?? known.outputs.map(({ name }) => name);
    const hung = AbortSignal.timeout(this.#callTimeoutMs);
    try {
      const answer = await this.#client.infer(
        model,
        { inputs, outputs: wanted },
        AbortSignal.any([signal, hung]),
      );
      if (this.#state === 'restarting') this.#restarts += 1;
      this.#state = 'ready';
      return answer;
    } catch (fault) {
      if (fault instanceof ServerRefusal) throw failed(`Inference failed: ${fault.message}`, fault);
      this.#lose(fault);
      const reason = hung.aborted
        ? `${model} did not answer within ${this.#callTimeoutMs} ms`
        : reasonOf(fault);
      throw failed(`The inference server is away: ${reason}`, fault);
    }
  }

  /** What waits behind a call that got no answer would wait in vain as long. */
  #lose(fault: unknown): void {
    if (this.#state === 'closed') return;
    this.#state = 'restarting';
    this.#giveUp.abort(fault);
    this.#giveUp = new AbortController();
  }
}

interface Call {
  readonly model: string;
  readonly inputs: Tensors;
  readonly outputs: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/**
 * Finds the models on a server and runs each once. Throws `provider-unavailable` where the server is away or lacks a
 * model, `model-invalid` where one refuses its inputs.
 */
export async function openKserveEngine(options: KserveEngineOptions): Promise<Engine> {
  const { url, models, callTimeoutMs = CALL_TIMEOUT_MS } = options;
  const client = await KserveClient.open(url, START_TIMEOUT_MS);
  const signal = AbortSignal.timeout(START_TIMEOUT_MS);
  const signatures: Record<string, ModelSignature> = {};
  try {
    for (const { name } of models) signatures[name] = await client.signature(name, signal);
  } catch (cause) {
    const message = `Inference server ${url} has not all models: ${reasonOf(cause)}`;
    throw new HematovisionError('provider-unavailable', message, { cause });
  }
  for (const { name, probe } of models) {
    const outputs = signatures[name]?.outputs.map((port) => port.name) ?? [];
    try {
      await client.infer(name, { inputs: probe, outputs }, signal);
    } catch (cause) {
      await client.close();
      const message = `Model ${name} on ${url} fails its first run: ${reasonOf(cause)}`;
      throw new HematovisionError('model-invalid', message, { cause });
    }
  }
  return new KserveEngine(client, signatures, callTimeoutMs);
}

function failed(message: string, cause?: unknown): HematovisionError {
  return new HematovisionError('inference-failed', message, { cause });
}
