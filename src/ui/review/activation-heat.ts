/** A small RGBA picture, as `ImageData` wants it. */
export interface HeatPicture {
  readonly side: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Dark violet to yellow, as in the inferno map: rises evenly in lightness, and reads without colour vision. */
const RAMP = [
  [20, 11, 54],
  [101, 21, 110],
  [187, 55, 84],
  [249, 142, 9],
  [252, 255, 164],
] as const;
const LARGEST_OPACITY = 0.72;

/** The share of evidence between the middles of the map's fields, bilinear; x and y from 0 to 1. */
export function activationAt(rows: readonly (readonly number[])[], x: number, y: number): number {
  const side = rows.length;
  const place = (share: number) => Math.min(side - 1, Math.max(0, share * side - 0.5));
  const column = place(x);
  const row = place(y);
  const [left, top] = [Math.floor(column), Math.floor(row)];
  const at = (r: number, c: number) => rows[Math.min(side - 1, r)]?.[Math.min(side - 1, c)] ?? 0;
  const mix = (a: number, b: number, share: number) => a + (b - a) * share;
  const upper = mix(at(top, left), at(top, left + 1), column - left);
  const lower = mix(at(top + 1, left), at(top + 1, left + 1), column - left);
  return mix(upper, lower, row - top);
}

/** The map as a picture to lay over the crop: the strongest evidence is opaque, none is clear. */
export function heatPicture(rows: readonly (readonly number[])[], side: number): HeatPicture {
  const strongest = Math.max(...rows.flat(), Number.EPSILON);
  const rgba = new Uint8ClampedArray(side * side * 4);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const share = activationAt(rows, (x + 0.5) / side, (y + 0.5) / side) / strongest;
      rgba.set([...heatColour(share), 255 * LARGEST_OPACITY * smooth(share)], (y * side + x) * 4);
    }
  }
  return { side, rgba };
}

/** The colour of a share from 0 to 1. */
export function heatColour(share: number): readonly [number, number, number] {
  const place = Math.min(1, Math.max(0, share)) * (RAMP.length - 1);
  const low = RAMP[Math.floor(place)] ?? RAMP[0];
  const high = RAMP[Math.ceil(place)] ?? low;
  const channel = (index: 0 | 1 | 2) => low[index] + (high[index] - low[index]) * (place % 1);
  return [channel(0), channel(1), channel(2)];
}

function smooth(share: number): number {
  return share * share * (3 - 2 * share);
}
