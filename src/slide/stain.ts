import type { Frame } from '../core/types.ts';

/** How stained matter absorbs light: free of the lamp's colour and of shading, which both change all places alike. */
export interface Stain {
  /** Optical density in red and in blue as a part of that in green. */
  readonly red: number;
  readonly blue: number;
  /** Mean step in optical density (natural logarithm, green) at the edges of stained matter. */
  readonly contrast: number;
}

/** What one look at the colours of a picture tells. */
export interface ColourMeasures {
  /** Level of the unstained ground, 0 to 255: the 98th percentile of green. */
  readonly ground: number;
  /** Part of the pixels with a channel at either end of its range. */
  readonly clippedShare: number;
  /** Part of the looked-at pairs of pixels that straddle an edge of stained matter. */
  readonly edgeShare: number;
  readonly stain: Stain;
}

/** Pixels looked at, about: two in a hundred of a 960×720 picture, at a quarter of a millisecond. */
const SAMPLES = 15_000;
/** The pixels of a pair lie a sixtieth of the picture's width apart: rim and centre of a red cell are. */
const PAIRS_ACROSS = 60;
const GROUND_SHARE = 0.98;
const WHITE = 254;
const BLACK = 2;
/** Smaller steps are noise and shading, larger ones nuclei, of which some fields have many and others none. */
const LEAST_STEP = 0.03;
const MOST_STEP = 0.4;

const DENSITY = Float32Array.from({ length: 256 }, (_, level) => -Math.log(Math.max(1, level) / 255));

/** Measures ground, clipping and stain of a frame on a sparse grid. */
export function measureColour({ width, height, pixels }: Frame): ColourMeasures {
  const apart = Math.max(1, Math.round(width / PAIRS_ACROSS));
  const stride = Math.max(1, Math.round(Math.sqrt((width * height) / SAMPLES)));
  const greens = new Uint32Array(256);
  const steps = { red: 0, green: 0, blue: 0, count: 0 };
  let pairs = 0;
  let clipped = 0;
  for (let y = stride >> 1; y < height; y += stride) {
    for (let x = stride >> 1; x + apart < width; x += stride, pairs++) {
      const at = (y * width + x) * 3;
      const red = pixels[at] as number;
      const green = pixels[at + 1] as number;
      const blue = pixels[at + 2] as number;
      greens[green] = (greens[green] as number) + 1;
      if (Math.max(red, green, blue) >= WHITE || Math.min(red, green, blue) <= BLACK) clipped++;
      const beside = at + 3 * apart;
      const step = (DENSITY[green] as number) - (DENSITY[pixels[beside + 1] as number] as number);
      const sign = Math.sign(step);
      if (step * sign <= LEAST_STEP || step * sign >= MOST_STEP) continue;
      steps.red += sign * ((DENSITY[red] as number) - (DENSITY[pixels[beside] as number] as number));
      steps.green += sign * step;
      steps.blue += sign * ((DENSITY[blue] as number) - (DENSITY[pixels[beside + 2] as number] as number));
      steps.count++;
    }
  }
  const { red, green, blue, count } = steps;
  return {
    ground: quantile(greens, GROUND_SHARE),
    clippedShare: clipped / pairs,
    edgeShare: count / pairs,
    stain:
      count === 0
        ? { red: 0, blue: 0, contrast: 0 }
        : { red: red / green, blue: blue / green, contrast: green / count },
  };
}

/** Degrees between the directions in which two stains absorb: 0 is the same dye, strong or weak. */
export function hueShift(a: Stain, b: Stain): number {
  const dot = a.red * b.red + 1 + a.blue * b.blue;
  const cosine = dot / (Math.hypot(a.red, 1, a.blue) * Math.hypot(b.red, 1, b.blue));
  return (Math.acos(Math.min(1, cosine)) * 180) / Math.PI;
}

function quantile(counts: Uint32Array, share: number): number {
  let below = 0;
  const wanted = share * counts.reduce((sum, count) => sum + count, 0);
  return counts.findIndex((count) => {
    below += count;
    return below >= wanted;
  });
}
