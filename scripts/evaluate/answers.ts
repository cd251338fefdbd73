import { showProgress } from '../../src/cli/progress.ts';
import { findSubject } from '../../src/cli/subject.ts';
import type { Box, Classification } from '../../src/core/types.ts';
import type { Models } from '../../src/inference/open-models.ts';
import type { Picture } from '../../src/inference/picture.ts';
import type { LabelledPicture, Source } from './labelled.ts';
import type { Answer } from './view.ts';

/** What the product said of one labelled cell. */
export interface CellAnswer extends Answer {
  /** Name of the picture. */
  readonly picture: string;
  readonly classification: Classification;
}

/** As `hematovision classify` does it: the cell that the picture was taken of. */
async function classifySubject(models: Models, whole: Picture): Promise<Classification[]> {
  const { picture, box } = await findSubject(models, whole, undefined);
  return models.classifier.classify(picture, [box]);
}

async function answersOfPicture(models: Models, labelled: LabelledPicture): Promise<CellAnswer[]> {
  const picture = await labelled.load();
  const boxes = labelled.cells.flatMap(({ box }): Box[] => (box ? [box] : []));
  const classifications =
    boxes.length > 0
      ? await models.classifier.classify(picture, boxes)
      : await classifySubject(models, picture);
  return labelled.cells.flatMap(({ possible }, index) => {
    const classification = classifications[index];
    if (!classification) return [];
    return [
      { possible, picture: labelled.name, classification, probabilities: classification.probabilities },
    ];
  });
}

/** Runs the product over a source; progress goes to stderr. */
export async function answersOf(models: Models, source: Source): Promise<CellAnswer[]> {
  const progress = showProgress(source.title, source.pictures.length);
  const answers: CellAnswer[] = [];
  for (const [index, picture] of source.pictures.entries()) {
    progress.at(index, picture.name);
    if (picture.cells.length > 0) answers.push(...(await answersOfPicture(models, picture)));
  }
  progress.done();
  return answers;
}
