import { parseArgs } from 'node:util';
import { restore } from '../care/backup.ts';
import { HematovisionError } from '../core/errors.ts';
import { loadConfig } from '../load-config.ts';
import { FOLDER_OPTIONS, FOLDER_USAGE } from './at-the-console.ts';
import { EXIT } from './exit-codes.ts';

const USAGE = `usage: hematovision restore FILE [OPTIONS]

Puts a backup in the place of the data folder, after checking every file and the audit trail. Stop the instrument
first.

  --replace          put the folder that is there aside, under a name with the time
${FOLDER_USAGE}`;

export async function runRestore(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { ...FOLDER_OPTIONS, replace: { type: 'boolean', default: false } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  const [file] = positionals;
  if (file === undefined || positionals.length > 1)
    throw new HematovisionError('usage', 'restore takes one FILE');
  const directory = values.data ?? loadConfig(values.config).dataDirectory;
  const { manifest, before } = await restore({ file, directory, replace: values.replace });
  process.stdout.write(`${directory}: as it was at ${manifest.madeAt}, version ${manifest.version}\n`);
  if (before !== null) process.stdout.write(`What was there before: ${before}\n`);
  return EXIT.ok;
}
