import type { FrameSource } from './capture/source.ts';
import type { DifferentialSnapshot } from './core/types.ts';
import type { InstrumentState, StartSessionRequest } from './core/wire/live.ts';
import type { Models } from './inference/open-models.ts';
import type { BrokerLink } from './lab/broker-link.ts';
import { PRODUCT } from './product.ts';
import type { Instrument } from './server/http-app.ts';
import type { SessionRecorder } from './session-recorder.ts';
import type { Store } from './store/store.ts';
import type { Telemetry } from './telemetry.ts';

export interface InstrumentParts {
  readonly name: { readonly site: string; readonly device: string };
  readonly source: FrameSource;
  readonly models: Models;
  readonly store: Store;
  readonly recorder: SessionRecorder;
  /** Null when the laboratory link is switched off. */
  readonly link: BrokerLink | null;
  readonly telemetry: Telemetry;
  readonly viewers: () => number;
}

/** The running instrument as the HTTP API, the dashboard and the broker see it. */
export class RunningInstrument implements Instrument {
  readonly #parts: InstrumentParts;

  constructor(parts: InstrumentParts) {
    this.#parts = parts;
  }

  state(): InstrumentState {
    const { name, source, models, store, link, telemetry, viewers } = this.#parts;
    const { status } = source;
    const { processedFps, refusedFrames, latencyMs, detectorMs, classifierMs } = telemetry.figures;
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
      latencyMs,
      inference: { provider: models.provider, state: models.state, detectorMs, classifierMs },
      models: [...models.models],
      broker: { state: link?.state ?? 'off', url: link?.url ?? null, waiting: store.outbox.count() },
      viewers: viewers(),
    };
  }

  snapshot(): DifferentialSnapshot {
    return this.#parts.recorder.snapshot;
  }

  startSession(request: StartSessionRequest): DifferentialSnapshot {
    return this.#parts.recorder.start(request);
  }

  endSession(): DifferentialSnapshot {
    return this.#parts.recorder.end();
  }

  cropJpeg(cellId: string): Uint8Array | null {
    return this.#parts.store.crop(cellId);
  }
}
