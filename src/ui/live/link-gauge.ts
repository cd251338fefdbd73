import { RateMeter } from '../../core/rate-meter.ts';
import type { ClientMessage } from '../../core/wire/live.ts';

/** How the way from the instrument to this page is. Null: not known yet. */
export interface LinkMeasures {
  /** Pictures a second that arrived. */
  readonly receivedFps: number;
  /** Of the last echoes the quickest, or how long one is waited for: without the hiccups of a busy computer. */
  readonly roundTripMs: number | null;
  /** From the moment a picture is sent to its arrival: half of a free round trip, and the queue. */
  readonly wayMs: number | null;
}

const TRIPS_KEPT = 3;

/**
 * Measures one connection. An echo comes back behind all that was sent before it, so that it waits in the same queue
 * as the pictures do. Times are monotonic milliseconds.
 */
export class LinkGauge {
  readonly #pictures = new RateMeter();
  readonly #waiting = new Map<number, number>();
  #trips: readonly number[] = [];
  #leastTripMs = Number.POSITIVE_INFINITY;
  #lastId = 0;

  /** A new echo, to be sent now. */
  echo(nowMs: number): ClientMessage {
    this.#lastId += 1;
    this.#waiting.set(this.#lastId, nowMs);
    return { type: 'echo', id: this.#lastId };
  }

  answered(id: number, nowMs: number): void {
    const sentMs = this.#waiting.get(id);
    if (sentMs === undefined) return;
    this.#waiting.delete(id);
    const tripMs = nowMs - sentMs;
    this.#trips = [...this.#trips, tripMs].slice(-TRIPS_KEPT);
    this.#leastTripMs = Math.min(this.#leastTripMs, tripMs);
  }

  pictureArrived(nowMs: number): void {
    this.#pictures.mark(nowMs);
  }

  measures(nowMs: number): LinkMeasures {
    const receivedFps = this.#pictures.perSecond(nowMs);
    const lastMs = this.#trips.at(-1);
    if (lastMs === undefined) return { receivedFps, roundTripMs: null, wayMs: null };
    const [oldestMs = nowMs] = this.#waiting.values();
    const waitedMs = nowMs - oldestMs;
    return {
      receivedFps,
      roundTripMs: Math.max(Math.min(...this.#trips), waitedMs),
      wayMs: Math.max(lastMs, waitedMs) - this.#leastTripMs / 2,
    };
  }
}
