import type { Quality } from './encoder-arguments.ts';

/** What a viewer told of its line. */
export interface LineReport {
  readonly atMs: number;
  /** Of the packets since its last report, 0 to 1. */
  readonly lostFraction: number;
  /** Null while it is not known. */
  readonly roundTripMs: number | null;
}

/** Beyond either, the full picture does not get through. */
const POOR = { lostFraction: 0.08, roundTripMs: 500 };
/** Within both, it may be tried again. */
const FAIR = { lostFraction: 0.02, roundTripMs: 300 };

/** One report may be a hiccup. */
const POOR_REPORTS = 2;
const SHORTEST_TRIAL_MS = 10_000;
const LONGEST_TRIAL_MS = 160_000;
/** A full picture that lasted so long was right. */
const PROVEN_MS = 60_000;

/**
 * Which of the two qualities a line bears. Down after two poor reports; up after ten fair seconds, which double each
 * time that turns out to be too early.
 */
export class QualityChoice {
  #quality: Quality = 'full';
  #poorReports = 0;
  #changedAtMs = Number.NEGATIVE_INFINITY;
  #fairSinceMs: number | null = null;
  #trialMs = SHORTEST_TRIAL_MS;

  get quality(): Quality {
    return this.#quality;
  }

  note(report: LineReport): Quality {
    if (this.#quality === 'full') this.#noteFull(report);
    else this.#noteReduced(report);
    return this.#quality;
  }

  #noteFull(report: LineReport): void {
    const lastedMs = report.atMs - this.#changedAtMs;
    if (lastedMs >= PROVEN_MS) this.#trialMs = SHORTEST_TRIAL_MS;
    this.#poorReports = isBeyond(report, POOR) ? this.#poorReports + 1 : 0;
    if (this.#poorReports < POOR_REPORTS) return;
    const wasTooEarly = lastedMs < PROVEN_MS;
    if (wasTooEarly) this.#trialMs = Math.min(LONGEST_TRIAL_MS, this.#trialMs * 2);
    this.#change('reduced', report.atMs);
  }

  #noteReduced(report: LineReport): void {
    if (isBeyond(report, FAIR)) this.#fairSinceMs = null;
    else this.#fairSinceMs ??= report.atMs;
    if (this.#fairSinceMs !== null && report.atMs - this.#fairSinceMs >= this.#trialMs)
      this.#change('full', report.atMs);
  }

  #change(quality: Quality, atMs: number): void {
    this.#quality = quality;
    this.#changedAtMs = atMs;
    this.#fairSinceMs = null;
    this.#poorReports = 0;
  }
}

function isBeyond({ lostFraction, roundTripMs }: LineReport, limits: typeof POOR): boolean {
  return lostFraction > limits.lostFraction || (roundTripMs ?? 0) > limits.roundTripMs;
}
