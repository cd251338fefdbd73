import type { Frame } from '../core/types.ts';
import type { Encoder } from './simulator/video-encoder.ts';
import type { CaptureStatus, FrameSource } from './source.ts';

/** A source of uncompressed pictures that are encoded beside; those the encoder is too slow for are left out. */
export class EncodedRecording implements FrameSource {
  readonly label: string;
  readonly #source: FrameSource;
  readonly #startEncoder: () => Encoder;

  constructor(source: FrameSource, startEncoder: () => Encoder) {
    this.label = source.label;
    this.#source = source;
    this.#startEncoder = startEncoder;
  }

  get status(): CaptureStatus {
    return this.#source.status;
  }

  async *frames(signal: AbortSignal): AsyncGenerator<Frame, void, undefined> {
    const encoder = this.#startEncoder();
    let [writing, failed] = [false, false];
    // A recording that fails must not end the count; the segments that are missing show it.
    encoder.ended.catch(() => {
      failed = true;
    });
    try {
      for await (const frame of this.#source.frames(signal)) {
        if (writing || failed) {
          yield frame;
          continue;
        }
        writing = true;
        const written = encoder.write(frame.pixels).then(() => {
          writing = false;
        });
        yield { ...frame, release: () => void written.then(frame.release) };
      }
    } finally {
      encoder.finish();
      await encoder.ended.catch(() => undefined);
    }
  }
}
