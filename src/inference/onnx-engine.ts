import { HematovisionError } from '../core/errors.ts';
import { CallPace } from './call-pace.ts';
import type { Engine, EngineState, ModelSignature, OnnxProvider, Tensors } from './engine.ts';
import { InferenceWorker } from './inference-worker.ts';
import type { ModelToLoad, OnnxModelOnDisk, WorkerOrder } from './worker-messages.ts';

/** After a start that failed, the next one waits: frames come thirty times a second, starts must not. */
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;
/** A GPU that is lost so often within this time is given up for the CPU. */
const MOST_LOSSES = 2;
const LOSSES_WITHIN_MS = 10 * 60_000;
/** Threads that hang keep their memory, and some a core: with so many, only a new start of the program helps. */
const MOST_HANGING = 3;
/** A restart that takes so many times as long as the first start hangs, unless it is still quick. */
const TIMES_FIRST_START = 5;
const LEAST_START_LIMIT_MS = 10_000;

export interface OnnxEngineOptions extends Omit<WorkerOrder, 'models'> {
  readonly models: readonly (ModelToLoad | OnnxModelOnDisk)[];
  /** Milliseconds after which any call counts as hung; well-known ones do so sooner. */
  readonly callTimeoutMs?: number;
  /** The thread's program, where it is another one. */
  readonly entry?: URL | undefined;
}

/**
 * ONNX Runtime in a worker thread. A worker that dies or hangs rejects its calls, and the next call starts a whole new
 * one: sessions are never swapped inside a worker, because the runtime does not give all their memory back.
 */
class OnnxEngine implements Engine {
  readonly models: Readonly<Record<string, ModelSignature>>;
  #options: OnnxEngineOptions;
  #worker: InferenceWorker;
  #pace: CallPace;
  readonly #startLimitMs: number;
  #starting: Promise<InferenceWorker> | undefined;
  /** The end of workers that were replaced. */
  #leaving: Promise<unknown> = Promise.resolve();
  #hanging: readonly InferenceWorker[] = [];
  /** When workers were lost, or could not be started. */
  #lossesMs: readonly number[] = [];
  #restarts = 0;
  #fellBack: string | null = null;
  #closed = false;
  #retryMs = FIRST_RETRY_MS;
  #refusal: { readonly error: unknown; readonly untilMs: number } | undefined;

  constructor(
    options: OnnxEngineOptions,
    { worker, pace, startedInMs }: { worker: InferenceWorker; pace: CallPace; startedInMs: number },
  ) {
    this.#options = options;
    this.#worker = worker;
    this.#pace = pace;
    this.#startLimitMs = Math.round(Math.max(LEAST_START_LIMIT_MS, TIMES_FIRST_START * startedInMs));
    this.models = worker.signatures;
  }

  get provider(): OnnxProvider {
    return this.#worker.provider;
  }

  get state(): EngineState {
    if (this.#closed) return 'closed';
    return this.#worker.alive ? 'ready' : 'restarting';
  }

  get restarts(): number {
    return this.#restarts;
  }

  get fellBack(): string | null {
    return this.#fellBack;
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
      this.#noteLoss();
      const worker = await startWorker(this.#options, this.#pace, this.#startLimitMs);
      this.#leaving = Promise.all([this.#leaving, this.#worker.stop()]);
      this.#worker = worker;
      this.#restarts += 1;
    } catch (error) {
      this.#refusal = { error, untilMs: performance.now() + this.#retryMs };
      this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2);
      throw error;
    }
    this.#refusal = undefined;
    this.#retryMs = FIRST_RETRY_MS;
    return this.#worker;
  }

  /** A GPU that is lost again and again is left for the CPU; too many threads that hang, and nothing is started. */
  #noteLoss(): void {
    this.#hanging = [...new Set([...this.#hanging, this.#worker])].filter(({ hangs }) => hangs);
    if (this.#hanging.length >= MOST_HANGING)
      throw new HematovisionError('inference-failed', `${MOST_HANGING} inference workers hang`, {
        hint: 'Start the instrument again. If it happens again: run `hematovision doctor`.',
      });
    const nowMs = performance.now();
    this.#lossesMs = [...this.#lossesMs, nowMs].filter((lossMs) => nowMs - lossMs < LOSSES_WITHIN_MS);
    const { provider } = this.#options;
    if (provider === 'cpu' || this.#lossesMs.length < MOST_LOSSES) return;
    this.#fellBack = `${provider} was lost ${MOST_LOSSES} times: ${this.#worker.endReason}`;
    this.#options = { ...this.#options, provider: 'cpu' };
    this.#pace = new CallPace(this.#options.callTimeoutMs);
  }
}

async function startWorker(
  { models, provider, threads, entry }: OnnxEngineOptions,
  pace: CallPace,
  startLimitMs?: number,
): Promise<InferenceWorker> {
  const read: Uint8Array<ArrayBuffer>[] = [];
  const loaded = models.map(async (model): Promise<ModelToLoad> => {
    if (!('read' in model)) return model;
    const bytes = await model.read();
    read.push(bytes);
    return { name: model.name, probe: model.probe, bytes };
  });
  try {
    const order = { models: await Promise.all(loaded), provider, threads };
    return await InferenceWorker.start(order, { pace, entry, startLimitMs });
  } finally {
    // The thread has its own; these need not wait to be collected.
    for (const bytes of read) bytes.buffer.transfer(0);
  }
}

/** Loads the models; throws `provider-unavailable`, `model-invalid` or `inference-failed`. */
export async function openOnnxEngine(options: OnnxEngineOptions): Promise<Engine> {
  const pace = new CallPace(options.callTimeoutMs);
  const beganMs = performance.now();
  const worker = await startWorker(options, pace);
  return new OnnxEngine(options, { worker, pace, startedInMs: performance.now() - beganMs });
}
