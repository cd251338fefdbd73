import { HematovisionError } from '../core/errors.ts';
import { usualBox } from '../crop.ts';
import { decodePictureBytes, MAX_PICTURE_PIXELS } from '../inference/decode-picture.ts';
import type { LabelledCell } from '../inference/fit-head.ts';
import type { Models } from '../inference/open-models.ts';
import { openAccess } from '../store/open-access.ts';
import type { SignedCell } from '../store/signed-cells.ts';
import { type LabelledPicture, listLabelledPictures } from './labelled-pictures.ts';
import { answerPictures } from './picture-command.ts';
import { showProgress } from './progress.ts';
import { findSubject } from './subject.ts';

/** Of the signed cells the newest; more would only take time. */
const MOST_OF_A_CLASS = 200;

/** Cells with their labels and embeddings, and how many pictures could not be read. */
interface LookedAt {
  readonly cells: readonly LabelledCell[];
  readonly failed: number;
}

/** Names of cells by people, waiting for the models that look at their pictures. */
export type LookAt = (models: Models) => Promise<LookedAt>;

/** What people named in the sessions that were signed on this instrument. Throws `file-missing` where there is none. */
export function signedCorrections(directory: string): LookAt {
  const { signedCells, close } = openAccess({ directory, create: false });
  try {
    const signed = signedCells.newest(MOST_OF_A_CLASS);
    if (signed.length > 0) return (models) => lookAtSigned(signed, models);
  } finally {
    close();
  }
  throw new HematovisionError('file-missing', 'There are no signed corrections on this instrument yet', {
    hint: 'Name a folder of class-named folders, or a list of {"file", "class"} lines, with --from.',
  });
}

async function lookAtSigned(signed: readonly SignedCell[], models: Models): Promise<LookedAt> {
  const progress = showProgress('looking', signed.length);
  const cells: LabelledCell[] = [];
  for (const { id, class: label, jpeg, box } of signed) {
    progress.at(cells.length, id);
    const picture = await decodePictureBytes(jpeg, { name: id, mostPixels: MAX_PICTURE_PIXELS });
    const [embedding] = await models.classifier.embed(picture, [box ?? usualBox(picture)]);
    cells.push({ label, embedding: embedding as Float32Array });
  }
  progress.done();
  return { cells, failed: 0 };
}

/** What a folder of class-named folders, or a list of lines, says. */
export async function pictureCorrections(from: string, micronsPerPixel: number | undefined): Promise<LookAt> {
  const pictures = await listLabelledPictures(from);
  return (models) => lookAtPictures(pictures, models, micronsPerPixel);
}

async function lookAtPictures(
  pictures: readonly LabelledPicture[],
  models: Models,
  micronsPerPixel: number | undefined,
): Promise<LookedAt> {
  const labels = new Map(pictures.map(({ file, label }) => [file, label]));
  const cells: LabelledCell[] = [];
  const failed = await answerPictures([...labels.keys()], {
    name: 'looking',
    answer: async (file, picture) => {
      const subject = await findSubject(models, picture, micronsPerPixel);
      const [embedding] = await models.classifier.embed(subject.picture, [subject.box]);
      return { label: labels.get(file), embedding } as LabelledCell;
    },
    tell: (cell) => void cells.push(cell),
  });
  return { cells, failed };
}
