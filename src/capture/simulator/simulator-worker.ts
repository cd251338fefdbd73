import { setTimeout as sleep } from 'node:timers/promises';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { createSimulation, type SimulationPlan } from './simulation.ts';

/** What the worker is started with. */
export interface SimulatorJob {
  readonly plan: SimulationPlan;
  /** `newest`: in real time, late frames are skipped; `every`: as fast as empty buffers arrive. */
  readonly delivery: 'newest' | 'every';
  /** Number of the first frame: a restarted worker goes on where the last one ended. */
  readonly firstSeq: number;
  /** The worker ends before this frame; null: never. */
  readonly frameCount: number | null;
}

/** A picture was taken into the oldest of the empty buffers that came from the other side. */
export interface ShotMessage {
  readonly seq: number;
  readonly capturedAtNs: bigint;
}

/** Takes frames into the buffers that arrive, and sends them back. */
async function run(port: MessagePort, job: SimulatorJob): Promise<void> {
  const simulation = createSimulation(job.plan);
  const empty = new EmptyBuffers(port);
  const periodMs = 1000 / job.plan.fps;
  const live = job.delivery === 'newest';
  const { firstSeq } = job;
  const last = job.frameCount ?? Number.POSITIVE_INFINITY;
  let pixels = await empty.next();
  // Once for practice: the first field is drawn and the code is warm when the clock starts.
  if (live) simulation.shoot(firstSeq, pixels);
  const startedAtMs = performance.now();
  for (let seq = firstSeq; seq < last; seq++) {
    if (live) {
      const dueMs = startedAtMs + (seq - firstSeq) * periodMs;
      while (performance.now() < dueMs - 4 && simulation.drawAhead(seq));
      await sleep(Math.max(0, dueMs - performance.now()));
      seq = Math.min(
        last - 1,
        Math.max(seq, firstSeq + Math.floor((performance.now() - startedAtMs) / periodMs)),
      );
    }
    simulation.shoot(seq, pixels);
    const shot: ShotMessage = { seq, capturedAtNs: process.hrtime.bigint() };
    port.postMessage(shot);
    if (seq + 1 < last) pixels = await empty.next();
  }
  port.close();
}

class EmptyBuffers {
  readonly #waiting: Uint8Array<SharedArrayBuffer>[] = [];
  #wake: (() => void) | undefined;

  constructor(port: MessagePort) {
    port.on('message', (pixels: Uint8Array<SharedArrayBuffer>) => {
      this.#waiting.push(pixels);
      this.#wake?.();
    });
  }

  async next(): Promise<Uint8Array<SharedArrayBuffer>> {
    for (;;) {
      const pixels = this.#waiting.shift();
      if (pixels) return pixels;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

if (parentPort) await run(parentPort, workerData as SimulatorJob);
