import type { Frame } from '../core/types.ts';

/** Second differences over this many pixels are detail that blur takes first; noise of one pixel is beneath it. */
const FINE = 4;
/** First differences over twice this distance are contrast that mild blur leaves. */
const COARSE = 8;
/** Every so many-th row and column is looked at. */
const SPACING = 12;
/** Lines compared with each other lie so far apart: colour cameras interpolate, so direct neighbours share noise. */
const BESIDE = 2;
/** Mean squared contrast below which there is nothing to focus on: three grey levels. */
const LEAST_CONTRAST = 9;

export interface Sharpness {
  /** Part of the contrast that lies in fine detail, along the blurrier axis: on a scale of its own for each camera and stain. */
  readonly detail: number;
  /** 0 to 1: `detail` as a part of that along the sharper axis. Low where the picture is smeared one way. */
  readonly isotropy: number;
}

/**
 * How much of the picture's contrast lies in fine detail; blur along either axis lowers it, so motion shows too.
 * Differences on neighbouring lines are multiplied with each other instead of squared: sensor noise, which differs
 * from line to line, averages out. Null when the picture holds no contrast to judge by.
 */
export function measureSharpness(frame: Frame): Sharpness | null {
  const { width, height } = frame;
  const across = lineDetail(frame, { lines: height, length: width, lineStep: width * 3, step: 3 });
  const down = lineDetail(frame, { lines: width, length: height, lineStep: 3, step: width * 3 });
  if (across === null || down === null) return null;
  const detail = Math.max(0, Math.min(across, down));
  return { detail, isotropy: detail === 0 ? 1 : detail / Math.max(across, down) };
}

interface Direction {
  readonly lines: number;
  readonly length: number;
  /** Bytes from one line to the next and from one pixel of a line to the next. */
  readonly lineStep: number;
  readonly step: number;
}

function lineDetail({ pixels }: Frame, { lines, length, lineStep, step }: Direction): number | null {
  const [near, far, beside] = [FINE * step, COARSE * step, BESIDE * lineStep];
  let fine = 0;
  let coarse = 0;
  let count = 0;
  for (let line = SPACING >> 1; line + BESIDE < lines; line += SPACING) {
    // Byte 1 of a pixel is green, which the stains absorb most.
    const start = line * lineStep + 1;
    for (let i = COARSE; i + COARSE < length; i += 2) {
      const a = start + i * step;
      const b = a + beside;
      fine +=
        ((pixels[a - near] as number) - 2 * (pixels[a] as number) + (pixels[a + near] as number)) *
        ((pixels[b - near] as number) - 2 * (pixels[b] as number) + (pixels[b + near] as number));
      coarse +=
        ((pixels[a + far] as number) - (pixels[a - far] as number)) *
        ((pixels[b + far] as number) - (pixels[b - far] as number));
      count++;
    }
  }
  return coarse <= count * LEAST_CONTRAST ? null : fine / coarse;
}
