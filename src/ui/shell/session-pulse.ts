import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { differentialSnapshot } from '../../core/wire/session.ts';
import type { Snapshot } from '../live/live-state.ts';

const ASKED_EVERY_MS = 3000;
const TIMEOUT_MS = 2500;

/** How the running count stands while another page than the live one is open; null when it is not known. */
export class SessionPulse implements ReactiveController {
  snapshot: Snapshot | null = null;

  readonly #host: ReactiveControllerHost;
  readonly #url: URL;
  readonly #onRefused: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** `onRefused`: the instrument no longer tells this viewer. */
  constructor(host: ReactiveControllerHost, baseUrl: string, onRefused: () => void) {
    this.#host = host;
    this.#url = new URL('api/sessions/current', baseUrl);
    this.#onRefused = onRefused;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => void this.#ask(), ASKED_EVERY_MS);
    void this.#ask();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.snapshot = null;
  }

  async #ask(): Promise<void> {
    if (document.visibilityState !== 'visible') return;
    const response = await fetch(this.#url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => null);
    if (response?.status === 401 || response?.status === 403) this.#onRefused();
    // Whoever may not see this count asks again on the next page.
    if (response?.status === 403) return this.stop();
    const told = differentialSnapshot.safeParse(await response?.json().catch(() => null));
    if (this.#timer === undefined) return;
    this.snapshot = told.success ? told.data : null;
    this.#host.requestUpdate();
  }
}
