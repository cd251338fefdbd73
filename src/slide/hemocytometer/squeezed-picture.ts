import type { ViewedPicture } from './level-picture.ts';

/** Pixels along the lines that become one strip: short enough for a bent line to stay sharp across it. */
export const STRIP_PIXELS = 16;
/** A value rests on so many pixels at least, of the 16 that a strip is long. */
const LEAST_PIXELS = 6;

/** A picture turned so that one family of lines runs down it, and squeezed along them: cells fade, lines stay. */
export interface SqueezedPicture {
  readonly strips: number;
  /** Pixels across the lines. */
  readonly bins: number;
  /** Strip by strip; NaN where nothing is in view. */
  readonly values: Float32Array;
  /** The place in the picture of a bin in a strip, both counted in parts. */
  readonly placeOf: (bin: number, strip: number) => readonly [x: number, y: number];
}

/** Squeezes a picture along the lines whose normal points `angle` radians from the x axis. */
function squeezePicture(picture: ViewedPicture, angle: number): SqueezedPicture {
  const { width, height, pixels, inView } = picture;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const corners = [0, width].flatMap((x) => [0, height].map((y) => [x * cos + y * sin, y * cos - x * sin]));
  const least = (axis: 0 | 1) => Math.min(...corners.map((corner) => corner[axis] as number));
  const most = (axis: 0 | 1) => Math.max(...corners.map((corner) => corner[axis] as number));
  const [left, top] = [least(0), least(1)];
  const bins = Math.ceil(most(0) - left) + 2;
  const strips = Math.ceil((most(1) - top) / STRIP_PIXELS) + 1;
  const sums = new Float32Array(bins * strips);
  const weights = new Float32Array(bins * strips);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (inView[y * width + x] === 0) continue;
      const across = x * cos + y * sin - left;
      const bin = Math.floor(across);
      const share = across - bin;
      const at = Math.floor((y * cos - x * sin - top) / STRIP_PIXELS) * bins + bin;
      const value = pixels[y * width + x] as number;
      sums[at] = (sums[at] as number) + value * (1 - share);
      sums[at + 1] = (sums[at + 1] as number) + value * share;
      weights[at] = (weights[at] as number) + 1 - share;
      weights[at + 1] = (weights[at + 1] as number) + share;
    }
  }
  const placeOf = (bin: number, strip: number): readonly [number, number] => {
    const [across, along] = [bin + left, (strip + 0.5) * STRIP_PIXELS + top];
    return [across * cos - along * sin, across * sin + along * cos];
  };
  const values = sums.map((sum, at) => {
    const weight = weights[at] as number;
    return weight < LEAST_PIXELS ? Number.NaN : sum / weight;
  });
  return { strips, bins, values, placeOf };
}

/** Degrees around a rough direction in which the lines' own is looked for. */
const REACH_DEGREES = 4;

/** The picture squeezed along the direction, near `angle`, in which most of its light and shade survives. */
export function squeezeAlongLines(picture: ViewedPicture, angle: number): SqueezedPicture {
  let best: { picture: SqueezedPicture; power: number } | null = null;
  for (let degrees = -REACH_DEGREES; degrees <= REACH_DEGREES; degrees++) {
    const squeezed = squeezePicture(picture, angle + (degrees * Math.PI) / 180);
    let power = 0;
    for (const value of squeezed.values) if (!Number.isNaN(value)) power += value * value;
    if (best === null || power > best.power) best = { picture: squeezed, power };
  }
  return best?.picture ?? squeezePicture(picture, angle);
}
