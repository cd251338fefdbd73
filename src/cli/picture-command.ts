import { basename } from 'node:path';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { parseConfig } from '../config.ts';
import { HematovisionError } from '../core/errors.ts';
import { PROVIDERS, type Provider } from '../inference/engine.ts';
import { type Models, openModels } from '../inference/open-models.ts';
import type { Picture } from '../inference/picture.ts';
import { PRODUCT } from '../product.ts';
import { EXIT } from './exit-codes.ts';
import { decodeAhead, listPictures } from './picture-files.ts';
import { showProgress } from './progress.ts';
import { reportFailure } from './report-failure.ts';

const DEFAULTS = parseConfig({}, 'defaults').inference;

/** The options every command over pictures has, as its `--help` prints them. */
export const COMMON_USAGE = `  --jsonl                 one JSON object a line instead of a table
  --microns-per-pixel N   scale of the pictures (default: found from their red cells)
  --models DIR            model folder (default: the one that came along)
  --provider NAME         ${PROVIDERS.join(' | ')} (default ${DEFAULTS.provider})
  --threads N             threads of one run (default ${DEFAULTS.threads})
  --help

Folders are walked. Results go to stdout, all else to stderr.
Exit code 0 when all is done, 64 for a wrong command line, 65 when some pictures could not be read (the others
are done), 66 when there is none, 69 when the models or the provider cannot be used.
`;

const COMMON_OPTIONS = {
  jsonl: { type: 'boolean' },
  'microns-per-pixel': { type: 'string' },
  models: { type: 'string' },
  provider: { type: 'string' },
  threads: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} satisfies ParseArgsOptionsConfig;

type Values = Readonly<Record<string, string | boolean | undefined>>;

/** One picture and what its answer needs. */
export interface PictureTask {
  readonly file: string;
  readonly picture: Picture;
  readonly models: Models;
  readonly micronsPerPixel: number | undefined;
  /** Value of the command's own option. */
  readonly share: number | undefined;
}

/** What sets one command over pictures apart. */
export interface PictureCommand<Line> {
  readonly name: string;
  readonly usage: string;
  /** Name of its own option, a number from 0 to 1. */
  readonly shareOption: string;
  readonly answer: (task: PictureTask) => Promise<Line>;
  /** A line for people; `fileWidth` is the length of the longest file name. */
  readonly format: (line: Line, fileWidth: number) => string;
}

interface Settings {
  readonly paths: readonly string[];
  readonly jsonl: boolean;
  readonly micronsPerPixel: number | undefined;
  readonly share: number | undefined;
  readonly directory: string;
  readonly provider: Provider;
  readonly threads: number;
}

function numberOption(values: Values, name: string, allowed: (value: number) => boolean): number | undefined {
  const text = values[name];
  if (typeof text !== 'string') return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!allowed(value)) throw new HematovisionError('usage', `--${name} does not take '${text}'`);
  return value;
}

function readSettings(values: Values, paths: readonly string[], shareOption: string): Settings {
  if (paths.length === 0) throw new HematovisionError('usage', 'No picture or folder was named');
  const provider = PROVIDERS.find((name) => name === (values.provider ?? DEFAULTS.provider));
  if (!provider) throw new HematovisionError('usage', `--provider takes one of ${PROVIDERS.join(', ')}`);
  const isThreads = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= 64;
  return {
    paths,
    provider,
    jsonl: values.jsonl === true,
    micronsPerPixel: numberOption(values, 'microns-per-pixel', (value) => value > 0 && value < 100),
    share: numberOption(values, shareOption, (value) => value >= 0 && value <= 1),
    directory: typeof values.models === 'string' ? values.models : PRODUCT.modelDirectory,
    threads: numberOption(values, 'threads', isThreads) ?? DEFAULTS.threads,
  };
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

/** Answers every picture in turn; returns how many could not be. */
async function answerAll<Line>(
  command: PictureCommand<Line>,
  settings: Settings,
  work: { readonly files: readonly string[]; readonly models: Models },
): Promise<number> {
  const { jsonl, micronsPerPixel, share } = settings;
  const { files, models } = work;
  const fileWidth = files.reduce((width, { length }) => Math.max(width, length), 0);
  const progress = showProgress(command.name, files.length);
  let taken = 0;
  let failed = 0;
  for await (const decoded of decodeAhead(files)) {
    const { file } = decoded;
    progress.at(taken, basename(file));
    taken += 1;
    try {
      if ('error' in decoded) throw decoded.error;
      const line = await command.answer({ file, picture: decoded.picture, models, micronsPerPixel, share });
      // On a terminal the results scroll past themselves; a progress line between them would only flicker.
      if (process.stdout.isTTY) progress.done();
      await print(jsonl ? JSON.stringify(line) : command.format(line, fileWidth));
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
    ...COMMON_OPTIONS,
    [command.shareOption]: { type: 'string' },
  } satisfies ParseArgsOptionsConfig;
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  if (values.help) {
    process.stdout.write(command.usage);
    return EXIT.ok;
  }
  const settings = readSettings(values, positionals, command.shareOption);
  let failed = 0;
  const files = await listPictures(settings.paths, (error) => {
    reportFailure(error);
    failed += 1;
  });
  if (files.length === 0) {
    if (failed > 0) return EXIT.noInput;
    throw new HematovisionError('file-missing', `No pictures in ${settings.paths.join(', ')}`);
  }
  const { directory, provider, threads } = settings;
  const rejectBelow = settings.share ?? DEFAULTS.rejectBelow;
  const models = await openModels({ directory, provider, threads, rejectBelow });
  try {
    failed += await answerAll(command, settings, { files, models });
  } finally {
    await models.close();
  }
  return failed === 0 ? EXIT.ok : EXIT.dataError;
}
