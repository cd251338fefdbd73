import { Worker } from 'node:worker_threads';
import { HematovisionError, messageOf } from '../../core/errors.ts';
import { Latest } from '../../core/latest.ts';
import { supervise } from '../../core/supervise.ts';
import type { Frame } from '../../core/types.ts';
import { CaptureGauge } from '../capture-gauge.ts';
import { FramePool } from '../frame-pool.ts';
import type { CaptureStatus, FrameSource } from '../source.ts';
import type { SimulationPlan } from './simulation.ts';
import type { ShotMessage, SimulatorJob } from './simulator-worker.ts';

export interface SimulatorOptions extends SimulationPlan {
  /**
   * `newest` (default): real time, without end; the consumer gets the newest frame. `every`: each frame, as
   * fast as the consumer takes them.
   */
  readonly delivery?: 'newest' | 'every';
  /** Frames before the source ends; without end when left out. */
  readonly frameCount?: number;
}

/** Buffers with the worker: one being filled, one waiting, so that it never waits for the other side. */
const BUFFERS_OUT = 2;

/** The simulated microscope as a frame source. A worker thread draws; nothing runs before `frames()`. */
export function openSimulator(options: SimulatorOptions): FrameSource {
  return new SimulatorSource(options);
}

class SimulatorSource implements FrameSource {
  readonly label = 'simulated microscope';
  readonly #options: SimulatorOptions;
  readonly #pool: FramePool;
  readonly #gauge = new CaptureGauge();
  #nextSeq = 0;

  constructor(options: SimulatorOptions) {
    this.#options = options;
    this.#pool = new FramePool(options.width, options.height);
  }

  get status(): CaptureStatus {
    return this.#gauge.status;
  }

  frames(signal: AbortSignal): AsyncIterable<Frame> {
    return this.#options.delivery === 'every' ? this.#everyFrame(signal) : this.#newestFrame(signal);
  }

  /** Frames of a supervised worker through a mailbox of one. */
  async *#newestFrame(signal: AbortSignal): AsyncGenerator<Frame, void, undefined> {
    const mailbox = new Latest<Frame>((frame) => {
      this.#gauge.dropped();
      frame.release();
    });
    const over = new AbortController();
    const stop = AbortSignal.any([signal, over.signal]);
    const running = supervise(
      async (stopped) => {
        await this.#runWorker(stopped, (frame, sendBuffer) => {
          mailbox.put(frame);
          sendBuffer();
        });
        if (!stopped.aborted) over.abort();
      },
      stop,
      {
        onEnd: (reason) => {
          if (reason instanceof HematovisionError) this.#gauge.failed(reason);
        },
      },
    ).finally(() => mailbox.close());
    try {
      yield* mailbox;
    } finally {
      over.abort();
      await running;
      this.#gauge.ended();
    }
  }

  /** Every frame in order; an empty buffer goes out only when a frame was taken. */
  async *#everyFrame(signal: AbortSignal): AsyncGenerator<Frame, void, undefined> {
    const ready: Frame[] = [];
    const over = new AbortController();
    let sendBuffer = () => {};
    let ended: { readonly fault?: unknown } | undefined;
    let wake: (() => void) | undefined;
    const running = this.#runWorker(AbortSignal.any([signal, over.signal]), (frame, send) => {
      sendBuffer = send;
      ready.push(frame);
      wake?.();
    })
      .then(
        () => {
          ended = {};
        },
        (fault: unknown) => {
          ended = { fault };
        },
      )
      .finally(() => wake?.());
    try {
      for (;;) {
        const frame = ready.shift();
        if (frame) {
          yield frame;
          sendBuffer();
          continue;
        }
        const end = ended as { readonly fault?: unknown } | undefined;
        if (end?.fault !== undefined) throw end.fault;
        if (end) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      over.abort();
      await running;
      for (const frame of ready) frame.release();
      this.#gauge.ended();
    }
  }

  /** One worker from start to exit. Resolves when it ended as planned or the signal aborted, and is gone. */
  async #runWorker(
    signal: AbortSignal,
    onFrame: (frame: Frame, sendBuffer: () => void) => void,
  ): Promise<void> {
    if (signal.aborted) return;
    const { delivery = 'newest', frameCount = null, ...plan } = this.#options;
    const job: SimulatorJob = { plan, delivery, frameCount, firstSeq: this.#nextSeq };
    const worker = new Worker(workerUrl(), { workerData: job, name: 'simulator' });
    // Buffers with the worker, which fills them in this order; only the order crosses back, so that a frame's
    // memory keeps its one object here.
    const out: Uint8Array<SharedArrayBuffer>[] = [];
    const sendBuffer = () => {
      const pixels = this.#pool.take();
      out.push(pixels);
      worker.postMessage(pixels);
    };
    let fault: unknown;
    const exited = new Promise<number>((resolve) => worker.once('exit', resolve));
    worker.once('error', (thrown) => {
      fault = thrown;
    });
    worker.on('message', (shot: ShotMessage) => {
      const pixels = out.shift();
      if (signal.aborted || !pixels) return;
      this.#note(shot.seq);
      onFrame(this.#pool.frame(pixels, shot.seq, shot.capturedAtNs), sendBuffer);
    });
    const terminate = () => void worker.terminate();
    signal.addEventListener('abort', terminate, { once: true });
    for (let sent = 0; sent < BUFFERS_OUT; sent++) sendBuffer();
    const code = await exited;
    for (const pixels of out) this.#pool.giveBack(pixels);
    signal.removeEventListener('abort', terminate);
    if (signal.aborted) return;
    if (fault !== undefined || code !== 0) {
      const why = messageOf(fault ?? `exit code ${code}`);
      throw new HematovisionError('simulator-failed', `The simulated microscope stopped: ${why}`, {
        cause: fault,
      });
    }
  }

  #note(seq: number): void {
    this.#gauge.arrived(this.#options.width, this.#options.height);
    this.#gauge.dropped(seq - this.#nextSeq);
    this.#nextSeq = seq + 1;
  }
}

/** The worker beside this file, as it is in the source tree and as it is when compiled. */
function workerUrl(): URL {
  return new URL(
    import.meta.url.endsWith('.ts') ? './simulator-worker.ts' : './simulator-worker.js',
    import.meta.url,
  );
}
