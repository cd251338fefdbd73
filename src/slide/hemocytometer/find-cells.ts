import { type CellLook, lookOfCells, narrownessAt } from './cell-look.ts';
import type { ErasedPicture } from './erase-lines.ts';
import { type SpotLayer, spotLayer } from './spot-layers.ts';
import { isDirt, isSeenWhole, peaksOf, type Spot } from './spots.ts';

/** A cell in the chamber. */
export interface ChamberCell {
  readonly xMm: number;
  readonly yMm: number;
  readonly radiusMm: number;
}

/** The body of a cell, its rim included, as a part of the size it stands out most at. */
const BODY = 1.2;
/** A cell stands out by this part of what cells usually do. */
const LEAST_OF_USUAL = 0.57;
/** A cell may be narrower than usual by this factor before it counts for less: dust is as strong, but smaller. */
const NARROWER = 1.1;
/** Spots closer than so many radii are two cells only where it is much duller between them. */
const APART_RADII = 2.4;
const DULLER = 0.75;
/** Around a bright cell lies its dark ring, which is none: within so many radii the weaker spot of the other kind goes. */
const RING_RADII = 3;

/**
 * The cells of a chamber, brighter or darker than what is around them, on the lines too. Cells of one chamber look alike:
 * what is much weaker, smaller or larger than the strongest of them is out of focus, dust or dirt.
 */
export function findCells(picture: ErasedPicture): readonly ChamberCell[] {
  const look = lookOfCells(picture);
  if (look === null) return [];
  const { radiusMm } = look.layer;
  const fine = spotLayer(picture, radiusMm / Math.SQRT2);
  const least = Math.max(look.leastStrength, LEAST_OF_USUAL * look.strength);
  const spots = peaksOf(fine, picture, least / 2)
    .map((place) => ({ place, value: look.layer.values[place] as number }))
    .filter((spot) => worthOf(spot, look, picture) >= least)
    .filter(({ place }) => isSeenWhole(picture, place, radiusMm))
    .filter((spot) => !isDirt(picture, spot, radiusMm));
  return separate(spots, fine, picture, radiusMm * picture.pixelsPerMm).map(({ place }) => ({
    xMm: picture.leftMm + (place % picture.width) / picture.pixelsPerMm,
    yMm: picture.topMm + Math.floor(place / picture.width) / picture.pixelsPerMm,
    radiusMm: BODY * radiusMm,
  }));
}

/** How much a spot stands out, less where it is narrower than cells are. */
function worthOf({ place, value }: Spot, { layer, narrowness }: CellLook, picture: ErasedPicture): number {
  return Math.abs(value) / Math.max(1, narrownessAt(layer, picture, place) / (NARROWER * narrowness)) ** 2;
}

/** Each cell once: of spots that are parts of one, the strongest. */
function separate(
  spots: readonly Spot[],
  fine: SpotLayer,
  { width }: ErasedPicture,
  radiusPixels: number,
): readonly Spot[] {
  const kept: Spot[] = [];
  const isPartOf = (spot: Spot, other: Spot): boolean => {
    const dx = (spot.place % width) - (other.place % width);
    const dy = Math.floor(spot.place / width) - Math.floor(other.place / width);
    const radii = Math.hypot(dx, dy) / radiusPixels;
    const sign = Math.sign(spot.value);
    if (sign !== Math.sign(other.value)) return radii < RING_RADII;
    if (radii >= APART_RADII) return false;
    const strength = (place: number): number => sign * (fine.values[place] as number);
    const between = strength(spot.place - Math.round(dy / 2) * width - Math.round(dx / 2));
    return between > DULLER * Math.min(strength(spot.place), strength(other.place));
  };
  for (const spot of spots.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value)))
    if (!kept.some((other) => isPartOf(spot, other))) kept.push(spot);
  return kept;
}
