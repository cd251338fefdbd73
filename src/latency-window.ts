const WINDOW_FRAMES = 300;

/** Percentiles over the newest frames (about ten seconds). */
export class LatencyWindow {
  readonly #samplesMs: number[] = [];
  #next = 0;

  add(latencyMs: number): void {
    this.#samplesMs[this.#next] = latencyMs;
    this.#next = (this.#next + 1) % WINDOW_FRAMES;
  }

  /** Nearest-rank percentiles; null before the first frame. */
  get percentiles(): { readonly p50: number; readonly p95: number } | null {
    if (this.#samplesMs.length === 0) return null;
    const sorted = this.#samplesMs.toSorted((a, b) => a - b);
    const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return { p50: rank(0.5), p95: rank(0.95) };
  }
}
