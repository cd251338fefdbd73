import { HematovisionError } from '../core/errors.ts';
import type { Engine, EngineState, ModelSignature, OnnxProvider, Tensors } from './engine.ts';
import { InferenceWorker } from './inference-worker.ts';
import type { WorkerOrder } from './worker-messages.ts';

/** Far beyond any real call; a call that takes longer hangs in a driver, and its worker is given up. */
const CALL_TIMEOUT_MS = 60_000;
/** After a start that failed, the next one waits: frames come thirty times a second, starts must not. */
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

export interface OnnxEngineOptions extends WorkerOrder {
  /** Milliseconds after which a call counts as hung. */
  readonly callTimeoutMs?: number;
}

/**
 * ONNX Runtime in a worker thread. A worker that dies rejects its calls, and the next call starts a whole new
 * one: sessions are never swapped inside a worker, because the runtime does not give all their memory back.
 */
class OnnxEngine implements Engine {
  readonly provider: OnnxProvider;
  readonly models: Readonly<Record<string, ModelSignature>>;
  readonly #options: OnnxEngineOptions;
  #worker: InferenceWorker;
  #starting: Promise<InferenceWorker> | undefined;
  /** The end of workers that were replaced. */
  #leaving: Promise<unknown> = Promise.resolve();
  #closed = false;
  #retryMs = FIRST_RETRY_MS;
  #refusal: { readonly error: unknown; readonly untilMs: number } | undefined;

  constructor(options: OnnxEngineOptions, worker: InferenceWorker) {
    this.#options = options;
    this.#worker = worker;
    this.provider = worker.provider;
    this.models = worker.signatures;
  }

  get state(): EngineState {
    if (this.#closed) return 'closed';
    return this.#worker.alive ? 'ready' : 'restarting';
  }

  async run(model: string, inputs: Tensors, outputs?: readonly string[]): Promise<Tensors> {
    const worker = await this.#livingWorker();
    return worker.call(model, inputs, outputs);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#starting?.catch(() => undefined);
    await Promise.all([this.#worker.stop(), this.#leaving]);
  }

  async #livingWorker(): Promise<InferenceWorker> {
    if (this.#closed) throw new HematovisionError('inference-failed', 'The inference engine is closed');
    if (this.#worker.alive) return this.#worker;
    if (this.#refusal && performance.now() < this.#refusal.untilMs) throw this.#refusal.error;
    this.#starting ??= this.#replaceWorker().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #replaceWorker(): Promise<InferenceWorker> {
    try {
      const worker = await startWorker(this.#options);
      this.#leaving = Promise.all([this.#leaving, this.#worker.stop()]);
      this.#worker = worker;
    } catch (error) {
      this.#refusal = { error, untilMs: performance.now() + this.#retryMs };
      this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2);
      throw error;
    }
    this.#refusal = undefined;
    this.#retryMs = FIRST_RETRY_MS;
    return this.#worker;
  }
}

function startWorker(options: OnnxEngineOptions): Promise<InferenceWorker> {
  const { models, provider, threads, callTimeoutMs = CALL_TIMEOUT_MS } = options;
  return InferenceWorker.start({ models, provider, threads }, callTimeoutMs);
}

/** Loads the models; throws `provider-unavailable`, `model-invalid` or `inference-failed`. */
export async function openOnnxEngine(options: OnnxEngineOptions): Promise<Engine> {
  return new OnnxEngine(options, await startWorker(options));
}
