import type { FieldFault, FieldQuality, RedCells } from '../core/types.ts';
import type { Sharpness } from './focus.ts';
import { DEFAULT_GATE_LIMITS, type GateLimits } from './gate-limits.ts';
import { monolayerFault } from './monolayer.ts';
import { RunningQuantile } from './running-quantile.ts';
import { SlideCalibration } from './slide-calibration.ts';
import { type ColourMeasures, hueShift } from './stain.ts';

/** What was measured on one frame. */
export interface FieldMeasures {
  readonly luminance: number;
  readonly colour: ColourMeasures;
  /** Null when the picture holds no contrast. */
  readonly sharpness: Sharpness | null;
  /** Null when the place is lost. */
  readonly speedPixels: number | null;
}

/** The sharpest twentieth is the scale: one lucky field must not condemn all others. */
const SHARPEST = 0.95;
/** Before anything is calibrated, clipping only condemns pictures in which little is left. */
const UNCALIBRATED_CLIPPED = 0.5;
/** In fields with fewer edges than this part of the picture, white cells outweigh the red: their hue is another. */
const LEAST_STAINED = 0.2;

/** Judges whether a field may be counted from. What sharp, exposed and stained mean it learns from the slide itself. */
export class QualityGate {
  readonly #limits: GateLimits;
  readonly #fastestPixels: number;
  readonly #shown: FieldQuality['limits'];
  readonly #sharpest = new RunningQuantile(SHARPEST, { highest: 0.5, bins: 500 });
  readonly #calibration: SlideCalibration;

  constructor(frameWidth: number, limits: GateLimits = DEFAULT_GATE_LIMITS) {
    this.#limits = limits;
    this.#fastestPixels = limits.speedShare * frameWidth;
    this.#shown = { leastFocus: limits.leastFocus, fastestPixels: this.#fastestPixels };
    this.#calibration = new SlideCalibration(limits.reference);
  }

  /** What the picture alone tells, and its speed. */
  judge(measures: FieldMeasures): FieldQuality {
    const { luminance, colour, sharpness, speedPixels } = measures;
    // What lies off the known slide may be anything, a sharper slide included.
    if (sharpness !== null && speedPixels !== null) this.#sharpest.add(sharpness.detail);
    const focus = sharpness === null ? 0 : Math.min(1, sharpness.detail / this.#sharpest.value);
    const fault =
      this.#exposureFault(luminance, colour) ??
      this.#contrastFault(measures) ??
      this.#motionFault(measures, focus) ??
      this.#focusFault(focus) ??
      this.#stainFault(colour) ??
      lostFault(speedPixels);
    if (fault === null) this.#calibration.learn(colour);
    return {
      verdict: fault?.verdict ?? 'good',
      fault,
      focus,
      speedPixels: speedPixels ?? 0,
      luminance,
      limits: this.#shown,
      redCells: null,
    };
  }

  /** What the red cells add to a verdict, once the detector has looked. */
  judgeLayer(quality: FieldQuality, redCells: RedCells): FieldQuality {
    const fault = quality.fault ?? monolayerFault(redCells, this.#limits);
    return { ...quality, verdict: fault?.verdict ?? 'good', fault, redCells };
  }

  #exposureFault(luminance: number, { ground, clippedShare }: ColourMeasures): FieldFault | null {
    const { darkest, brightest, mostExposureChange, mostClipped } = this.#limits;
    const { reference } = this.#calibration;
    if (luminance < darkest)
      return { verdict: 'too-dark', measure: 'luminance', value: luminance, limit: darkest };
    const limit = reference ? reference.clippedShare + mostClipped : UNCALIBRATED_CLIPPED;
    if (clippedShare > limit) return { verdict: 'saturated', measure: 'clipped', value: clippedShare, limit };
    if (luminance > brightest)
      return { verdict: 'too-bright', measure: 'luminance', value: luminance, limit: brightest };
    if (reference === null) return null;
    const value = ground / reference.ground;
    if (value < 1 / mostExposureChange)
      return { verdict: 'too-dark', measure: 'exposure', value, limit: 1 / mostExposureChange };
    if (value > mostExposureChange)
      return { verdict: 'too-bright', measure: 'exposure', value, limit: mostExposureChange };
    return null;
  }

  #contrastFault({ sharpness, colour }: FieldMeasures): FieldFault | null {
    const { leastEdges } = this.#limits;
    if (sharpness !== null && colour.edgeShare >= leastEdges) return null;
    return { verdict: 'empty', measure: 'edges', value: colour.edgeShare, limit: leastEdges };
  }

  /** Too fast by the pose, or by the smear that a stage leaves which only trembles. */
  #motionFault({ sharpness, speedPixels }: FieldMeasures, focus: number): FieldFault | null {
    const { leastFocus, leastIsotropy } = this.#limits;
    if (speedPixels !== null && speedPixels > this.#fastestPixels)
      return { verdict: 'moving-too-fast', measure: 'speed', value: speedPixels, limit: this.#fastestPixels };
    const isotropy = sharpness?.isotropy ?? 1;
    if (focus < leastFocus && isotropy < leastIsotropy)
      return { verdict: 'moving-too-fast', measure: 'isotropy', value: isotropy, limit: leastIsotropy };
    return null;
  }

  #focusFault(focus: number): FieldFault | null {
    const { leastFocus } = this.#limits;
    return focus < leastFocus
      ? { verdict: 'out-of-focus', measure: 'focus', value: focus, limit: leastFocus }
      : null;
  }

  #stainFault({ stain, edgeShare }: ColourMeasures): FieldFault | null {
    const { reference } = this.#calibration;
    if (reference === null) return null;
    const { mostHueShift, mostContrastChange } = this.#limits;
    const hue = hueShift(stain, reference.stain);
    if (edgeShare >= LEAST_STAINED && hue > mostHueShift)
      return { verdict: 'stain-differs', measure: 'hue', value: hue, limit: mostHueShift };
    const value = stain.contrast / reference.stain.contrast;
    const limit = value < 1 ? 1 / mostContrastChange : mostContrastChange;
    return Math.max(value, 1 / value) > mostContrastChange
      ? { verdict: 'stain-differs', measure: 'contrast', value, limit }
      : null;
  }
}

/** What is wrong with the picture comes before what is wrong with its place. */
function lostFault(speedPixels: number | null): FieldFault | null {
  return speedPixels === null ? { verdict: 'lost', measure: 'place', value: 0, limit: 0 } : null;
}
