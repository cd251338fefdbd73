/** Hands on values at most once an interval; one that waits for its turn gives way to a newer one. */
export class NewestAtMostEvery<T> {
  readonly #intervalMs: number;
  readonly #send: (value: T) => void;
  #waiting: { readonly value: T } | undefined;
  #pause: NodeJS.Timeout | undefined;

  constructor(intervalMs: number, send: (value: T) => void) {
    this.#intervalMs = intervalMs;
    this.#send = send;
  }

  put(value: T): void {
    this.#waiting = { value };
    if (this.#pause === undefined) this.#sendWaiting();
  }

  /** Forgets what waits and when the last one went; the next `put` goes out at once. */
  reset(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#waiting = undefined;
  }

  #sendWaiting(): void {
    const waiting = this.#waiting;
    this.#pause = undefined;
    if (!waiting) return;
    this.#waiting = undefined;
    this.#pause = setTimeout(() => this.#sendWaiting(), this.#intervalMs).unref();
    this.#send(waiting.value);
  }
}
