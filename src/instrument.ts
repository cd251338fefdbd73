import type { FrameSource } from './capture/source.ts';
import type { SessionOrder } from './core/session-order.ts';
import type { DifferentialSnapshot } from './core/types.ts';
import type { InstrumentState, OutboxStanding, Scale, VideoState, WhipStanding } from './core/wire/live.ts';
import type { SlideMapState } from './core/wire/slide-map.ts';
import type { Models } from './inference/open-models.ts';
import type { BrokerLink } from './lab/broker-link.ts';
import type { Notices } from './notices.ts';
import { PRODUCT } from './product.ts';
import type { Instrument } from './server/instrument-routes.ts';
import type { SessionRecorder } from './session-recorder.ts';
import type { SlideMapFeed } from './slide-map-feed.ts';
import type { Store } from './store/store.ts';
import type { Telemetry } from './telemetry.ts';

export interface InstrumentParts {
  readonly name: { readonly site: string; readonly device: string };
  readonly source: FrameSource;
  readonly scale: Scale;
  readonly models: Models;
  readonly store: Store;
  readonly recorder: SessionRecorder;
  /** Null when the laboratory link is switched off. */
  readonly link: BrokerLink | null;
  readonly outbox: () => readonly OutboxStanding[];
  readonly telemetry: Telemetry;
  readonly viewers: () => number;
  readonly video: () => VideoState;
  readonly whip: () => WhipStanding | null;
  readonly notices: Notices;
  readonly slideMap: SlideMapFeed;
}

/** The running instrument as the HTTP API, the dashboard and the broker see it. */
export class RunningInstrument implements Instrument {
  readonly #parts: InstrumentParts;

  constructor(parts: InstrumentParts) {
    this.#parts = parts;
  }

  state(): InstrumentState {
    const { name, source, scale, models, recorder, link, telemetry, viewers } = this.#parts;
    const { status } = source;
    const { processedFps, refusedFrames, latencyMs, ...inference } = telemetry.figures;
    return {
      ...name,
      version: PRODUCT.version,
      source: {
        label: source.label,
        state: status.state,
        message: status.message,
        hint: status.hint,
        width: status.width,
        height: status.height,
        capturedFps: status.fps,
        processedFps,
        droppedFrames: status.droppedFrames,
        refusedFrames,
      },
      scale,
      latencyMs,
      inference: { provider: models.provider, state: models.state, restarts: models.restarts, ...inference },
      slide: { provisionalCells: recorder.slide.provisional, isPaused: recorder.slide.isPaused },
      models: [...models.models],
      broker: { state: link?.state ?? 'off', url: link?.url ?? null, waiting: link?.waiting ?? 0 },
      outbox: this.#parts.outbox(),
      viewers: viewers(),
      video: this.#parts.video(),
      whip: this.#parts.whip(),
      notices: this.#parts.notices.all,
      fields: this.#parts.recorder.slide.fields.summary,
    };
  }

  snapshot(): DifferentialSnapshot {
    return this.#parts.recorder.snapshot;
  }

  startSession(order: SessionOrder): DifferentialSnapshot {
    return this.#parts.recorder.start(order);
  }

  pauseSession(): InstrumentState {
    this.#parts.recorder.pause();
    return this.state();
  }

  resumeSession(): InstrumentState {
    this.#parts.recorder.resume();
    return this.state();
  }

  endSession(): DifferentialSnapshot {
    return this.#parts.recorder.end();
  }

  slideMap(): SlideMapState {
    return this.#parts.slideMap.state;
  }

  slideMapTile(column: number, row: number): Promise<Uint8Array | null> {
    return this.#parts.slideMap.tile(column, row);
  }

  cropJpeg(cellId: string): Uint8Array | null {
    return this.#parts.store.crop(cellId);
  }
}
