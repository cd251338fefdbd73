import { CELL_CLASSES, CLASS_FACTS } from '../core/cells.ts';
import { type ClassSet, NAMED_CLASS_SETS } from '../core/class-set.ts';
import { HematovisionError } from '../core/errors.ts';
import type { Classification, Probabilities } from '../core/types.ts';
import type { ClassifyLine } from '../core/wire/cli.ts';
import { activeHead, readHead } from '../inference/adapted-heads.ts';
import type { ActivationMap } from '../inference/explanation.ts';
import { BACKENDS, type Backend } from '../inference/open-models.ts';
import { DEFAULTS, dataDirectoryOption, shareOption, textOption, type Values } from './model-options.ts';
import { COMMON_USAGE, type PictureTask, type PictureWork, runPictureCommand } from './picture-command.ts';
import { rounded, roundedBox } from './rounded.ts';
import { findSubject, type Subject } from './subject.ts';

const USAGE = `usage: hematovision classify [OPTIONS] PATH…

Names the most prominent nucleated cell (or platelet) of each picture. Where none is found, the whole picture is
taken for the cell, and the crop is null.

  --backend NAME          ${BACKENDS.join(' | ')} (default onnx); tfjs: the classifier on the first of
                          @tensorflow/tfjs-node-gpu, tfjs-node and WebAssembly that loads, which stderr names
  --classes SET           ${NAMED_CLASS_SETS.join(' | ')} | CLASS,CLASS,… (default all; in a five-part count, bands
                          count as neutrophils)
  --reject-below P        unclassified when the best class (neutrophils in sum, immature granulocytes in sum) is
                          less probable than P, 0 to 1 (default ${DEFAULTS.inference.rejectBelow})
  --known-below P         unclassified what is less like any cell than P (default: the threshold of the weights)
  --explain               with --jsonl: adds where in its crop the cell looks like its class, 7 rows of 7
  --head FILE             names cells with this head instead of the one in use
  --data DIR              data folder whose adapted head is used, where it has one (default ${DEFAULTS.dataDirectory})
${COMMON_USAGE}`;

const OPTIONS = {
  backend: { type: 'string' },
  classes: { type: 'string' },
  'reject-below': { type: 'string' },
  'known-below': { type: 'string' },
  explain: { type: 'boolean' },
  head: { type: 'string' },
  data: { type: 'string' },
} as const;

function readClassSet(text: string | undefined): ClassSet | undefined {
  const named = NAMED_CLASS_SETS.find((name) => name === text);
  if (text === undefined || named) return named;
  const listed = text.split(',').map((part) => {
    const name = CELL_CLASSES.find((known) => known === part.trim());
    if (!name)
      throw new HematovisionError('usage', `--classes: '${part}' is no class. ${CELL_CLASSES.join(', ')}`);
    return name;
  });
  if (listed.length < 2) throw new HematovisionError('usage', '--classes takes two classes or more');
  return listed;
}

function readBackend(text: string | undefined): Backend | undefined {
  const backend = BACKENDS.find((name) => name === text);
  if (text !== undefined && !backend)
    throw new HematovisionError('usage', `--backend takes one of ${BACKENDS.join(', ')}`);
  return backend;
}

async function prepare(values: Values): Promise<PictureWork<ClassifyLine>> {
  const headFile = textOption(values, 'head');
  const rejectBelow = shareOption(values, 'reject-below');
  return {
    models: {
      backend: readBackend(textOption(values, 'backend')),
      classSet: readClassSet(textOption(values, 'classes')),
      knownBelow: shareOption(values, 'known-below'),
      ...(rejectBelow === undefined ? {} : { rejectBelow }),
      head: headFile ? await readHead(headFile) : await activeHead(dataDirectoryOption(values)),
    },
    answer: (task) => answer(task, values.explain === true),
  };
}

interface Named {
  readonly classification: Classification;
  readonly activation?: ActivationMap;
}

async function nameCell(task: PictureTask, { picture, box }: Subject, explain: boolean): Promise<Named> {
  const { classifier } = task.models;
  if (explain) return classifier.explain(picture, box);
  const [classification] = await classifier.classify(picture, [box]);
  if (!classification) throw new Error('the classifier left a box out');
  return { classification };
}

async function answer(task: PictureTask, explain: boolean): Promise<ClassifyLine> {
  const { file, models, micronsPerPixel } = task;
  const subject = await findSubject(models, task.picture, micronsPerPixel);
  const { classification, activation } = await nameCell(task, subject, explain);
  const [, { sha256, headSha256 }] = models.models;
  return {
    file,
    class: classification.class,
    probability: rounded(classification.probability, 6),
    probabilities: Object.fromEntries(
      Object.entries(classification.probabilities).map(([name, value]) => [name, rounded(value, 6)]),
    ) as Probabilities,
    crop: subject.crop && roundedBox(subject.crop),
    known: rounded(classification.known, 4),
    rejected: classification.rejected,
    attributes: classification.attributes.map((attribute) => ({
      ...attribute,
      probability: rounded(attribute.probability, 4),
    })),
    ...(activation && {
      activation: activation.values.map((row) => row.map((value) => rounded(value, 3))),
      activationOf: activation.class,
      activationScale: [rounded(activation.low, 3), rounded(activation.high, 3)] as const,
    }),
    modelSha256: sha256,
    headSha256,
  };
}

const REASONS = { uncertain: '', unknown: ', unlike any cell in use' } as const;

function format(line: ClassifyLine, fileWidth: number): string {
  const percent = `${(100 * line.probability).toFixed(1)} %`.padStart(7);
  const where = line.crop ? `cell at ${line.crop.map(Math.round).join(' ')}` : 'whole picture: no cell found';
  const why = line.rejected ? REASONS[line.rejected] : '';
  return `${line.file.padEnd(fileWidth)}  ${CLASS_FACTS[line.class].label.padEnd(20)}  ${percent}  ${where}${why}`;
}

/** `hematovision classify`: argv without the command's name; returns the exit code. */
export function runClassify(argv: readonly string[]): Promise<number> {
  return runPictureCommand({ name: 'classify', usage: USAGE, options: OPTIONS, prepare, format }, argv);
}
