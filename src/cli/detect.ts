import { CELL_KINDS } from '../core/cells.ts';
import type { DetectLine } from '../core/wire/cli.ts';
import { shareOption } from './model-options.ts';
import { COMMON_USAGE, type PictureTask, runPictureCommand } from './picture-command.ts';
import { rounded, roundedBox } from './rounded.ts';

const USAGE = `usage: hematovision detect [OPTIONS] PATH…

Finds the nucleated cells, red cells and platelets of each picture: box, kind and score.

  --min-score S           takes the place of the shipped threshold of every kind, 0 to 1
${COMMON_USAGE}`;

async function answer(
  { file, picture, models, micronsPerPixel }: PictureTask,
  minScore: number | undefined,
): Promise<DetectLine> {
  const detections = await models.detector.detect(picture, { micronsPerPixel, minScore });
  const cells = detections.map(({ kind, box, score }) => ({
    kind,
    box: roundedBox(box),
    score: rounded(score, 5),
  }));
  return { file, width: picture.width, height: picture.height, cells };
}

function format({ file, width, height, cells }: DetectLine, fileWidth: number): string {
  const counts = CELL_KINDS.map((wanted) => {
    return `${String(cells.filter(({ kind }) => kind === wanted).length).padStart(5)} ${wanted}`;
  });
  return `${file.padEnd(fileWidth)}  ${`${width}×${height}`.padStart(11)} ${counts.join(' ')}`;
}

/** `hematovision detect`: argv without the command's name; returns the exit code. */
export function runDetect(argv: readonly string[]): Promise<number> {
  return runPictureCommand(
    {
      name: 'detect',
      usage: USAGE,
      options: { 'min-score': { type: 'string' } },
      prepare: (values) => {
        const minScore = shareOption(values, 'min-score');
        return { answer: (task) => answer(task, minScore) };
      },
      format,
    },
    argv,
  );
}
