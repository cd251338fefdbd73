import type { HematovisionError } from '../core/errors.ts';
import type { Frame } from '../core/types.ts';
import { endedFault, stalledFault } from './capture-fault.ts';
import { CaptureGauge } from './capture-gauge.ts';
import { ffmpegArguments } from './ffmpeg-arguments.ts';
import { findFfmpeg } from './ffmpeg-binary.ts';
import { type FfmpegChild, startChild } from './ffmpeg-child.ts';
import { DEFAULT_START_MS, type FfmpegSourceOptions } from './ffmpeg-source-options.ts';
import { FrameCutter } from './frame-cutter.ts';
import { FramePool } from './frame-pool.ts';
import { probeVideo, type VideoFacts } from './probe-video.ts';
import type { CaptureStatus, FrameSource } from './source.ts';
import { type FfmpegAddress, sourceLabel } from './source-address.ts';
import { StallWatch } from './stall-watch.ts';

export type EveryFrameOptions = FfmpegSourceOptions & {
  /** Pictures are fitted into `width` × `height`; without it they keep their own size. */
  readonly fitted?: boolean;
  readonly address: FfmpegAddress & { readonly kind: 'file' };
};

/**
 * Every picture of a file in its own size, `seq` being its 0-based index. ffmpeg waits while the consumer
 * works, because its output is read only when the next picture is asked for.
 */
export class EveryFrameSource implements FrameSource {
  readonly label: string;
  readonly #options: EveryFrameOptions;
  readonly #gauge = new CaptureGauge();
  #iterated = false;

  constructor(options: EveryFrameOptions) {
    this.#options = options;
    this.label = sourceLabel(options.address);
  }

  get status(): CaptureStatus {
    return this.#gauge.status;
  }

  async *frames(signal: AbortSignal): AsyncGenerator<Frame, void, undefined> {
    if (this.#iterated)
      throw new Error('A source is iterated once: a second iteration would be a second child.');
    this.#iterated = true;
    try {
      const { address, ffmpegPath, ffprobePath } = this.#options;
      const video = await probeVideo(address.path, { signal, ...(ffprobePath && { ffprobePath }) });
      const { path, version } = await findFfmpeg(ffmpegPath, signal);
      signal.throwIfAborted();
      const { width, height } = this.#options.fitted ? this.#options : video;
      const child = await startChild(
        path,
        ffmpegArguments(address, { ...this.#options, width, height, version }),
      );
      yield* this.#read(child, { ...video, width, height }, signal);
      this.#gauge.ended();
    } catch (thrown) {
      if (!signal.aborted) {
        this.#gauge.failed(thrown as HematovisionError);
        throw thrown;
      }
      this.#gauge.ended();
    }
  }

  /** All pictures of one child, which is gone when the iteration ends. */
  async *#read(
    child: FfmpegChild,
    video: VideoFacts,
    signal: AbortSignal,
  ): AsyncGenerator<Frame, void, undefined> {
    const { address, startMs = DEFAULT_START_MS } = this.#options;
    const pool = new FramePool(video.width, video.height);
    const cutter = new FrameCutter(pool);
    let pictures = 0;
    let stall: HematovisionError | undefined;
    const watch = new StallWatch((silentMs) => {
      stall = stalledFault(address, { lastLines: child.lastLines, silentMs, pictures });
      void child.stop();
    });
    const ended = child.endedOrStoppedBy(signal);
    try {
      watch.arm(startMs);
      for await (const chunk of chunksOf(child)) {
        // The time the consumer takes is no silence of the source.
        watch.disarm();
        for (const pixels of cutter.push(chunk)) {
          if (signal.aborted) return;
          this.#gauge.arrived(video.width, video.height);
          yield pool.frame(pixels, pictures++, process.hrtime.bigint());
        }
        watch.arm(startMs);
      }
      const end = await ended;
      const { lastLines } = child;
      if (signal.aborted) return;
      if (stall) throw stall;
      const inMiddle = cutter.pendingBytes > 0;
      // A damaged file can end with code 0: ffmpeg complains, gives what it could read, and the rest is missing.
      const cutShort = lastLines !== '' && pictures < (video.frames ?? 0);
      if (end.code === 0 && pictures > 0 && !inMiddle && !cutShort) return;
      throw endedFault(address, end, { lastLines, pictures, inMiddle });
    } finally {
      watch.disarm();
      await child.stop();
    }
  }
}

/** What the child writes, until it ends, is stopped or breaks off: `ended` tells which. */
async function* chunksOf(child: FfmpegChild): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* child.stdout;
  } catch {
    // The pipe was closed under the reader.
  }
}
