import { setInterval } from 'node:timers';
import { HematovisionError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { Frame } from '../core/types.ts';
import type { PictureContent, VideoState } from '../core/wire/live.ts';
import type { PictureFormat, Quality } from './encoder-arguments.ts';
import type { EncoderName } from './encoders.ts';
import { SILENT_MS } from './peer-silence.ts';
import { Rung } from './rung.ts';
import type { PeerConfig, Viewer } from './viewer.ts';

export interface LiveVideoOptions {
  /** Null: this machine has none, and nobody can join. */
  readonly encoder: EncoderName | null;
  readonly format: PictureFormat;
  readonly peer: PeerConfig;
  /** The pixels must stay untouched until the promise settles. */
  readonly encodeJpeg: (frame: Frame, quality: number) => Promise<Uint8Array>;
  readonly log: Log;
  /** A viewer from whom nothing came for so long is closed. */
  readonly silentMs?: number;
  readonly ffmpegPath?: string;
}

/** A player that has joined. */
export interface JoinedViewer {
  readonly id: string;
  /** SDP. */
  readonly answer: string;
  /** Resolves when the viewer is gone, for whatever reason. */
  readonly ended: Promise<void>;
}

/** Nothing of it can be seen behind the video's own loss. */
const JPEG_QUALITY = 90;
const CHECKS_PER_SILENCE = 8;

/** The live video by WebRTC: pictures in, encoded once for each quality that is watched, out to all who joined. */
export class LiveVideo {
  readonly #options: LiveVideoOptions;
  readonly #rungs: Readonly<Record<Quality, Rung>>;
  readonly #viewers = new Map<string, Viewer>();
  readonly #silenceCheck: NodeJS.Timeout;
  #packetsLostBefore = 0;
  #isClosed = false;

  constructor(options: LiveVideoOptions) {
    this.#options = options;
    const { encoder, format, log, ffmpegPath, silentMs = SILENT_MS } = options;
    const rung = (quality: Quality) =>
      // Without an encoder nobody joins, and so nothing asks for it.
      new Rung({ quality, encoder: encoder ?? 'libx264', format, log, ffmpegPath });
    this.#rungs = { full: rung('full'), reduced: rung('reduced') };
    this.#silenceCheck = setInterval(() => this.#closeSilent(silentMs), silentMs / CHECKS_PER_SILENCE);
    this.#silenceCheck.unref();
  }

  get encoder(): EncoderName | null {
    return this.#options.encoder;
  }

  /** The encoders; none runs while nobody watches its quality. */
  get rungs(): Readonly<Record<Quality, Rung>> {
    return this.#rungs;
  }

  get state(): VideoState {
    const viewers = [...this.#viewers.values()];
    return {
      encoder: this.#options.encoder,
      viewers: viewers.length,
      reducedViewers: viewers.filter(({ quality }) => quality === 'reduced').length,
      keyFrames: this.#rungs.full.keyFrames + this.#rungs.reduced.keyFrames,
      packetsLost: viewers.reduce((sum, { packetsLost }) => sum + packetsLost, this.#packetsLostBefore),
    };
  }

  /** Takes a picture; resolves when its pixels are no longer needed. */
  async show(frame: Frame, content: PictureContent): Promise<void> {
    const watched = Object.values(this.#rungs).filter(({ isWatched }) => isWatched);
    if (watched.length === 0) return;
    const jpeg = await this.#options.encodeJpeg(frame, JPEG_QUALITY);
    const { seq, width, height, capturedAtNs } = frame;
    const describe = (rtpTimestamp: number) => {
      const ageMs = Number(process.hrtime.bigint() - capturedAtNs) / 1e6;
      return JSON.stringify({ type: 'frame', seq, width, height, ageMs, ...content, rtpTimestamp });
    };
    for (const rung of watched) rung.offer({ jpeg, capturedAtNs, describe });
  }

  /** Lets a player in. Throws `encoder-missing`, `offer-unreadable`, `offer-refused` and `video-full`. */
  async join(offer: string): Promise<JoinedViewer> {
    if (this.#options.encoder === null || this.#isClosed)
      throw new HematovisionError('encoder-missing', 'This instrument sends no video');
    const { promise: ended, resolve: onEnd } = Promise.withResolvers<void>();
    // Not before the first player: WebRTC takes 11 MiB and a third of a second.
    const { Viewer } = await import('./viewer.ts');
    const { viewer, answer } = await Viewer.answer(offer, {
      rungs: this.#rungs,
      peer: this.#options.peer,
      onEnd,
    });
    this.#viewers.set(viewer.id, viewer);
    if (this.#isClosed) await viewer.close();
    void ended.then(() => {
      this.#packetsLostBefore += viewer.packetsLost;
      this.#viewers.delete(viewer.id);
    });
    return { id: viewer.id, answer, ended };
  }

  /** Takes candidates that a player found later. Throws `viewer-missing`, `offer-unreadable`, `viewer-changed`. */
  async addCandidates(id: string, fragment: string): Promise<void> {
    await this.#viewer(id).addCandidates(fragment);
  }

  /** Throws `viewer-missing`. */
  async leave(id: string): Promise<void> {
    await this.#viewer(id).close();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#silenceCheck);
    await Promise.all([...this.#viewers.values()].map((viewer) => viewer.close()));
    await Promise.all(Object.values(this.#rungs).map((rung) => rung.close()));
  }

  #viewer(id: string): Viewer {
    const viewer = this.#viewers.get(id);
    if (!viewer) throw new HematovisionError('viewer-missing', `No viewer ${id}`);
    return viewer;
  }

  #closeSilent(silentMs: number): void {
    const nowMs = performance.now();
    for (const viewer of this.#viewers.values()) if (viewer.silentMs(nowMs) >= silentMs) void viewer.close();
  }
}
