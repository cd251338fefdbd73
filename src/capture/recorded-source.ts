import type { Frame } from '../core/types.ts';
import { EveryFrameSource } from './every-frame-source.ts';
import type { CaptureStatus, FrameSource } from './source.ts';

export interface RecordedSourceOptions {
  readonly label: string;
  /** Segments in their order. */
  readonly paths: readonly string[];
  /** Size of the pictures that the instrument saw. */
  readonly width: number;
  readonly height: number;
}

const STALL_MS = 60_000;

/** Every picture of a recording, its segments one after the other; `seq` counts through. */
export class RecordedSource implements FrameSource {
  readonly label: string;
  readonly #options: RecordedSourceOptions;
  #segment: FrameSource;
  #next = 0;

  constructor(options: RecordedSourceOptions) {
    this.label = options.label;
    this.#options = options;
    this.#segment = this.#open(options.paths[0] ?? '');
  }

  get status(): CaptureStatus {
    return this.#segment.status;
  }

  async *frames(signal: AbortSignal): AsyncGenerator<Frame, void, undefined> {
    for (const path of this.#options.paths) {
      this.#segment = this.#open(path);
      for await (const frame of this.#segment.frames(signal)) yield { ...frame, seq: this.#next++ };
      if (signal.aborted) return;
    }
  }

  #open(path: string): FrameSource {
    const { width, height } = this.#options;
    const pace = { fps: 30, stallMs: STALL_MS, loop: false, pace: 'asap' as const };
    return new EveryFrameSource({ address: { kind: 'file', path }, width, height, fitted: true, ...pace });
  }
}
