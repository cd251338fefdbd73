import type { SlideRect } from '../../core/wire/slide-map.ts';

/** Which part of the slide the map shows: the place in its middle and micrometres a CSS pixel. */
export interface MapViewport {
  readonly centreXUm: number;
  readonly centreYUm: number;
  readonly umPerPixel: number;
}

export interface MapSize {
  readonly width: number;
  readonly height: number;
}

/** A pixel of the screen is at least so much of the slide, and the whole map at most this. */
const CLOSEST_UM = 0.25;
const FARTHEST_UM = 60;
/** Free room around all that was seen, as a part of the map. */
const MARGIN = 0.08;
/** Foot of the map that belongs to the scale and the legend, CSS pixels. */
const FOOT = 28;
/** A map of a single field does not fill the panel: what comes next has its place. */
const LEAST_WIDTH_UM = 240;

/** The viewport that shows all of a region above the map's foot. */
export function fitRegion(region: SlideRect, { width, height }: MapSize): MapViewport {
  const room = 1 - 2 * MARGIN;
  const umPerPixel = limited(
    Math.max(
      Math.max(region.widthUm, LEAST_WIDTH_UM) / Math.max(1, width * room),
      region.heightUm / Math.max(1, (height - FOOT) * room),
    ),
  );
  return {
    centreXUm: region.xUm + region.widthUm / 2,
    centreYUm: region.yUm + region.heightUm / 2 + (FOOT / 2) * umPerPixel,
    umPerPixel,
  };
}

/** Moves the map by CSS pixels. */
export function panned(viewport: MapViewport, dx: number, dy: number): MapViewport {
  const { centreXUm, centreYUm, umPerPixel } = viewport;
  return { umPerPixel, centreXUm: centreXUm - dx * umPerPixel, centreYUm: centreYUm - dy * umPerPixel };
}

/** Zooms by a factor, more than 1 being closer; what lies at (x, y) of the map stays there. */
export function zoomed(
  viewport: MapViewport,
  factor: number,
  at: { readonly x: number; readonly y: number; readonly size: MapSize },
): MapViewport {
  const umPerPixel = limited(viewport.umPerPixel / factor);
  const kept = placeAt(viewport, at);
  return {
    umPerPixel,
    centreXUm: kept.xUm - (at.x - at.size.width / 2) * umPerPixel,
    centreYUm: kept.yUm - (at.y - at.size.height / 2) * umPerPixel,
  };
}

/** The place of the slide under a point of the map. */
export function placeAt(
  { centreXUm, centreYUm, umPerPixel }: MapViewport,
  { x, y, size }: { readonly x: number; readonly y: number; readonly size: MapSize },
): { xUm: number; yUm: number } {
  return {
    xUm: centreXUm + (x - size.width / 2) * umPerPixel,
    yUm: centreYUm + (y - size.height / 2) * umPerPixel,
  };
}

/** The point of the map, in CSS pixels, over a place of the slide. */
export function pointOf(
  { centreXUm, centreYUm, umPerPixel }: MapViewport,
  size: MapSize,
  { xUm, yUm }: { readonly xUm: number; readonly yUm: number },
): { x: number; y: number } {
  return {
    x: (xUm - centreXUm) / umPerPixel + size.width / 2,
    y: (yUm - centreYUm) / umPerPixel + size.height / 2,
  };
}

/** The longest of 1, 2, 5, 10 … micrometres that takes at most this many pixels. */
export function scaleBarUm({ umPerPixel }: MapViewport, mostPixels: number): number {
  const mostUm = umPerPixel * mostPixels;
  const decade = 10 ** Math.floor(Math.log10(mostUm));
  return decade * ([5, 2].find((step) => step * decade <= mostUm) ?? 1);
}

function limited(umPerPixel: number): number {
  return Math.max(CLOSEST_UM, Math.min(FARTHEST_UM, umPerPixel));
}
