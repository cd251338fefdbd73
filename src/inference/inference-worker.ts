import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { HematovisionError, messageOf } from '../core/errors.ts';
import type { ModelSignature, OnnxProvider, Tensors } from './engine.ts';
import type { WorkerOrder, WorkerReply, WorkerRequest, WorkerStart } from './worker-messages.ts';

/** Compiled, this file and the worker's both end in `.js`. */
const WORKER_URL = new URL(`./onnx-worker${extname(import.meta.filename)}`, import.meta.url);
/** A thread that has not ended after this long hangs inside the runtime, and is left behind. */
const STOP_TIMEOUT_MS = 10_000;

interface Waiting {
  readonly resolve: (outputs: Tensors) => void;
  readonly reject: (reason: HematovisionError) => void;
  readonly timer: NodeJS.Timeout;
}

function firstReply(worker: Worker): Promise<WorkerReply> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (exitCode) => reject(new Error(`exit code ${exitCode}`)));
  });
}

/**
 * ONNX Runtime 1.30 runs a recursive expression over the program's command line when it loads, about 1 kB of stack a
 * character: a few hundred paths overflow the usual 4 MB. Memory is taken only as far as it is used.
 */
const STACK_MB = 256;

/**
 * One worker thread with its models, from `ready` to its end; it is never revived, only replaced. Its thread is
 * asked to end and never terminated: onnx-worker.ts says why.
 */
export class InferenceWorker {
  readonly provider: OnnxProvider;
  readonly signatures: Readonly<Record<string, ModelSignature>>;
  readonly #worker: Worker;
  readonly #stopFlag: Int32Array;
  readonly #callTimeoutMs: number;
  readonly #exited: Promise<unknown>;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #ended: HematovisionError | undefined;

  private constructor(
    worker: Worker,
    ready: WorkerReply & { type: 'ready' },
    settings: {
      readonly stopFlag: Int32Array;
      readonly callTimeoutMs: number;
      readonly exited: Promise<unknown>;
    },
  ) {
    this.#worker = worker;
    this.#stopFlag = settings.stopFlag;
    this.#callTimeoutMs = settings.callTimeoutMs;
    this.provider = ready.provider;
    this.signatures = ready.signatures;
    worker.on('message', (reply: WorkerReply) => this.#settle(reply));
    worker.on('error', (cause) => this.#end(`The inference worker stopped: ${messageOf(cause)}`, cause));
    this.#exited = settings.exited;
    worker.on('exit', (exitCode) => this.#end(`The inference worker stopped (exit code ${exitCode})`));
  }

  /** Starts a thread and loads the models; throws what the worker refuses with, or `inference-failed`. */
  static async start(order: WorkerOrder, callTimeoutMs: number): Promise<InferenceWorker> {
    const stopFlag = new Int32Array(new SharedArrayBuffer(4));
    const workerData: WorkerStart = { ...order, stopFlag };
    const worker = new Worker(WORKER_URL, {
      workerData,
      name: 'inference',
      resourceLimits: { stackSizeMb: STACK_MB },
    });
    // Listened for from the start: the last message and the end of a thread come in one turn of the event loop.
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    let first: WorkerReply;
    try {
      first = await firstReply(worker);
    } catch (cause) {
      throw new HematovisionError(
        'inference-failed',
        `The inference worker did not start: ${messageOf(cause)}`,
        {
          cause,
        },
      );
    }
    if (first.type === 'ready')
      return new InferenceWorker(worker, first, { stopFlag, callTimeoutMs, exited });
    await exited;
    if (first.type === 'refused') throw new HematovisionError(first.code, first.message);
    throw new Error(`The inference worker began with ${first.type}`);
  }

  get alive(): boolean {
    return this.#ended === undefined;
  }

  /** One run of a model. Rejects with `inference-failed`, and gives the worker up when it does not answer. */
  call(model: string, inputs: Tensors, outputs: readonly string[] | undefined): Promise<Tensors> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(this.#ended);
        return;
      }
      this.#lastId += 1;
      const id = this.#lastId;
      // First, because it throws what cannot be sent; an answer cannot overtake the lines below.
      this.#worker.postMessage({ id, model, inputs, outputs } satisfies WorkerRequest);
      const timer = setTimeout(() => {
        this.#end(`${model} did not answer within ${this.#callTimeoutMs} ms`);
        this.#askToStop();
      }, this.#callTimeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
    });
  }

  /** Ends the thread after the run it is in; calls that wait are rejected at once with `inference-failed`. */
  async stop(): Promise<void> {
    this.#end('The inference worker was stopped');
    this.#askToStop();
    const patience = new AbortController();
    const gaveUp = sleep(STOP_TIMEOUT_MS, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([this.#exited, gaveUp]);
    patience.abort();
    // A thread that hangs must not keep the program from ending.
    this.#worker.unref();
  }

  #askToStop(): void {
    Atomics.store(this.#stopFlag, 0, 1);
    this.#worker.postMessage('stop' satisfies WorkerRequest);
  }

  #settle(reply: WorkerReply): void {
    if (reply.type !== 'done' && reply.type !== 'failed') return;
    const waiting = this.#waiting.get(reply.id);
    if (!waiting) return;
    this.#waiting.delete(reply.id);
    clearTimeout(waiting.timer);
    if (reply.type === 'done') waiting.resolve(reply.outputs);
    else waiting.reject(new HematovisionError('inference-failed', `Inference failed: ${reply.message}`));
  }

  #end(message: string, cause?: unknown): void {
    if (this.#ended) return;
    this.#ended = new HematovisionError('inference-failed', message, { cause });
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(this.#ended);
    }
    this.#waiting.clear();
  }
}
