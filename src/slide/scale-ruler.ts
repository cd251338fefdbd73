import { flatten } from './flatten.ts';
import { type LineProfile, lineProfile } from './line-profile.ts';
import type { GreyPicture } from './luminance.ts';

/** Equally spaced parallel lines: a stage micrometer, or one direction of a counting chamber's grid. */
export interface Ruler {
  /** From line to line. */
  readonly spacingPixels: number;
  /** Of the lines' normal to the x axis, −90 to 90. */
  readonly angleDegrees: number;
  /** Spacings that fit into the picture. */
  readonly lines: number;
  /** How much better the profile agrees with itself whole spacings further than half way between: 0 not at all, near 1 fully. */
  readonly evenness: number;
}

const DEGREE = Math.PI / 180;
/** Closer lines cannot be told from the texture of pixels. */
const LEAST_SPACING_PIXELS = 4;
/** Of the profile's length: further apart, parts of it have too little in common to be compared. */
const FURTHEST_SHIFT = 0.75;
/** Whole spacings that have to agree: four lines. */
const LEAST_REPEATS = 3;
const MOST_REPEATS = 6;
const ABOUT_THE_BEST = 0.85;
/**
 * Where lines end and cells begin. Twelve stained fields reach 0.27 by chance, photographs of counting chambers, which are
 * bent by the eyepiece, 0.16 to 0.33, clean rulers 0.6 and more.
 */
const LEAST_EVENNESS = 0.3;
/** Part of a picture's variance that lines explain at least. */
const LEAST_EXPLAINED = 0.03;
/** Part of the picture's longer side within which light is taken as even: wider than a line, narrower than a cell. */
const SURROUNDINGS = 64;

/**
 * The ruler in a picture, lying in whatever direction; null when there are no equally spaced lines. Of the two directions
 * of a grid, the one with more even lines is taken.
 */
export function findRuler(picture: GreyPicture): Ruler | null {
  const flat = flatten(picture, Math.round(Math.max(picture.width, picture.height) / SURROUNDINGS));
  const { angle } = bestAngle(flat, { centre: 0, reach: 90, step: 1, stride: 2 });
  const rulers = [angle, angle + 90].flatMap((centre) => rulerAcross(flat, centre) ?? []);
  return rulers.toSorted((a, b) => b.evenness - a.evenness)[0] ?? null;
}

/** The ruler whose lines lie within a degree of a direction. */
function rulerAcross(flat: GreyPicture, centre: number): Ruler | null {
  const { angle, profile } = bestAngle(flat, { centre, reach: 1, step: 0.1, stride: 1 });
  if (profile.explained < LEAST_EXPLAINED) return null;
  const found = mostEvenSpacing(profile.values);
  if (found === null || found.evenness < LEAST_EVENNESS) return null;
  const spacingPixels = refined(profile.values, found.spacing);
  return {
    spacingPixels,
    angleDegrees: ((angle + 270) % 180) - 90,
    lines: Math.floor(profile.values.length / spacingPixels),
    evenness: found.evenness,
  };
}

interface AngleSearch {
  readonly centre: number;
  /** Degrees to either side. */
  readonly reach: number;
  readonly step: number;
  readonly stride: number;
}

/** The direction, in degrees, whose profile explains most. */
function bestAngle(
  picture: GreyPicture,
  { centre, reach, step, stride }: AngleSearch,
): { readonly angle: number; readonly profile: LineProfile } {
  let best = { angle: centre, profile: lineProfile(picture, centre * DEGREE, stride) };
  for (let angle = centre - reach; angle < centre + reach + step / 2; angle += step) {
    const profile = lineProfile(picture, angle * DEGREE, stride);
    if (profile.explained > best.profile.explained) best = { angle, profile };
  }
  return best;
}

/**
 * The spacing after which a profile repeats: it agrees with itself a whole number of spacings further and not half way
 * between. That also holds, and no better, for three and five times the spacing, so the closest of about the best is it.
 */
function mostEvenSpacing(values: Float64Array): { spacing: number; evenness: number } | null {
  const furthest = FURTHEST_SHIFT * values.length;
  const agreements = Float64Array.from({ length: Math.floor(furthest) + 1 }, (_, shift) =>
    agreement(values, shift),
  );
  const candidates: { spacing: number; evenness: number }[] = [];
  for (let spacing = LEAST_SPACING_PIXELS; spacing * LEAST_REPEATS <= furthest; spacing += 0.25) {
    candidates.push({ spacing, evenness: evennessOf(agreements, spacing) });
  }
  const best = Math.max(0, ...candidates.map(({ evenness }) => evenness));
  const first = candidates.find(({ evenness }) => evenness >= ABOUT_THE_BEST * best);
  if (first === undefined || best === 0) return null;
  const rising = candidates.filter(
    ({ spacing }) => spacing >= first.spacing && spacing < 1.2 * first.spacing,
  );
  return rising.reduce((most, other) => (other.evenness > most.evenness ? other : most), first);
}

function evennessOf(agreements: Float64Array, spacing: number): number {
  const repeats = Math.min(MOST_REPEATS, Math.floor((agreements.length - 1) / spacing));
  let evenness = 0;
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const whole = interpolated(agreements, repeat * spacing);
    // Beside a line lies the shadow that flattening leaves: to disagree is no merit.
    const half = Math.max(0, interpolated(agreements, (repeat - 0.5) * spacing));
    evenness += (whole - half) / repeats;
  }
  return evenness;
}

/** Follows the agreement from each multiple of the spacing to the next, which divides the error of reading it. */
function refined(values: Float64Array, spacing: number): number {
  const furthest = FURTHEST_SHIFT * values.length;
  let known = spacing;
  for (let repeat = 1; (repeat + 0.5) * known <= furthest; repeat++) {
    const reach = Math.max(1, Math.min(known / 4, 6));
    const peak = peakNear(values, repeat * known, reach);
    if (peak === null) break;
    known = peak / repeat;
  }
  return known;
}

/** Where the agreement is greatest within `reach` of a shift, to a part of a pixel; null where it only rises or falls. */
function peakNear(values: Float64Array, shift: number, reach: number): number | null {
  const from = Math.round(shift - reach);
  const near = Array.from({ length: Math.round(2 * reach) + 1 }, (_, at) => agreement(values, from + at));
  const top = near.indexOf(Math.max(...near));
  const [before, peak, after] = [near[top - 1], near[top], near[top + 1]];
  if (before === undefined || peak === undefined || after === undefined) return null;
  const bend = before - 2 * peak + after;
  return from + top + (bend === 0 ? 0 : (before - after) / (2 * bend));
}

/** How well a profile agrees with itself `shift` pixels further, as part of its power: what has left it agrees with nothing. */
function agreement(values: Float64Array, shift: number): number {
  let [product, power] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    power += value * value;
    if (i + shift < values.length) product += value * (values[i + shift] as number);
  }
  return power === 0 ? 0 : product / power;
}

function interpolated(samples: Float64Array, at: number): number {
  const index = Math.min(samples.length - 2, Math.floor(at));
  const share = at - index;
  return (samples[index] as number) * (1 - share) + (samples[index + 1] as number) * share;
}
