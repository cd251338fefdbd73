import { RateMeter } from './core/rate-meter.ts';
import type { Frame } from './core/types.ts';
import { LatencyWindow } from './latency-window.ts';

export interface Progress {
  readonly shownFrames: number;
  /** By the detector, which may not have come to an end. */
  readonly begunLooks: number;
  readonly finishedLooks: number;
  /** Wanted while the detector was busy. */
  readonly skippedLooks: number;
}

/** What the loop measures of itself. */
export class Telemetry {
  readonly #latency = new LatencyWindow();
  readonly #shown = new RateMeter();
  #shownFrames = 0;
  #finishedLooks = 0;
  #refusedFrames = 0;
  #looks = 0;
  #skippedLooks = 0;
  #detectorMs: number | null = null;
  #classifierMs: number | null = null;

  /** Call when a frame's picture and overlay have been handed out. */
  frameShown(frame: Frame): void {
    this.#shownFrames += 1;
    this.#shown.mark(performance.now());
    this.#latency.add(Number(process.hrtime.bigint() - frame.capturedAtNs) / 1e6);
  }

  frameRefused(): void {
    this.#refusedFrames += 1;
  }

  /** Call when the detector was too busy for a field that held something new. */
  lookSkipped(): void {
    this.#skippedLooks += 1;
  }

  /** Runs a model call and remembers how long it took. */
  async timed<T>(model: 'detector' | 'classifier', call: () => Promise<T>): Promise<T> {
    const startedMs = performance.now();
    if (model === 'detector') this.#looks += 1;
    const result = await call();
    const tookMs = performance.now() - startedMs;
    if (model === 'detector') {
      this.#finishedLooks += 1;
      this.#detectorMs = tookMs;
    } else this.#classifierMs = tookMs;
    return result;
  }

  /** What shows that frames are really examined: numbers that only ever grow. */
  get progress(): Progress {
    return {
      shownFrames: this.#shownFrames,
      begunLooks: this.#looks,
      finishedLooks: this.#finishedLooks,
      skippedLooks: this.#skippedLooks,
    };
  }

  get figures() {
    return {
      processedFps: this.#shown.perSecond(performance.now()),
      refusedFrames: this.#refusedFrames,
      looks: this.#looks,
      skippedLooks: this.#skippedLooks,
      latencyMs: this.#latency.percentiles,
      detectorMs: this.#detectorMs,
      classifierMs: this.#classifierMs,
    };
  }
}
