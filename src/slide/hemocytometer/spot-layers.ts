import { blur } from './blur.ts';
import type { ErasedPicture } from './erase-lines.ts';

/** How much the middle of a round spot of one size stands out, at every place: positive where it is brighter. */
export interface SpotLayer {
  readonly radiusMm: number;
  readonly values: Float32Array;
}

/** What fits the first best is dust, what fits the last best is dirt: cells lie between. */
const RADII_MM = [0.0025, 0.0035, 0.005, 0.0071, 0.01, 0.0141, 0.02];
/** Of the Gaussian that fills a disk best, as a part of its radius. */
const SIGMA_OF_RADIUS = 0.6;
const LEAST_TRUST = 0.05;

/** One layer for every size, in steps of √2. */
export function spotLayers(picture: ErasedPicture): readonly SpotLayer[] {
  const last = RADII_MM.at(-1) as number;
  const blurs = [...RADII_MM, last * Math.SQRT2, last * 2].map((radius) => trustedBlur(picture, radius));
  return RADII_MM.map((radiusMm, at) => ({
    radiusMm,
    values: difference(blurs[at] as Float32Array, blurs[at + 2] as Float32Array),
  }));
}

/** The layer of one size: the difference of two blurs, one twice as wide as the other. */
export function spotLayer(picture: ErasedPicture, radiusMm: number): SpotLayer {
  return {
    radiusMm,
    values: difference(trustedBlur(picture, radiusMm), trustedBlur(picture, 2 * radiusMm)),
  };
}

function difference(narrow: Float32Array, wide: Float32Array): Float32Array {
  return narrow.map((value, at) => value - (wide[at] as number));
}

/** A blur in which places count as much as they are trusted. */
function trustedBlur(picture: ErasedPicture, radiusMm: number): Float32Array {
  const { pixels, trust } = picture;
  const sigma = radiusMm * SIGMA_OF_RADIUS * picture.pixelsPerMm;
  const weights = blur(trust, picture, sigma);
  const sums = blur(
    pixels.map((value, at) => value * (trust[at] as number)),
    picture,
    sigma,
  );
  for (let at = 0; at < sums.length; at++) {
    const weight = weights[at] as number;
    sums[at] = weight < LEAST_TRUST ? 0 : (sums[at] as number) / weight;
  }
  return sums;
}
