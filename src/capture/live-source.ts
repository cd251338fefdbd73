import { HematovisionError, messageOf } from '../core/errors.ts';
import { Latest } from '../core/latest.ts';
import { supervise } from '../core/supervise.ts';
import type { Frame } from '../core/types.ts';
import { CAMERA_BACKOFF } from './camera-backoff.ts';
import { endedFault, mustBePluggedIn, stalledFault } from './capture-fault.ts';
import { CaptureGauge } from './capture-gauge.ts';
import { ffmpegArguments } from './ffmpeg-arguments.ts';
import { type FfmpegBinary, findFfmpeg } from './ffmpeg-binary.ts';
import { type FfmpegChild, startChild } from './ffmpeg-child.ts';
import { DEFAULT_START_MS, type FfmpegSourceOptions } from './ffmpeg-source-options.ts';
import { FrameCutter } from './frame-cutter.ts';
import { FramePool } from './frame-pool.ts';
import { probeVideo } from './probe-video.ts';
import type { CaptureStatus, FrameSource } from './source.ts';
import { sourceLabel } from './source-address.ts';
import { StallWatch } from './stall-watch.ts';

/** The newest picture of a camera, stream or file that plays in real time, whatever happens to ffmpeg. */
export class LiveSource implements FrameSource {
  readonly label: string;
  readonly #options: FfmpegSourceOptions;
  readonly #gauge = new CaptureGauge();
  readonly #pool: FramePool;
  readonly #mailbox = new Latest<Frame>((frame) => {
    frame.release();
    this.#gauge.dropped();
  });
  #binary: FfmpegBinary | undefined;
  #v4l2Format: 'mjpeg' | 'any' = 'mjpeg';
  #nextSeq = 0;
  #iterated = false;

  constructor(options: FfmpegSourceOptions) {
    this.#options = options;
    this.label = sourceLabel(options.address);
    this.#pool = new FramePool(options.width, options.height);
  }

  get status(): CaptureStatus {
    return this.#gauge.status;
  }

  async *frames(signal: AbortSignal): AsyncGenerator<Frame, void, undefined> {
    if (this.#iterated)
      throw new Error('A source is iterated once: a second iteration would be a second child.');
    this.#iterated = true;
    const finish = new AbortController();
    const capture = this.#capture(AbortSignal.any([signal, finish.signal]), () => finish.abort());
    try {
      for await (const frame of this.#mailbox) {
        if (signal.aborted) {
          frame.release();
          return;
        }
        yield frame;
      }
    } finally {
      finish.abort();
      await capture;
      this.#gauge.ended();
    }
  }

  /** One ffmpeg after the other until the signal aborts or a recording is over; then the mailbox closes. */
  async #capture(signal: AbortSignal, finish: () => void): Promise<void> {
    const { backoff = CAMERA_BACKOFF } = this.#options;
    const run = async (): Promise<void> => {
      if ((await this.#readToEnd(signal)) === 'over') finish();
    };
    const onEnd = (reason: unknown): void => this.#gauge.failed(asFault(reason));
    await supervise(run, signal, { backoff, onEnd });
    this.#mailbox.close();
  }

  async #start(signal: AbortSignal, onBytes: (bytes: Uint8Array) => void): Promise<FfmpegChild> {
    const { address, ffmpegPath, ffprobePath } = this.#options;
    if (address.kind === 'v4l2') await mustBePluggedIn(address.device);
    // ffprobe tells a missing file, a text file and a video without pictures apart better than ffmpeg does.
    if (address.kind === 'file')
      await probeVideo(address.path, { signal, ...(ffprobePath && { ffprobePath }) });
    this.#binary ??= await findFfmpeg(ffmpegPath, signal);
    signal.throwIfAborted();
    const { path, version } = this.#binary;
    return startChild(
      path,
      ffmpegArguments(address, { ...this.#options, version, v4l2Format: this.#v4l2Format }),
      { onBytes },
    );
  }

  /** Feeds the mailbox from a child until it ends, stalls or the signal aborts; when it returns or throws, it is gone. */
  async #readToEnd(signal: AbortSignal): Promise<'over' | 'aborted'> {
    const { address, stallMs, startMs = DEFAULT_START_MS, loop } = this.#options;
    const cutter = new FrameCutter(this.#pool);
    let pictures = 0;
    let stall: HematovisionError | undefined;
    const watch = new StallWatch((silentMs) => {
      stall = stalledFault(address, { lastLines: child.lastLines, silentMs, pictures });
      this.#gauge.failed(stall);
      void child.stop();
    });
    const child = await this.#start(signal, (bytes) => {
      watch.feed();
      for (const pixels of cutter.push(bytes)) {
        if (pictures === 0) watch.arm(stallMs);
        pictures += 1;
        this.#deliver(pixels);
      }
    });
    watch.arm(startMs);
    const end = await child.endedOrStoppedBy(signal);
    watch.disarm();
    const inMiddle = cutter.pendingBytes > 0;
    cutter.discard();
    if (signal.aborted) return 'aborted';
    if (stall) throw stall;
    if (isRecording(address) && !loop && end.code === 0 && pictures > 0 && !inMiddle) return 'over';
    // A camera that is there but has no MJPEG: next time in the format it has.
    if (pictures === 0) this.#v4l2Format = this.#v4l2Format === 'mjpeg' ? 'any' : 'mjpeg';
    throw endedFault(address, end, { lastLines: child.lastLines, pictures, inMiddle });
  }

  #deliver(pixels: Uint8Array<SharedArrayBuffer>): void {
    this.#gauge.arrived(this.#pool.width, this.#pool.height);
    this.#mailbox.put(this.#pool.frame(pixels, this.#nextSeq, process.hrtime.bigint()));
    this.#nextSeq += 1;
  }
}

function isRecording(address: FfmpegSourceOptions['address']): boolean {
  return address.kind === 'file' || (address.kind === 'http' && address.recorded);
}

function asFault(reason: unknown): HematovisionError {
  if (reason instanceof HematovisionError) return reason;
  return new HematovisionError('ffmpeg-failed', `Capture stopped: ${messageOf(reason)}`, { cause: reason });
}
