/**
 * Calls `onStall`, once, when nothing was fed for the armed time. It watches from outside the process it
 * guards, so that a frozen one is noticed too.
 */
export class StallWatch {
  readonly #onStall: (silentMs: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #fed = false;

  constructor(onStall: (silentMs: number) => void) {
    this.#onStall = onStall;
  }

  /** Starts to wait `limitMs` for the next feed; arming again replaces the limit. */
  arm(limitMs: number): void {
    this.disarm();
    this.#timer = setTimeout(() => this.#expired(limitMs), limitMs);
  }

  /** Something arrived: the wait starts anew. */
  feed(): void {
    this.#fed = true;
    this.#timer?.refresh();
  }

  disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /**
   * After a long synchronous task of our own, timers run before input is read: bytes may well be waiting.
   * So the input phase gets its turn before anyone is blamed.
   */
  #expired(limitMs: number): void {
    const timer = this.#timer;
    this.#fed = false;
    setImmediate(() => {
      if (this.#fed || timer !== this.#timer) return;
      this.disarm();
      this.#onStall(limitMs);
    });
  }
}
