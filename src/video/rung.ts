import { findFfmpeg } from '../capture/ffmpeg-binary.ts';
import { type FfmpegChild, startChild } from '../capture/ffmpeg-child.ts';
import { HematovisionError, messageOf } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { supervise } from '../core/supervise.ts';
import { encoderArguments, type PictureFormat, type Quality } from './encoder-arguments.ts';
import type { EncoderName } from './encoders.ts';
import { type EncodedPicture, FlvReader } from './flv-reader.ts';
import { matroskaHead, matroskaPicture } from './matroska.ts';
import { rtpPayloads } from './rtp-payloads.ts';

/** A picture on its way into the encoder. */
export interface LivePicture {
  readonly jpeg: Uint8Array;
  readonly capturedAtNs: bigint;
  /** What it shows, as the overlay's channel carries it; asked for when the picture is sent. */
  readonly describe: (rtpTimestamp: number) => string;
}

/** A picture on its way to those who watch. */
export interface VideoFrame {
  readonly capturedAtNs: bigint;
  /** At 90 kHz; the same for this picture in every quality. */
  readonly rtpTimestamp: number;
  readonly isKey: boolean;
  /** Of its RTP packets, in order; shared, not to be written to. */
  readonly payloads: readonly Buffer[];
  readonly overlay: string;
}

export type FrameWatcher = (frame: VideoFrame) => void;

export interface RungOptions {
  readonly quality: Quality;
  readonly encoder: EncoderName;
  readonly format: PictureFormat;
  readonly log: Log;
  readonly ffmpegPath?: string | undefined;
}

interface Inside {
  readonly picture: LivePicture;
  readonly enteredAtMs: number;
}

/** An encoder keeps one picture at most; with more it is late, and the next would only be later. */
const MOST_INSIDE = 4;
/** A picture that does not come out for so long: the encoder hangs. */
const STALL_MS = 3000;
/** Whoever asks meanwhile waits: key frames in quick succession would leave no bits for the picture. */
const KEY_FRAME_INTERVAL_MS = 300;
/** FLV counts milliseconds to 2³¹, which is 24 days. */
const LONGEST_RUN_MS = 2 ** 30;
const BACKOFF = { firstDelayMs: 250, maxDelayMs: 5000, resetAfterMs: 10_000 };

/**
 * One quality of the live video: encoded once by one ffmpeg child for all who watch it, and not at all while nobody
 * does. A child that dies or hangs is replaced.
 */
export class Rung {
  readonly quality: Quality;
  readonly #options: RungOptions;
  readonly #watchers = new Set<FrameWatcher>();
  readonly #inside = new Map<number, Inside>();
  #child: FfmpegChild | null = null;
  #stop: AbortController | null = null;
  #stopped: Promise<void> = Promise.resolve();
  #startedAtNs: bigint | null = null;
  #lastTick = 0;
  #keyWanted = false;
  #keyGivenAtMs = 0;
  #keyFrames = 0;

  constructor(options: RungOptions) {
    this.quality = options.quality;
    this.#options = options;
  }

  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  /** Key frames that came out so far. */
  get keyFrames(): number {
    return this.#keyFrames;
  }

