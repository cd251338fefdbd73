import type { Box } from '../core/types.ts';
import type { Models } from '../inference/open-models.ts';
import { cutPicture, type Picture } from '../inference/picture.ts';
import { LEAST_PROMINENT_SCORE, prominentCell } from './prominent-cell.ts';

/** The models turn the whole picture into floating point; of a large one they get the cell's surroundings. */
const SURROUNDINGS = 6;

/** What a picture was taken of. */
export interface Subject {
  /** The cell's box in the whole picture; null where none was found and the whole picture stands for it. */
  readonly crop: Box | null;
  /** The picture as the classifier is to get it, and the box in it. */
  readonly picture: Picture;
  readonly box: Box;
}

/** The most prominent nucleated cell or platelet of a picture, or the whole picture. */
export async function findSubject(
  models: Models,
  picture: Picture,
  micronsPerPixel: number | undefined,
): Promise<Subject> {
  const detections = await models.detector.detect(picture, {
    micronsPerPixel,
    minScore: LEAST_PROMINENT_SCORE,
  });
  const crop = prominentCell(detections, picture) ?? null;
  return { crop, ...cutPicture(picture, crop ?? [0, 0, picture.width, picture.height], SURROUNDINGS) };
}
