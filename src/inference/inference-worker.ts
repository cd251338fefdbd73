import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { HematovisionError, messageOf } from '../core/errors.ts';
import type { CallPace } from './call-pace.ts';
import type { ModelSignature, OnnxProvider, Tensors } from './engine.ts';
import type { WorkerOrder, WorkerReply, WorkerRequest, WorkerStart } from './worker-messages.ts';

/** Compiled, this file and the worker's both end in `.js`. */
const WORKER_URL = new URL(`./onnx-worker${extname(import.meta.filename)}`, import.meta.url);
/** A thread that has not ended after this long hangs inside the runtime, and is left behind. */
const STOP_TIMEOUT_MS = 10_000;

interface Waiting {
  readonly model: string;
  readonly inputs: Tensors;
  readonly resolve: (outputs: Tensors) => void;
  readonly reject: (reason: HematovisionError) => void;
}

export interface InferenceWorkerOptions {
  /** Knows when a call hangs. */
  readonly pace: CallPace;
  /** After so many milliseconds a start that does not come to an end is given up. */
  readonly startLimitMs?: number | undefined;
  /** The thread's program, where it is another one. */
  readonly entry?: URL | undefined;
}

/** What a thread says first. */
function firstReply(worker: Worker): Promise<WorkerReply> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (exitCode) => reject(new Error(`exit code ${exitCode}`)));
  });
}

/** A thread, and how it is told to end. */
interface Thread {
  readonly worker: Worker;
  readonly stopFlag: Int32Array;
  readonly exited: Promise<unknown>;
}

function askToStop({ worker, stopFlag }: Thread): void {
  Atomics.store(stopFlag, 0, 1);
  worker.postMessage('stop' satisfies WorkerRequest);
}

/** For a thread that hangs. Node waits for its threads however it is told to exit, and would wait for this one for ever. */
function leaveBehind(thread: Thread): void {
  askToStop(thread);
  thread.worker.unref();
  const die = () => process.kill(process.pid, 'SIGKILL');
  process.once('exit', die);
  void thread.exited.then(() => process.off('exit', die));
}

/** The answer, if it comes in time or there is no limit; else `late` runs and `inference-failed` is thrown. */
async function within<T>(limitMs: number | undefined, answer: Promise<T>, late: () => void): Promise<T> {
  if (limitMs === undefined) return answer;
  const { promise: never, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late();
    reject(new HematovisionError('inference-failed', `The inference worker was not ready in ${limitMs} ms`));
  }, limitMs);
  return Promise.race([answer, never]).finally(() => clearTimeout(timer));
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
  readonly #thread: Thread;
  readonly #pace: CallPace;
  /** In the order in which the worker takes them. */
  readonly #waiting = new Map<number, Waiting>();
  /** For the call under way. */
  #deadline: NodeJS.Timeout | undefined;
  #begunMs = 0;
  #lastId = 0;
  #ended: HematovisionError | undefined;
  #hangs = false;

  private constructor(thread: Thread, ready: WorkerReply & { type: 'ready' }, pace: CallPace) {
    this.#thread = thread;
    this.#pace = pace;
    this.provider = ready.provider;
    this.signatures = ready.signatures;
    const { worker } = thread;
    worker.on('message', (reply: WorkerReply) => this.#settle(reply));
    worker.on('error', (cause) => this.#end(`The inference worker stopped: ${messageOf(cause)}`, cause));
    worker.on('exit', (exitCode) => {
      this.#hangs = false;
      this.#end(`The inference worker stopped (exit code ${exitCode})`);
    });
  }

  /** Starts a thread and loads the models; throws what the worker refuses with, or `inference-failed`. */
  static async start(
    order: WorkerOrder,
    { pace, startLimitMs, entry = WORKER_URL }: InferenceWorkerOptions,
  ): Promise<InferenceWorker> {
    const stopFlag = new Int32Array(new SharedArrayBuffer(4));
    const workerData: WorkerStart = { ...order, stopFlag };
    const worker = new Worker(entry, {
      workerData,
      name: 'inference',
      resourceLimits: { stackSizeMb: STACK_MB },
    });
    // Listened for from the start: the last message and the end of a thread come in one turn of the event loop.
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    const thread = { worker, stopFlag, exited };
    const reply = firstReply(worker).catch((cause) => {
      const message = `The inference worker did not start: ${messageOf(cause)}`;
      throw new HematovisionError('inference-failed', message, { cause });
    });
    const first = await within(startLimitMs, reply, () => leaveBehind(thread));
    if (first.type === 'ready') return new InferenceWorker(thread, first, pace);
    await exited;
    if (first.type === 'refused') throw new HematovisionError(first.code, first.message);
    throw new Error(`The inference worker began with ${first.type}`);
  }

  get alive(): boolean {
    return this.#ended === undefined;
  }

  /** Why it ended; null while it lives. */
  get endReason(): string | null {
    return this.#ended?.message ?? null;
  }

  /** It was given up in a call that does not come to an end; its thread and memory are still there. */
  get hangs(): boolean {
    return this.#hangs;
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
      this.#thread.worker.postMessage({ id, model, inputs, outputs } satisfies WorkerRequest);
      this.#waiting.set(id, { model, inputs, resolve, reject });
      if (this.#waiting.size === 1) this.#watchNext();
    });
  }

  /** Ends the thread after the run it is in; calls that wait are rejected at once with `inference-failed`. */
  async stop(): Promise<void> {
    this.#end('The inference worker was stopped');
    askToStop(this.#thread);
    const patience = new AbortController();
    const gaveUp = sleep(STOP_TIMEOUT_MS, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([this.#thread.exited, gaveUp]);
    patience.abort();
    // A thread that hangs must not keep the program from ending.
    this.#thread.worker.unref();
  }

  /** Calls are taken in turn: the first that waits is under way. */
  #watchNext(): void {
    clearTimeout(this.#deadline);
    const [next] = this.#waiting;
    if (!next) return;
    const [id, { model, inputs }] = next;
    const limitMs = this.#pace.limitMs(model, inputs);
    this.#begunMs = performance.now();
    // After a long task of our own the answer may lie there unread: it is read before anyone is blamed.
    this.#deadline = setTimeout(() => setImmediate(() => this.#expired(id, limitMs)), limitMs);
  }

  #expired(id: number, limitMs: number): void {
    const call = this.#waiting.get(id);
    if (!call) return;
    this.#hangs = true;
    this.#end(`${call.model} did not answer within ${Math.round(limitMs)} ms`);
    leaveBehind(this.#thread);
  }

  #settle(reply: WorkerReply): void {
    if (reply.type !== 'done' && reply.type !== 'failed') return;
    const call = this.#waiting.get(reply.id);
    if (!call) return;
    this.#waiting.delete(reply.id);
    if (reply.type === 'done') {
      this.#pace.note(call.model, call.inputs, performance.now() - this.#begunMs);
      call.resolve(reply.outputs);
    } else call.reject(new HematovisionError('inference-failed', `Inference failed: ${reply.message}`));
    this.#watchNext();
  }

  #end(message: string, cause?: unknown): void {
    if (this.#ended) return;
    this.#ended = new HematovisionError('inference-failed', message, { cause });
    clearTimeout(this.#deadline);
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