  /** Process of the encoder; null while none runs. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Hands every frame from now on to the watcher, which must wait for a key frame; returns what ends that. */
  attach(watcher: FrameWatcher): () => void {
    this.#watchers.add(watcher);
    if (this.#watchers.size === 1) this.#start();
    return () => {
      if (this.#watchers.delete(watcher) && this.#watchers.size === 0) this.#stop?.abort();
    };
  }

  /** The next picture, or the first that may be, becomes a key frame. */
  requestKeyFrame(): void {
    this.#keyWanted = true;
  }

  /** Takes a picture, or leaves it out while the encoder is behind. */
  offer(picture: LivePicture): void {
    const child = this.#child;
    if (!child) return;
    const nowMs = performance.now();
    const [oldest] = this.#inside.values();
    const isStuck = oldest !== undefined && nowMs - oldest.enteredAtMs > STALL_MS;
    if (isStuck || this.#lastTick > LONGEST_RUN_MS) void child.stop();
    if (this.#inside.size >= MOST_INSIDE) return;
    const tick = this.#tickOf(picture, nowMs);
    this.#inside.set(tick, { picture, enteredAtMs: nowMs });
    child.stdin?.write(matroskaPicture(tick, picture.jpeg));
  }

  /** Ends the encoder; resolves when it is gone. */
  async close(): Promise<void> {
    this.#watchers.clear();
    this.#stop?.abort();
    await this.#stopped;
  }

  #start(): void {
    const stop = new AbortController();
    this.#stop = stop;
    const { log, quality } = this.#options;
    const onEnd = (reason: unknown, delayMs: number) =>
      log.warn({ quality, reason: messageOf(reason), delayMs }, 'the video encoder ended; it starts again');
    // The one before may still be on its way out: never two at once.
    this.#stopped = this.#stopped.then(() =>
      supervise((signal) => this.#run(signal), stop.signal, { backoff: BACKOFF, onEnd }),
    );
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { path, version } = await findFfmpeg(this.#options.ffmpegPath, signal);
    const child = await startChild(path, encoderArguments({ ...this.#options, version }), {
      stdin: 'pipe',
    });
    const ended = child.endedOrStoppedBy(signal);
    const reader = new FlvReader();
    child.stdin?.write(matroskaHead(this.#options.format));
    this.#begin(child);
    try {
      for await (const chunk of chunksOf(child)) for (const out of reader.push(chunk)) this.#cameOut(out);
    } finally {
      this.#child = null;
      await child.stop();
    }
    const { code, signal: killedBy } = await ended;
    if (!signal.aborted)
      throw new HematovisionError('ffmpeg-failed', `ended by ${killedBy ?? code}: ${child.lastLines}`);
  }

  #begin(child: FfmpegChild): void {
    this.#inside.clear();
    this.#startedAtNs = null;
    this.#child = child;
  }

  /**
   * Milliseconds since the first picture, made odd for a key frame and even for all others. The first is one by
   * itself; it is even, because to ffmpeg's rule all times are relative to it.
   */
  #tickOf({ capturedAtNs }: LivePicture, nowMs: number): number {
    if (this.#startedAtNs === null) {
      this.#startedAtNs = capturedAtNs;
      this.#keyGiven(nowMs);
      this.#lastTick = 0;
      return 0;
    }
    const elapsedMs = Number(capturedAtNs - this.#startedAtNs) / 1e6;
    const even = 2 * Math.max(Math.round(elapsedMs / 2), Math.floor(this.#lastTick / 2) + 1);
    const isKey = this.#keyWanted && nowMs - this.#keyGivenAtMs >= KEY_FRAME_INTERVAL_MS;
    if (isKey) this.#keyGiven(nowMs);
    this.#lastTick = isKey ? even + 1 : even;
    return this.#lastTick;
  }

  #keyGiven(nowMs: number): void {
    this.#keyWanted = false;
    this.#keyGivenAtMs = nowMs;
  }

  #cameOut({ tick, isKey, nals }: EncodedPicture): void {
    const inside = this.#inside.get(tick);
    if (!inside) return;
    for (const earlier of this.#inside.keys()) if (earlier <= tick) this.#inside.delete(earlier);
    if (isKey) this.#keyFrames++;
    const { capturedAtNs, describe } = inside.picture;
    const rtpTimestamp = rtpTimestampOf(capturedAtNs);
    const overlay = describe(rtpTimestamp);
    const frame = { capturedAtNs, rtpTimestamp, isKey, payloads: rtpPayloads(nals), overlay };
    for (const watcher of [...this.#watchers]) watcher(frame);
  }
}

/** What the child writes until it ends or is stopped. */
async function* chunksOf({ stdout }: FfmpegChild): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* stdout;
  } catch {
    // The pipe was closed under the reader; how the child ended tells why.
  }
}

/** The capture time on the 90 kHz clock of video, which wraps every 13 hours. */
export function rtpTimestampOf(capturedAtNs: bigint): number {
  return Number(((capturedAtNs * 9n) / 100_000n) & 0xffff_ffffn);
}
