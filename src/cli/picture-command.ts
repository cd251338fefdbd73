import { basename } from 'node:path';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { HematovisionError } from '../core/errors.ts';
import { type Models, type OpenModelsOptions, openModels } from '../inference/open-models.ts';
import type { Picture } from '../inference/picture.ts';
import { EXIT } from './exit-codes.ts';
import { DEFAULTS, MODEL_OPTIONS, MODEL_USAGE, readModelSettings, type Values } from './model-options.ts';
import { decodeAhead, listPictures } from './picture-files.ts';
import { showProgress } from './progress.ts';
import { reportFailure } from './report-failure.ts';

/** The options every command over pictures has, as its `--help` prints them. */
export const COMMON_USAGE = `  --jsonl                 one JSON object a line instead of a table
${MODEL_USAGE}
  --help

Folders are walked. Results go to stdout, all else to stderr.
Exit code 0 when all is done, 64 for a wrong command line, 65 when some pictures could not be read (the others
are done), 66 when there is none, 69 when the models or the provider cannot be used.
`;

/** One picture and what its answer needs. */
export interface PictureTask {
  readonly file: string;
  readonly picture: Picture;
  readonly models: Models;
  readonly micronsPerPixel: number | undefined;
}

/** What a command makes of its own options. */
export interface PictureWork<Line> {
  /** Settings of the models that differ from the defaults. */
  readonly models?: Partial<OpenModelsOptions>;
  readonly answer: (task: PictureTask) => Promise<Line>;
}

/** What sets one command over pictures apart. */
export interface PictureCommand<Line> {
  readonly name: string;
  readonly usage: string;
  readonly options: ParseArgsOptionsConfig;
  readonly prepare: (values: Values) => PictureWork<Line> | Promise<PictureWork<Line>>;
  /** A line for people; `fileWidth` is the length of the longest file name. */
  readonly format: (line: Line, fileWidth: number) => string;
}

/** Waits until the line is out: when the reader has gone, the process ends here, while no model runs. */
function print(line: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`${line}\n`, () => resolve()));
}

/** Faults of one picture: they are told, and the other pictures go on. */
const PICTURE_FAULTS: ReadonlySet<string> = new Set([
  'picture-unreadable',
  'picture-too-large',
  'file-missing',
  'inference-failed',
]);

/** Answers every picture in turn, each answer to `tell`; returns how many could not be answered. */
export async function answerPictures<Answer>(
  files: readonly string[],
  command: {
    readonly name: string;
    readonly answer: (file: string, picture: Picture) => Promise<Answer>;
    readonly tell: (answer: Answer) => Promise<void> | void;
  },
): Promise<number> {
  const progress = showProgress(command.name, files.length);
  let taken = 0;
  let failed = 0;
  for await (const decoded of decodeAhead(files)) {
    const { file } = decoded;
    progress.at(taken, basename(file));
    taken += 1;
    try {
      if ('error' in decoded) throw decoded.error;
      const answer = await command.answer(file, decoded.picture);
      // On a terminal the results scroll past themselves; a progress line between them would only flicker.
      if (process.stdout.isTTY) progress.done();
      await command.tell(answer);
    } catch (thrown) {
      progress.done();
      if (!(thrown instanceof HematovisionError) || !PICTURE_FAULTS.has(thrown.code)) throw thrown;
      reportFailure(thrown);
      failed += 1;
    }
  }
  progress.done();
  return failed;
}

/** Runs a command over pictures from its arguments, without its own name, to its exit code. */
export async function runPictureCommand<Line>(
  command: PictureCommand<Line>,
  argv: readonly string[],
): Promise<number> {
  const options = {
    ...MODEL_OPTIONS,
    ...command.options,
    jsonl: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } satisfies ParseArgsOptionsConfig;
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  if (values.help) {
    process.stdout.write(command.usage);
    return EXIT.ok;
  }
  if (positionals.length === 0) throw new HematovisionError('usage', 'No picture or folder was named');
  const { micronsPerPixel, ...settings } = readModelSettings(values as Values);
  const work = await command.prepare(values as Values);
  let failed = 0;
  const files = await listPictures(positionals, (error) => {
    reportFailure(error);
    failed += 1;
  });
  if (files.length === 0) {
    if (failed > 0) return EXIT.noInput;
    throw new HematovisionError('file-missing', `No pictures in ${positionals.join(', ')}`);
  }
  const { rejectBelow } = DEFAULTS.inference;
  const models = await openModels({ ...settings, rejectBelow, ...work.models });
  if (work.models?.backend === 'tfjs') {
    process.stderr.write(`classifier on ${models.classifierRuntime}, detector on onnxruntime-node\n`);
  }
  const fileWidth = files.reduce((width, { length }) => Math.max(width, length), 0);
  try {
    failed += await answerPictures(files, {
      name: command.name,
      answer: (file, picture) => work.answer({ file, picture, models, micronsPerPixel }),
      tell: (line) => print(values.jsonl ? JSON.stringify(line) : command.format(line, fileWidth)),
    });
  } finally {
    await models.close();
  }
  return failed === 0 ? EXIT.ok : EXIT.dataError;
}
