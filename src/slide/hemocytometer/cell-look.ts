import type { ErasedPicture } from './erase-lines.ts';
import { type SpotLayer, spotLayer, spotLayers } from './spot-layers.ts';
import { isDirt, isSeenWhole, peaksOf, type Spot } from './spots.ts';

/** How the cells of one chamber look. */
export interface CellLook {
  /** The layer of their size. */
  readonly layer: SpotLayer;
  /** How much they usually stand out in it. */
  readonly strength: number;
  /** How narrow they usually are in it. */
  readonly narrowness: number;
  /** What stands out less is out of focus, or noise. */
  readonly leastStrength: number;
}

interface SizedSpot extends Spot {
  readonly radiusMm: number;
}

/** The least that a cell stands out: of what lines do, and of the light around it. */
const LEAST_OF_LINES = 0.12;
const LEAST_STRENGTH = 0.03;
/** Spots that stand out by this part of what the strongest do tell how cells look. */
const STRONG = 0.5;
/** A piece of dirt or two, stronger than any cell, must not set the measure. */
const STRONGEST_RANK = 2;
/** What is smaller is dust: red cells, the smallest, have 3.6 µm. Platelets are not told from it. */
const LEAST_RADIUS_MM = 0.0032;
/** Cells differ in size by this factor. */
const ALIKE = 1.3;

/** The look of cells, by the strongest spots that are neither dust nor dirt; null when none stands out. */
export function lookOfCells(picture: ErasedPicture): CellLook | null {
  const leastStrength = Math.max(LEAST_STRENGTH, LEAST_OF_LINES * picture.lineContrast);
  const spots = sizedSpots(picture, leastStrength).toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const strongest = spots[Math.min(STRONGEST_RANK, spots.length - 1)];
  if (strongest === undefined) return null;
  const strong = spots.filter(({ value }) => Math.abs(value) >= STRONG * Math.abs(strongest.value));
  const radiusMm = commonRadius(strong);
  if (radiusMm < LEAST_RADIUS_MM) return null;
  const layer = spotLayer(picture, radiusMm);
  const alike = strong.filter((spot) => Math.abs(Math.log(spot.radiusMm / radiusMm)) <= Math.log(ALIKE));
  const strength = middleOf(alike.map(({ place }) => Math.abs(layer.values[place] as number)));
  const narrowness = middleOf(alike.map(({ place }) => narrownessAt(layer, picture, place)));
  return { layer, strength, narrowness, leastStrength };
}

/**
 * How narrow a spot is for its layer: curvature times radius squared, as a part of its value, the mean of both directions. A
 * point has 3.5, a disk of the layer's size 1.4.
 */
export function narrownessAt(
  { values, radiusMm }: SpotLayer,
  { width, height, pixelsPerMm }: ErasedPicture,
  place: number,
): number {
  const [x, y] = [place % width, Math.floor(place / width)];
  if (x < 1 || y < 1 || x >= width - 1 || y >= height - 1) return Number.POSITIVE_INFINITY;
  const at = (off: number): number => values[place + off] as number;
  const fall = 4 * at(0) - at(-1) - at(1) - at(-width) - at(width);
  return ((fall / 2) * (radiusMm * pixelsPerMm) ** 2) / at(0);
}

/** Spots between dust and dirt that are strongest among their neighbours in place and size. */
function sizedSpots(picture: ErasedPicture, least: number): readonly SizedSpot[] {
  const layers = spotLayers(picture);
  return layers.slice(1, -1).flatMap((layer, index) =>
    peaksOf(layer, picture, least)
      .filter((place) => bestLayer(layers, place) === index + 1)
      .filter((place) => isSeenWhole(picture, place, layer.radiusMm))
      .map((place) => ({
        place,
        value: layer.values[place] as number,
        radiusMm: radiusAt(layers, index + 1, place),
      }))
      .filter((spot) => !isDirt(picture, spot, spot.radiusMm)),
  );
}

function bestLayer(layers: readonly SpotLayer[], place: number): number {
  const strength = (at: number): number => Math.abs((layers[at] as SpotLayer).values[place] as number);
  return layers.reduce((best, _, at) => (strength(at) > strength(best) ? at : best), 0);
}

/** The radius between those of the layers at which a place would stand out most: the vertex of a parabola. */
function radiusAt(layers: readonly SpotLayer[], best: number, place: number): number {
  const [before, peak, after] = [-1, 0, 1].map((off) =>
    Math.abs(layers[best + off]?.values[place] as number),
  ) as [number, number, number];
  const bend = before - 2 * peak + after;
  const steps = bend === 0 ? 0 : (before - after) / (2 * bend);
  return (layers[best] as SpotLayer).radiusMm * Math.SQRT2 ** steps;
}

/** The radius in the middle of the area that spots cover: much dust covers little. */
function commonRadius(spots: readonly SizedSpot[]): number {
  const half = spots.reduce((sum, { radiusMm }) => sum + radiusMm ** 2, 0) / 2;
  let sum = 0;
  for (const { radiusMm } of spots.toSorted((a, b) => a.radiusMm - b.radiusMm)) {
    sum += radiusMm ** 2;
    if (sum >= half) return radiusMm;
  }
  return 0;
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
