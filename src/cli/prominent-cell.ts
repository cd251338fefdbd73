import type { Box, Detection } from '../core/types.ts';

/**
 * A cell scores at least this to be what a picture was taken of. Far below the threshold of the count: there, a
 * false cell is an error, here the alternative is to take the whole picture.
 *
 * This and the weights below were chosen on training pictures: of 382 from Barcelona, picked for their neighbours, 368
 * get the right cell, of 289 BCCD fields all, and in no Kaggle picture is a platelet taken beside a white cell.
 */
export const LEAST_PROMINENT_SCORE = 0.1;
/** What a cell in the picture's corner loses against one in its middle. */
const CORNER_LOSS = 0.9;
/** What remains to a cell that the edge of the picture cuts: nobody takes a picture of half a cell. */
const CUT_SHARE = 0.2;
/** Platelets are everywhere; one is the subject only where no nucleated cell is. */
const PLATELET_SHARE = 0.1;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** How likely a cell is what a picture was taken of: sure, large, whole and near the middle; relative to its size. */
export function prominence({ kind, box, score }: Detection, { width, height }: Size): number {
  if (kind === 'rbc') return 0;
  const [x, y, boxWidth, boxHeight] = box;
  const offCentre = Math.hypot(x + boxWidth / 2 - width / 2, y + boxHeight / 2 - height / 2);
  const centrality = 1 - (CORNER_LOSS * offCentre) / (Math.hypot(width, height) / 2);
  const extent = Math.sqrt((boxWidth * boxHeight) / (width * height));
  const margin = 0.01 * Math.max(width, height);
  const whole =
    x >= margin && y >= margin && x + boxWidth <= width - margin && y + boxHeight <= height - margin;
  const share = (whole ? 1 : CUT_SHARE) * (kind === 'platelet' ? PLATELET_SHARE : 1);
  return score * centrality * extent * share;
}

/** The box of the most prominent nucleated cell or platelet; undefined with neither. */
export function prominentCell(detections: readonly Detection[], size: Size): Box | undefined {
  let best: { readonly box: Box; readonly weight: number } | undefined;
  for (const detection of detections) {
    const weight = prominence(detection, size);
    if (weight > (best?.weight ?? 0)) best = { box: detection.box, weight };
  }
  return best?.box;
}
