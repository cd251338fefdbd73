/** A quantile of all values so far, from counts in equal bins: constant memory, exact to a bin. */
export class RunningQuantile {
  readonly #share: number;
  readonly #highest: number;
  readonly #counts: Uint32Array;
  #total = 0;

  /** `share` 0 to 1; values above `highest` count as highest. */
  constructor(share: number, { highest, bins }: { highest: number; bins: number }) {
    this.#share = share;
    this.#highest = highest;
    this.#counts = new Uint32Array(bins);
  }

  add(value: number): void {
    const bins = this.#counts.length;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((value / this.#highest) * bins)));
    this.#counts[bin] = (this.#counts[bin] as number) + 1;
    this.#total++;
  }

  /** Upper end of the bin in which the quantile lies; `highest` before the first value. */
  get value(): number {
    let above = this.#total * (1 - this.#share);
    const bins = this.#counts.length;
    for (let bin = bins - 1; bin >= 0 && this.#total > 0; bin--) {
      above -= this.#counts[bin] as number;
      if (above < 0) return ((bin + 1) / bins) * this.#highest;
    }
    return this.#highest;
  }
}
