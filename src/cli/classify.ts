import { CLASS_FACTS } from '../core/cells.ts';
import type { Box, Classification, Probabilities } from '../core/types.ts';
import type { ClassifyLine } from '../core/wire/cli.ts';
import { cutPicture } from '../inference/picture.ts';
import { COMMON_USAGE, type PictureTask, runPictureCommand } from './picture-command.ts';
import { LEAST_PROMINENT_SCORE, prominentCell } from './prominent-cell.ts';
import { rounded, roundedBox } from './rounded.ts';

const USAGE = `usage: hematovision classify [OPTIONS] PATH…

Names the most prominent nucleated cell (or platelet) of each picture. Where none is found, the whole picture is
taken for the cell, and the crop is null.

  --reject-below P        unclassified when the best class is less probable than P, 0 to 1 (default 0.5)
${COMMON_USAGE}`;

/** The models turn the whole picture into floating point; of a large one they get the cell's surroundings. */
const SURROUNDINGS = 6;

async function classifyBox({ picture, models }: PictureTask, box: Box): Promise<Classification | undefined> {
  const cut = cutPicture(picture, box, SURROUNDINGS);
  const [classification] = await models.classifier.classify(cut.picture, [cut.box]);
  return classification;
}

async function answer(task: PictureTask): Promise<ClassifyLine> {
  const { file, picture, models, micronsPerPixel } = task;
  const detections = await models.detector.detect(picture, {
    micronsPerPixel,
    minScore: LEAST_PROMINENT_SCORE,
  });
  const crop = prominentCell(detections, picture) ?? null;
  const classification = await classifyBox(task, crop ?? [0, 0, picture.width, picture.height]);
  if (!classification) throw new Error('the classifier left a box out');
  const probabilities = Object.fromEntries(
    Object.entries(classification.probabilities).map(([name, value]) => [name, rounded(value, 6)]),
  ) as Probabilities;
  return {
    file,
    class: classification.class,
    probability: rounded(classification.probability, 6),
    probabilities,
    crop: crop && roundedBox(crop),
  };
}

function format(line: ClassifyLine, fileWidth: number): string {
  const percent = `${(100 * line.probability).toFixed(1)} %`.padStart(7);
  const where = line.crop ? `cell at ${line.crop.map(Math.round).join(' ')}` : 'whole picture: no cell found';
  return `${line.file.padEnd(fileWidth)}  ${CLASS_FACTS[line.class].label.padEnd(20)}  ${percent}  ${where}`;
}

/** `hematovision classify`: argv without the command's name; returns the exit code. */
export function runClassify(argv: readonly string[]): Promise<number> {
  return runPictureCommand(
    { name: 'classify', usage: USAGE, shareOption: 'reject-below', answer, format },
    argv,
  );
}
