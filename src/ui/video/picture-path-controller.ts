import { msg } from '@lit/localize';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { messageOf } from '../../core/errors.ts';
import type { LiveController } from '../live/live-controller.ts';
import { storedPathChoice } from './path-choice.ts';
import {
  INITIAL_PATH,
  nextPath,
  type PathInputs,
  type PathMeasures,
  type PathState,
  showsVideo,
  wantsPictures,
  wantsVideo,
} from './picture-path.ts';
import type { VideoPicture } from './watch-video.ts';

/** The first picture needs an exchange with the instrument, perhaps by a TURN server, and a key frame. */
const FIRST_PICTURE_WITHIN_MS = 8000;
const STALLED_AFTER_MS = 2000;
/** An instrument that shows fewer pictures a second may rightly send none for a while. */
const LEAST_SENT_FPS = 2;

/** While nobody looks or the link is down, nothing speaks for either way. */
const NOTHING_MEASURED: PathMeasures = {
  sentFps: 0,
  receivedFps: 0,
  roundTripMs: null,
  wayMs: null,
  lostShare: 0,
};

/** Which way the live picture comes, for the person. */
export interface ShownPath {
  readonly isVideo: boolean;
  readonly lostShare: number;
  /** Why the video was left or not reached; null when nothing is wrong. */
  readonly problem: string | null;
}

/**
 * Lets the live picture come by the better way: single pictures over the live connection, or video. What is shown goes
 * on until the other way shows its first picture, and whatever happens to the video, pictures come back.
 */
export class PicturePathController implements ReactiveController {
  readonly #live: LiveController;
  readonly #endpoint: URL;
  readonly #onPicture: (picture: VideoPicture) => void;
  #choice = storedPathChoice();
  #path: PathState = INITIAL_PATH;
  #video: PathInputs['video'] = 'none';
  /** When the video was asked for or, once it shows, when its last picture came. */
  #videoAtMs = 0;
  #stop: AbortController | null = null;
  #lostShare = 0;
  #problem: string | null = null;

  constructor(
    host: ReactiveControllerHost,
    {
      live,
      baseUrl,
      onPicture,
    }: { live: LiveController; baseUrl: string; onPicture: (picture: VideoPicture) => void },
  ) {
    this.#live = live;
    this.#endpoint = new URL('api/whep', baseUrl);
    this.#onPicture = onPicture;
    host.addController(this);
  }

  get shown(): ShownPath {
    return { isVideo: showsVideo(this.#path), lostShare: this.#lostShare, problem: this.#problem };
  }

  hostConnected(): void {
    this.#choice = storedPathChoice();
    window.addEventListener('pagehide', this.#leave);
  }

  hostDisconnected(): void {
    window.removeEventListener('pagehide', this.#leave);
    this.#leave();
  }

  /** The live connection updates its host several times a second, and whenever something changes. */
  hostUpdate(): void {
    const nowMs = performance.now();
    const { state } = this.#live;
    const mayWatch = document.visibilityState === 'visible' && state.link === 'open';
    if (!mayWatch) this.#leave();
    this.#checkStall(nowMs);
    const measures = mayWatch ? this.#measures(nowMs) : NOTHING_MEASURED;
    this.#path = nextPath(this.#path, { ...this.#inputs, measures }, nowMs);
    if (!wantsVideo(this.#path)) this.#leave();
    else if (mayWatch && this.#video === 'none') void this.#watch(nowMs);
    this.#live.takePictures({ wanted: wantsPictures(this.#path), shown: !showsVideo(this.#path) });
  }

  get #inputs(): Omit<PathInputs, 'measures'> {
    const { instrument } = this.#live.state;
    const isOffered = instrument !== null && instrument.video.encoder !== null;
    return { choice: this.#choice, video: this.#video, isOffered };
  }

  #measures(nowMs: number): PathMeasures {
    return { ...this.#live.linkMeasures(nowMs), sentFps: this.#sentFps, lostShare: this.#lostShare };
  }

  get #sentFps(): number {
    const source = this.#live.state.instrument?.source;
    return source?.state === 'live' ? source.processedFps : 0;
  }

  #checkStall(nowMs: number): void {
    const silentMs = nowMs - this.#videoAtMs;
    if (this.#video === 'opening' && silentMs > FIRST_PICTURE_WITHIN_MS) this.#fail(msg('No picture came'));
    const isStalled = silentMs > STALLED_AFTER_MS && this.#sentFps >= LEAST_SENT_FPS;
    if (this.#video === 'showing' && isStalled) this.#fail(msg('The video stood still'));
  }

  async #watch(nowMs: number): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    this.#video = 'opening';
    this.#videoAtMs = nowMs;
    try {
      // Fetched when it is first wanted: nearby nobody needs it.
      const { canWatchVideo, watchVideo } = await import('./watch-video.ts');
      if (!canWatchVideo()) throw new Error(msg('This browser cannot show it'));
      await watchVideo({
        endpoint: this.#endpoint,
        signal: stop.signal,
        onPicture: (picture) => this.#show(picture, stop.signal),
        onLoss: (share) => {
          this.#lostShare = share;
        },
        onMalformed: (reason) => this.#live.report(`overlay: ${reason}`),
      });
    } catch (thrown) {
      if (!stop.signal.aborted) this.#fail(messageOf(thrown));
    }
  }

  #show(picture: VideoPicture, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#video = 'showing';
    this.#videoAtMs = performance.now();
    this.#problem = null;
    // Never both ways at once: one of them is always a little behind.
    if (showsVideo(this.#path)) this.#onPicture(picture);
  }

  #fail(problem: string): void {
    this.#leave();
    this.#video = 'failed';
    this.#problem = problem;
  }

  readonly #leave = (): void => {
    this.#stop?.abort();
    this.#stop = null;
    this.#video = 'none';
    this.#lostShare = 0;
  };
}
