import type { HematovisionError } from '../core/errors.ts';
import type { CameraState, CaptureStatus } from './source.ts';

const WINDOW_MS = 1000;

/** Keeps the status of one source: what it does, how fast, and what went wrong last. */
export class CaptureGauge {
  #state: CameraState = 'starting';
  #fault: HematovisionError | undefined;
  #size = { width: 0, height: 0 };
  #droppedFrames = 0;
  /** Arrival times within the last second, oldest first, on the monotonic clock. */
  #arrivalsMs: number[] = [];

  /** A whole picture arrived: all is well. */
  arrived(width: number, height: number): void {
    this.#state = 'live';
    this.#fault = undefined;
    this.#size = { width, height };
    const nowMs = performance.now();
    this.#arrivalsMs.push(nowMs);
    while (nowMs - (this.#arrivalsMs[0] ?? nowMs) > WINDOW_MS) this.#arrivalsMs.shift();
  }

  dropped(): void {
    this.#droppedFrames += 1;
  }

  /** The state stays until a picture arrives: a source that is tried again and again is not "starting". */
  failed(fault: HematovisionError): void {
    this.#state = fault.code === 'camera-stalled' ? 'stalled' : 'failed';
    this.#fault = fault;
  }

  /** Keeps the fault, if one came last. */
  ended(): void {
    this.#state = 'ended';
  }

  get status(): CaptureStatus {
    const sinceMs = performance.now() - WINDOW_MS;
    return {
      state: this.#state,
      message: this.#fault?.message ?? null,
      hint: this.#fault?.hint ?? null,
      ...this.#size,
      fps: this.#arrivalsMs.filter((arrivedMs) => arrivedMs > sinceMs).length,
      droppedFrames: this.#droppedFrames,
    };
  }
}
