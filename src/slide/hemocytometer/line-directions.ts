import { blur } from './blur.ts';
import type { ViewedPicture } from './level-picture.ts';

/** Steps of half a degree. */
const STEPS = 360;
/** Slopes of a line as thin as a pixel have the direction of pixels, of a softer one its own. */
const SOFT_PIXELS = 1.5;
/** Lines bend under an eyepiece: directions within 3° belong together. */
const BLUR_STEPS = 6;
/** Under perspective two directions may leave the right angle by so many steps. */
const SKEW_STEPS = 24;

/**
 * The normals of the two families of lines, in radians: that of the lines that run more down the picture first, within
 * 45° of the x axis. Always finds some; whether lines are there is for others to say.
 */
export function lineDirections(picture: ViewedPicture): readonly [number, number] {
  const { width, height, inView } = picture;
  const pixels = blur(picture.pixels, picture, SOFT_PIXELS);
  const histogram = new Float64Array(STEPS);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      if (
        inView[at - 1] === 0 ||
        inView[at + 1] === 0 ||
        inView[at - width] === 0 ||
        inView[at + width] === 0
      )
        continue;
      const dx = (pixels[at + 1] as number) - (pixels[at - 1] as number);
      const dy = (pixels[at + width] as number) - (pixels[at - width] as number);
      const step = Math.round((Math.atan2(dy, dx) / Math.PI) * STEPS + 2 * STEPS) % STEPS;
      histogram[step] = (histogram[step] as number) + dx * dx + dy * dy;
    }
  }
  const smooth = blurred(histogram);
  let best = { first: 0, second: 0, sum: -1 };
  for (let first = 0; first < STEPS; first++) {
    for (let skew = -SKEW_STEPS; skew <= SKEW_STEPS; skew++) {
      const second = (first + STEPS / 2 + skew + STEPS) % STEPS;
      const sum = Math.min(smooth[first] as number, smooth[second] as number);
      if (sum > best.sum) best = { first, second, sum };
    }
  }
  const angles = [best.first, best.second].map(nearest);
  return angles.toSorted((a, b) => Math.abs(a) - Math.abs(b)) as [number, number];
}

/** As an angle from −45° to 135°. */
function nearest(step: number): number {
  const angle = (step / STEPS) * Math.PI;
  return angle >= (3 / 4) * Math.PI ? angle - Math.PI : angle;
}

function blurred(histogram: Float64Array): Float64Array {
  return histogram.map((_, at) => {
    let sum = 0;
    for (let off = -BLUR_STEPS; off <= BLUR_STEPS; off++) {
      sum += (1 - Math.abs(off) / (BLUR_STEPS + 1)) * (histogram[(at + off + STEPS) % STEPS] as number);
    }
    return sum;
  });
}
