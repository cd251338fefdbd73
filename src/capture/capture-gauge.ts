import type { HematovisionError } from '../core/errors.ts';
import { RateMeter } from '../core/rate-meter.ts';
import type { CameraState, CaptureStatus } from './source.ts';

/** Keeps the status of one source: what it does, how fast, and what went wrong last. */
export class CaptureGauge {
  #state: CameraState = 'starting';
  #fault: HematovisionError | undefined;
  #size = { width: 0, height: 0 };
  #droppedFrames = 0;
  readonly #arrivals = new RateMeter();
  #heardAtMs = performance.now();

  /** A whole picture arrived: all is well. */
  arrived(width: number, height: number): void {
    this.#state = 'live';
    this.#fault = undefined;
    this.#size = { width, height };
    this.#heardAtMs = performance.now();
    this.#arrivals.mark(this.#heardAtMs);
  }

  dropped(frames = 1): void {
    this.#droppedFrames += frames;
  }

  /** The state stays until a picture arrives: a source that is tried again and again is not "starting". */
  failed(fault: HematovisionError): void {
    this.#state = fault.code === 'camera-stalled' ? 'stalled' : 'failed';
    this.#fault = fault;
    this.#heardAtMs = performance.now();
  }

  /** Keeps the fault, if one came last. */
  ended(): void {
    this.#state = 'ended';
  }

  get status(): CaptureStatus {
    return {
      state: this.#state,
      message: this.#fault?.message ?? null,
      hint: this.#fault?.hint ?? null,
      ...this.#size,
      fps: this.#arrivals.perSecond(performance.now()),
      droppedFrames: this.#droppedFrames,
      quietMs: performance.now() - this.#heardAtMs,
    };
  }
}
