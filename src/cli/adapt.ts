import { hash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { actingAs } from '../core/acting-as.ts';
import { CELL_LABELS } from '../core/cell-label.ts';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { activateHead, type HeadChange, plannedChange, revertHead } from '../inference/adapted-heads.ts';
import type { LabelledCell } from '../inference/fit-head.ts';
import { formatHead, type HeadOrigin } from '../inference/head.ts';
import {
  type Adaptation,
  adaptHead,
  LEAST_CORRECTIONS,
  LEAST_LABELS,
  MOST_REFERENCE_LOSS,
} from '../inference/head-adaptation.ts';
import { openModels } from '../inference/open-models.ts';
import { loadReference } from '../inference/reference-cells.ts';
import { openAccess } from '../store/open-access.ts';
import { adaptReport } from './adapt-report.ts';
import { pictureCorrections, signedCorrections } from './corrections.ts';
import { EXIT } from './exit-codes.ts';
import {
  DEFAULTS,
  dataDirectoryOption,
  MODEL_OPTIONS,
  MODEL_USAGE,
  readModelSettings,
  textOption,
  type Values,
} from './model-options.ts';

const USAGE = `usage: hematovision adapt [--from DIR|FILE.jsonl] --out HEAD.json | --dry-run | --apply
       hematovision adapt --revert

Learns from corrected cells: refits the last layer of the classifier, starting from the shipped one, and says by
cross-validation and on a stored reference set whether that is better.

  --from PATH             a folder with a folder of pictures for each class, or lines of {"file": …, "class": …};
                          without it, the corrections that were signed on this instrument
  --out FILE              write the head to a file; classify --head FILE uses it
  --dry-run               only say what would become of it
  --apply                 put the head in use, when it is better; an instrument that runs takes it at its next start
  --revert                go back to the head that was in use before
  --data DIR              data folder (default ${DEFAULTS.dataDirectory})
  --json                  print one JSON object instead of a report
${MODEL_USAGE}
  --help

Classes: ${CELL_LABELS.slice(0, 6).join(', ')},
${CELL_LABELS.slice(6).join(', ')} (ig).
Exit code 0 when done, 64 for a wrong command line, 65 when some pictures could not be read or the head is not
better and was not put in use, 66 when there is nothing to learn from, 69 when the models cannot be used.
`;

const MODES = ['out', 'dry-run', 'apply', 'revert'] as const;
const KEPT = `at most ${100 * MOST_REFERENCE_LOSS} points lost on the reference`;

/** `hematovision adapt`: argv without the command's name; returns the exit code. */
export async function runAdapt(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      ...MODEL_OPTIONS,
      from: { type: 'string' },
      out: { type: 'string' },
      'dry-run': { type: 'boolean' },
      apply: { type: 'boolean' },
      revert: { type: 'boolean' },
      data: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  if (MODES.filter((mode) => values[mode] !== undefined).length !== 1)
    throw new HematovisionError('usage', `adapt takes one of ${MODES.map((mode) => `--${mode}`).join(', ')}`);
  return values.revert ? revert(values) : learn(values);
}

async function revert(values: Values): Promise<number> {
  const data = dataDirectoryOption(values);
  const change = await plannedChange(data, null);
  noteChange(data, change, { why: 'reverted' });
  await revertHead(data);
  process.stdout.write(`Back to ${change.after ?? 'the shipped head'}, from ${change.before}.\n`);
  return EXIT.ok;
}

async function learn(values: Values): Promise<number> {
  const { micronsPerPixel, ...settings } = readModelSettings(values);
  const from = textOption(values, 'from');
  const lookAt =
    from === undefined
      ? signedCorrections(dataDirectoryOption(values))
      : await pictureCorrections(from, micronsPerPixel);
  const models = await openModels({ ...settings, rejectBelow: DEFAULTS.inference.rejectBelow });
  try {
    const [, { sha256: modelSha256 }] = models.models;
    const reference = await loadReference(settings.directory, modelSha256);
    const { cells, failed } = await lookAt(models);
    const adaptation = adaptHead(models.head, enough(cells), reference);
    const origin = { modelSha256, headSha256: models.head.sha256, corrections: countByLabel(cells) };
    const content = formatHead(adaptation.head, { ...origin, penalty: adaptation.penalty });
    const facts = { ...origin, ...told(adaptation), newHeadSha256: hash('sha256', content) };
    process.stdout.write(values.json ? `${JSON.stringify(facts)}\n` : adaptReport(facts, KEPT));
    const used = await use(values, content, facts);
    return used && failed === 0 ? EXIT.ok : EXIT.dataError;
  } finally {
    await models.close();
  }
}

/** Throws where there is too little to learn from. */
function enough(cells: readonly LabelledCell[]): readonly LabelledCell[] {
  const labels = new Set(cells.map(({ label }) => label)).size;
  if (cells.length >= LEAST_CORRECTIONS && labels >= LEAST_LABELS) return cells;
  throw new HematovisionError(
    'file-missing',
    `${cells.length} cells of ${labels} classes are too few to learn from`,
    {
      hint: `Correct at least ${LEAST_CORRECTIONS} cells of ${LEAST_LABELS} classes; 5 to 20 of each do well.`,
    },
  );
}

function countByLabel(cells: readonly LabelledCell[]): HeadOrigin['corrections'] {
  const groups = [...Map.groupBy(cells, ({ label }) => label)];
  return Object.fromEntries(groups.map(([label, group]) => [label, group.length]));
}

function told({ penalty, corrected, reference, better }: Adaptation) {
  return { penalty, corrected, reference, better };
}

/** Does with the head what was asked for; false where it was to be put in use and is not better. */
async function use(values: Values, content: string, facts: { readonly better: boolean }): Promise<boolean> {
  const out = textOption(values, 'out');
  if (out !== undefined) await writeHead(out, content);
  if (!values.apply) return true;
  if (!facts.better) {
    process.stderr.write('hematovision: not put in use, because it is not better\n');
    return false;
  }
  const data = dataDirectoryOption(values);
  const change = await plannedChange(data, content);
  noteChange(data, change, facts);
  await activateHead(data, content);
  process.stderr.write('In use from the next start on. `hematovision adapt --revert` goes back.\n');
  return true;
}

async function writeHead(path: string, content: string): Promise<void> {
  await writeFile(path, content).catch((cause) => {
    throw new HematovisionError('file-missing', `${path} cannot be written: ${messageOf(cause)}`, { cause });
  });
}

/** Into the audit trail first: a head may never be in use without a trace. */
function noteChange(directory: string, change: HeadChange, facts: object): void {
  const { access, close } = openAccess({ directory, create: true });
  try {
    actingAs(`console:${userInfo().username}`, () => access.noteHeadChange({ ...change, ...facts }));
  } finally {
    close();
  }
}
