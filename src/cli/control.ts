import { parseArgs } from 'node:util';
import type { ControlRun } from '../core/control-slide.ts';
import { HematovisionError } from '../core/errors.ts';
import { atTheConsole, FOLDER_OPTIONS, FOLDER_USAGE } from './at-the-console.ts';
import { EXIT } from './exit-codes.ts';

const USAGE = `usage: hematovision control list [--json] [--limit 30] [OPTIONS]

What control slides showed, the newest first. The slides and what they must show are in the file of the setting
qualityControl.file (deploy/controls.yaml is one).

${FOLDER_USAGE}`;

export async function runControl(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { ...FOLDER_OPTIONS, json: { type: 'boolean' }, limit: { type: 'string', default: '30' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  if (positionals.length !== 1 || positionals[0] !== 'list' || !/^\d{1,6}$/.test(values.limit))
    throw new HematovisionError('usage', 'control takes list');
  await atTheConsole(values, (_access, _outbox, keeping) => {
    for (const run of keeping.controlRuns(Number(values.limit)))
      process.stdout.write(`${values.json ? JSON.stringify(run) : words(run)}\n`);
  });
  return EXIT.ok;
}

function words({ at, control, n, passed, rows }: ControlRun): string {
  const wrong = rows
    .filter((row) => !row.passed)
    .map((row) => `${row.class} ${row.found.toFixed(1)} % instead of ${row.expected} ± ${row.tolerance}`);
  return [at, passed ? 'passed' : 'FAILED', control, `${n} cells`, ...wrong].join('  ');
}
