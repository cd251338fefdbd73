import { parseArgs } from 'node:util';
import { exportEverything } from '../care/export-everything.ts';
import { HematovisionError } from '../core/errors.ts';
import { loadConfig } from '../load-config.ts';
import { FOLDER_OPTIONS, FOLDER_USAGE } from './at-the-console.ts';
import { EXIT } from './exit-codes.ts';

const USAGE = `usage: hematovision export DIR [OPTIONS]

Writes everything the laboratory owns into an empty folder, in open formats: JSON, JSON lines and JPEG. The
instrument may run meanwhile. Passwords and tokens stay behind.

${FOLDER_USAGE}`;

export async function runExport(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: FOLDER_OPTIONS,
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  const [target] = positionals;
  if (target === undefined || positionals.length > 1)
    throw new HematovisionError('usage', 'export takes one DIR');
  const directory = values.data ?? loadConfig(values.config).dataDirectory;
  const { sessions, tables } = await exportEverything(directory, target);
  process.stdout.write(`${target}: ${sessions} sessions, ${tables} tables\n`);
  return EXIT.ok;
}
