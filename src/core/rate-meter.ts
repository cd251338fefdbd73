/** Events in the last second, from monotonic times in milliseconds. */
export class RateMeter {
  readonly #timesMs: number[] = [];

  mark(nowMs: number): void {
    this.#timesMs.push(nowMs);
    this.#forget(nowMs);
  }

  perSecond(nowMs: number): number {
    this.#forget(nowMs);
    return this.#timesMs.length;
  }

  #forget(nowMs: number): void {
    while (this.#timesMs[0] !== undefined && this.#timesMs[0] <= nowMs - 1000) this.#timesMs.shift();
  }
}
