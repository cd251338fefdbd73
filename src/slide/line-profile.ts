import type { GreyPicture } from './luminance.ts';

/** The mean of a picture along parallel lines, one value a pixel across them. */
export interface LineProfile {
  readonly values: Float64Array;
  /** The part of the picture's variance that such lines explain, 0 to 1: noise explains next to none. */
  readonly explained: number;
}

/** Values across the picture that fewer of its pixels than this part of the most meet are corners, and left out. */
const LEAST_PIXELS = 0.3;

/**
 * The profile across lines whose normal points `angle` radians from the x axis. `picture` has zero mean; every `stride`th
 * pixel of every `stride`th row is taken.
 */
export function lineProfile(
  { width, height, pixels }: GreyPicture,
  angle: number,
  stride: number,
): LineProfile {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const length = Math.ceil(Math.abs(width * cos) + Math.abs(height * sin)) + 2;
  const offset = Math.max(0, -width * cos) + Math.max(0, -height * sin);
  const sums = new Float64Array(length);
  const weights = new Float64Array(length);
  let power = 0;
  for (let y = 0; y < height; y += stride) {
    // Rows take turns, so that no direction along the pixels sees fewer columns than others.
    for (let x = (y / stride) % stride; x < width; x += stride) {
      const value = pixels[y * width + x] as number;
      const at = offset + x * cos + y * sin;
      const bin = Math.floor(at);
      const share = at - bin;
      sums[bin] = (sums[bin] as number) + value * (1 - share);
      sums[bin + 1] = (sums[bin + 1] as number) + value * share;
      weights[bin] = (weights[bin] as number) + 1 - share;
      weights[bin + 1] = (weights[bin + 1] as number) + share;
      power += value * value;
    }
  }
  return profileOf(smoothed(sums), smoothed(weights), power);
}

/** Along the pixels no value is shared between two bins, across them nearly all are: smoothing makes directions equal. */
function smoothed(values: Float64Array): Float64Array {
  const at = (bin: number) => values[bin] ?? 0;
  return values.map((value, bin) => (at(bin - 1) + 2 * value + at(bin + 1)) / 4);
}

function profileOf(sums: Float64Array, weights: Float64Array, power: number): LineProfile {
  const least = LEAST_PIXELS * weights.reduce((most, weight) => Math.max(most, weight), 0);
  const first = weights.findIndex((weight) => weight >= least);
  const last = weights.findLastIndex((weight) => weight >= least);
  let explained = 0;
  const values = new Float64Array(last - first + 1);
  for (let bin = first; bin <= last; bin++) {
    const [sum, weight] = [sums[bin] as number, weights[bin] as number];
    values[bin - first] = sum / weight;
    explained += (sum * sum) / weight;
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  for (let bin = 0; bin < values.length; bin++) values[bin] = (values[bin] as number) - mean;
  return { values, explained: power === 0 ? 0 : explained / power };
}
