import type { ErasedPicture } from './erase-lines.ts';
import type { SpotLayer } from './spot-layers.ts';

/** A place that stands out among its neighbours. */
export interface Spot {
  /** Index of its pixel. */
  readonly place: number;
  /** How much it stands out, positive where it is brighter than what is around. */
  readonly value: number;
}

/** Joined places as bright or dark as a spot that cover so many cells are dirt or a clump, which nobody can count. */
const DIRT_CELLS = 6;

/** The places of a layer that stand out more than all around them, by `least` and more. */
export function peaksOf(
  { values }: SpotLayer,
  { width, height }: ErasedPicture,
  least: number,
): readonly number[] {
  const peaks: number[] = [];
  const around = [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1];
  for (let y = 1; y < height - 1; y++) {
    for (let place = y * width + 1; place < (y + 1) * width - 1; place++) {
      const value = values[place] as number;
      if (Math.abs(value) < least) continue;
      const sign = Math.sign(value);
      if (around.every((off) => sign * (values[place + off] as number) <= sign * value)) peaks.push(place);
    }
  }
  return peaks;
}

/** Whether the surroundings that a spot was compared with are in view. */
export function isSeenWhole(
  { width, height, inView, pixelsPerMm }: ErasedPicture,
  place: number,
  radiusMm: number,
): boolean {
  const reach = Math.ceil(1.5 * radiusMm * pixelsPerMm);
  const [x, y] = [place % width, Math.floor(place / width)];
  const offsets = [-reach, 0, reach];
  return offsets.every((dy) =>
    offsets.every((dx) => {
      const [column, row] = [x + dx, y + dy];
      const isInside = column >= 0 && row >= 0 && column < width && row < height;
      return isInside && inView[row * width + column] === 1;
    }),
  );
}

/** Whether a spot is part of something much larger than a cell. */
export function isDirt(
  { width, height, pixels, pixelsPerMm }: ErasedPicture,
  { place, value }: Spot,
  radiusMm: number,
): boolean {
  const most = DIRT_CELLS * Math.PI * (radiusMm * pixelsPerMm) ** 2;
  const sign = Math.sign(value);
  const joined = new Set([place]);
  const open = [place];
  for (let at = open.pop(); at !== undefined && joined.size <= most; at = open.pop()) {
    const x = at % width;
    for (const next of [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width]) {
      if (next < 0 || next >= width * height || joined.has(next)) continue;
      if (sign * (pixels[next] as number) < Math.abs(value)) continue;
      joined.add(next);
      open.push(next);
    }
  }
  return joined.size > most;
}
