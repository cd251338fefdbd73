import type { Stain } from './stain.ts';

/** How good fields of this slide look: what later fields are compared with. */
export interface SlideReference {
  /** See `ColourMeasures`. */
  readonly ground: number;
  readonly clippedShare: number;
  readonly stain: Stain;
}

/** Where a field stops being good enough to count from. Chosen on real fields; see bench/quality.ts. */
export interface GateLimits {
  /** `auto`: learnt from the first good second of each slide. */
  readonly reference: SlideReference | 'auto';
  /** Mean luminance, 0 to 255. */
  readonly darkest: number;
  readonly brightest: number;
  /** Factor by which the unstained ground may be lighter or darker than the reference. */
  readonly mostExposureChange: number;
  /** Part of the pixels that may be clipped beyond those of the reference. */
  readonly mostClipped: number;
  /** Degrees between the directions in which the stain of the field and of the reference absorb. */
  readonly mostHueShift: number;
  /** Factor by which the stain may be stronger or weaker than the reference. */
  readonly mostContrastChange: number;
  /** Part of the picture that must show edges. */
  readonly leastEdges: number;
  /** Share of the picture's width the stage may move in one frame. */
  readonly speedShare: number;
  /** Of the sharpness of this slide's sharpest fields. */
  readonly leastFocus: number;
  /** Fine detail along the blurrier axis as a part of that along the other: below it, an unsharp picture was moved. */
  readonly leastIsotropy: number;
  /** Part of the red cells that may lie over others, each by a third of itself or more. */
  readonly mostOverlap: number;
  /** Part of the picture that red cells may cover, and must. */
  readonly mostCovered: number;
  readonly leastCovered: number;
}

export const DEFAULT_GATE_LIMITS: GateLimits = {
  reference: 'auto',
  darkest: 40,
  brightest: 248,
  mostExposureChange: 1.33,
  mostClipped: 0.2,
  mostHueShift: 15,
  mostContrastChange: 1.4,
  leastEdges: 0.03,
  speedShare: 0.025,
  leastFocus: 0.45,
  leastIsotropy: 0.4,
  mostOverlap: 0.55,
  mostCovered: 0.75,
  leastCovered: 0.08,
};
