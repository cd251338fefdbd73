import { parseArgs } from 'node:util';
import { clockFault } from '../core/clock-fault.ts';
import { HematovisionError } from '../core/errors.ts';
import { atTheConsole, FOLDER_OPTIONS, FOLDER_USAGE } from './at-the-console.ts';
import { EXIT } from './exit-codes.ts';

const USAGE = `usage: hematovision clock [confirm] [OPTIONS]

Says whether the time can be right, by what the instrument wrote down. Nothing can be signed while it cannot.

  confirm     vouches for the clock though something was written down at a later time: the clock was wrong then. It is
              noted in the audit trail; start the instrument again

${FOLDER_USAGE}`;

/** Looks after the instrument's belief in the clock, at the console. */
export async function runClock(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: FOLDER_OPTIONS,
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  if (positionals.length > 1 || (positionals.length === 1 && positionals[0] !== 'confirm')) {
    process.stderr.write(USAGE);
    return EXIT.usage;
  }
  return atTheConsole(values, (access) => {
    const now = new Date();
    if (positionals[0] === 'confirm') {
      const fault = clockFault(now, null);
      if (fault !== null)
        throw new HematovisionError('usage', fault, { hint: 'Set it first: timedatectl set-time …' });
      access.note('clock-vouched', { by: 'console' });
      process.stderr.write('hematovision clock: noted; start the instrument again\n');
    }
    const fault = clockFault(now, access.audit.latestTime());
    process.stdout.write(`${fault ?? `The clock says ${now.toISOString()}, which can be right.`}\n`);
    return fault === null ? EXIT.ok : EXIT.unavailable;
  });
}
