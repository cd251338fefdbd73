import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { backUp } from '../care/backup.ts';
import { HematovisionError } from '../core/errors.ts';
import { loadConfig } from '../load-config.ts';
import { FOLDER_OPTIONS, FOLDER_USAGE } from './at-the-console.ts';
import { EXIT } from './exit-codes.ts';

const USAGE = `usage: hematovision backup FILE [OPTIONS]

Keeps accounts, sessions, pictures, results, audit trail, adapted heads and certificate in one file (tar). The
instrument may run meanwhile. It holds what the data folder holds, secrets too: keep it as safe.

  --recordings       videos too
${FOLDER_USAGE}`;

export async function runBackup(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { ...FOLDER_OPTIONS, recordings: { type: 'boolean', default: false } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  const [file] = positionals;
  if (file === undefined || positionals.length > 1)
    throw new HematovisionError('usage', 'backup takes one FILE');
  const directory = values.data ?? loadConfig(values.config).dataDirectory;
  const { files } = await backUp({ directory, file, recordings: values.recordings });
  const megabytes = (statSync(file).size / 1e6).toFixed(1);
  process.stdout.write(`${file}: ${Object.keys(files).length} files, ${megabytes} MB\n`);
  return EXIT.ok;
}
