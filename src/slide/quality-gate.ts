import type { FieldQuality, FieldVerdict } from '../core/types.ts';
import { RunningQuantile } from './running-quantile.ts';

/** Where a field stops being good enough to count from. */
export interface GateLimits {
  /** Mean luminance, 0 to 255. */
  readonly darkest: number;
  readonly brightest: number;
  /** Share of the picture's width the stage may move in one frame. */
  readonly speedShare: number;
  /** Of the sharpness of this slide's sharpest fields. */
  readonly leastFocus: number;
}

export const DEFAULT_GATE_LIMITS: GateLimits = {
  darkest: 40,
  brightest: 248,
  speedShare: 0.025,
  leastFocus: 0.45,
};

/** What was measured on one frame. */
export interface FieldMeasures {
  readonly luminance: number;
  /** See `fineDetail`; null when the picture holds no contrast. */
  readonly detail: number | null;
  /** Null when the place is lost. */
  readonly speedPixels: number | null;
}

/** The sharpest twentieth is the scale: one lucky field must not condemn all others. */
const SHARPEST = 0.95;

/** Judges whether a field may be counted from. What sharp means it learns from the slide itself. */
export class QualityGate {
  readonly #limits: GateLimits;
  readonly #fastestPixels: number;
  readonly #shown: FieldQuality['limits'];
  readonly #sharpest = new RunningQuantile(SHARPEST, { highest: 0.5, bins: 500 });

  constructor(frameWidth: number, limits: GateLimits = DEFAULT_GATE_LIMITS) {
    this.#limits = limits;
    this.#fastestPixels = limits.speedShare * frameWidth;
    this.#shown = { leastFocus: limits.leastFocus, fastestPixels: this.#fastestPixels };
  }

  judge(measures: FieldMeasures): FieldQuality {
    const { luminance, detail, speedPixels } = measures;
    // What lies off the known slide may be anything, a sharper slide included.
    if (detail !== null && speedPixels !== null) this.#sharpest.add(detail);
    const focus = detail === null ? 0 : Math.min(1, detail / this.#sharpest.value);
    return {
      verdict: this.#verdict(measures, focus),
      focus,
      speedPixels: speedPixels ?? 0,
      luminance,
      limits: this.#shown,
    };
  }

  #verdict({ luminance, detail, speedPixels }: FieldMeasures, focus: number): FieldVerdict {
    if (luminance < this.#limits.darkest) return 'too-dark';
    if (luminance > this.#limits.brightest) return 'too-bright';
    if (detail === null) return 'empty';
    if (speedPixels === null) return 'lost';
    if (speedPixels > this.#fastestPixels) return 'moving-too-fast';
    if (focus < this.#limits.leastFocus) return 'out-of-focus';
    return 'good';
  }
}
