import type { ReactiveController, ReactiveControllerHost } from 'lit';

const TOLD_EVERY_MS = 60_000;

/** Calls `onPresence`, at most once a minute, when somebody touches page, keys or mouse. */
export class PresenceController implements ReactiveController {
  readonly #onPresence: () => void;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(host: ReactiveControllerHost, onPresence: () => void) {
    this.#onPresence = onPresence;
    host.addController(this);
  }

  hostConnected(): void {
    for (const type of ['pointerdown', 'keydown', 'wheel'] as const)
      window.addEventListener(type, this.#touched, { passive: true });
  }

  hostDisconnected(): void {
    for (const type of ['pointerdown', 'keydown', 'wheel'] as const)
      window.removeEventListener(type, this.#touched);
  }

  readonly #touched = (): void => {
    const nowMs = performance.now();
    if (nowMs - this.#toldAtMs < TOLD_EVERY_MS) return;
    this.#toldAtMs = nowMs;
    this.#onPresence();
  };
}
