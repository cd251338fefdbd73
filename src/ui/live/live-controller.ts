import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { z } from 'zod';
import type { FrameHeader, InstrumentState } from '../../core/wire/live.ts';
import type { decided } from '../../core/wire/review.ts';
import type { LinkMeasures } from './link-gauge.ts';
import { LiveConnection, type LiveEvent } from './live-connection.ts';
import {
  initialLiveState,
  type LiveState,
  reduceLive,
  type Snapshot,
  withFrame,
  withNamed,
  withSnapshot,
} from './live-state.ts';

/** How often ages and meters move. Pictures have their own way to the canvas and cost no rendering. */
const TICK_MS = 200;

type Decided = z.infer<typeof decided>;

export type FrameEvent = Extract<LiveEvent, { type: 'frame' }>;

/**
 * The live connection bound to one element: open while it is on the page, its state as `state`, its clock
 * as `nowMs`. Facts render at once; pictures go to `on.frame`, and what they change shows at the next tick;
 * `on.lost` hears of every connection that ended or failed.
 */
export class LiveController implements ReactiveController {
  state: LiveState = initialLiveState(performance.now());
  nowMs = performance.now();

  readonly #host: ReactiveControllerHost;
  readonly #connection: LiveConnection;
  readonly #onFrame: (frame: FrameEvent) => void;
  readonly #onLost: () => void;
  #pictures = { wanted: true, shown: true };
  #tick: ReturnType<typeof setInterval> | undefined;

  constructor(
    host: ReactiveControllerHost,
    url: string,
    on: { readonly frame: (frame: FrameEvent) => void; readonly lost: () => void },
  ) {
    this.#host = host;
    this.#onFrame = on.frame;
    this.#onLost = on.lost;
    this.#connection = new LiveConnection({ url, onEvent: this.#receive });
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#onVisibility);
    window.addEventListener('online', this.#onOnline);
    this.#onVisibility();
    this.#connection.open();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    window.removeEventListener('online', this.#onOnline);
    clearInterval(this.#tick);
    this.#connection.close();
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  linkMeasures(nowMs: number): LinkMeasures {
    return this.#connection.measures(nowMs);
  }

  /** Whether the instrument should send pictures, and whether those that come are looked at. */
  takePictures(pictures: { readonly wanted: boolean; readonly shown: boolean }): void {
    this.#pictures = pictures;
    this.#applyPictures();
  }

  /** Takes what a picture shows that came another way; like those of the connection it shows at the next tick. */
  adoptFrame(frame: { readonly header: FrameHeader; readonly wayMs: number }): void {
    this.state = withFrame(this.state, frame, performance.now());
  }

  /** Takes a snapshot that an HTTP request answered, without waiting for the socket to repeat it. */
  adopt(snapshot: Snapshot): void {
    this.#update(withSnapshot(this.state, snapshot, performance.now()));
  }

  /** Takes the answer to a naming of cells. */
  adoptDecided({ decisions, snapshot }: Decided): void {
    const nowMs = performance.now();
    let { state } = this;
    for (const { cell, after } of decisions) if (after !== null) state = withNamed(state, cell, after);
    this.#update(withSnapshot(state, snapshot, nowMs));
  }

  /** Takes a state that an HTTP request answered. */
  adoptState(instrument: InstrumentState): void {
    this.#update({ ...this.state, instrument, instrumentAtMs: performance.now() });
  }

  /** For faults that only the page can see, such as a JPEG that does not decode. */
  report(reason: string): void {
    this.#receive({ type: 'malformed', reason });
  }

  readonly #receive = (event: LiveEvent): void => {
    const nowMs = performance.now();
    this.state = reduceLive(this.state, event, nowMs);
    if (event.type === 'frame') this.#onFrame(event);
    else if (event.type !== 'skipped') this.#update(this.state);
    if (event.type === 'closed') this.#onLost();
  };

  #update(state: LiveState): void {
    this.state = state;
    this.nowMs = performance.now();
    this.#host.requestUpdate();
  }

  readonly #onOnline = (): void => this.#connection.retryNow();

  readonly #onVisibility = (): void => {
    this.#applyPictures();
    clearInterval(this.#tick);
    this.#update(this.state);
    if (!isVisible()) return;
    this.#connection.retryNow();
    this.#tick = setInterval(() => this.#update(this.state), TICK_MS);
  };

  #applyPictures(): void {
    this.#connection.acceptFrames = isVisible() && this.#pictures.shown;
    this.#connection.wantPictures(isVisible() && this.#pictures.wanted);
  }
}

function isVisible(): boolean {
  return document.visibilityState === 'visible';
}
