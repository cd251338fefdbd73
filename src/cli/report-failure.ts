import { type ErrorCode, HematovisionError, messageOf } from '../core/errors.ts';
import { EXIT } from './exit-codes.ts';

const EXIT_OF: Partial<Record<ErrorCode, number>> = {
  usage: EXIT.usage,
  'source-invalid': EXIT.usage,
  'config-invalid': EXIT.config,
  'certificate-invalid': EXIT.config,
  'file-missing': EXIT.noInput,
  'camera-no-frames': EXIT.dataError,
  'picture-unreadable': EXIT.dataError,
  'picture-too-large': EXIT.dataError,
  'ruler-missing': EXIT.dataError,
  'account-exists': EXIT.dataError,
  'account-missing': EXIT.dataError,
  'account-needed': EXIT.dataError,
  'token-missing': EXIT.dataError,
  'audit-broken': EXIT.dataError,
};

/** Tells a person what failed and what to do, without a stack trace; returns the exit code. */
export function reportFailure(thrown: unknown): number {
  if (thrown instanceof HematovisionError) {
    process.stderr.write(`hematovision: ${thrown.message}\n  ${thrown.hint}\n`);
    return EXIT_OF[thrown.code] ?? EXIT.unavailable;
  }
  // parseArgs marks a wrong option with these codes.
  if (
    thrown instanceof TypeError &&
    String((thrown as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')
  ) {
    process.stderr.write(`hematovision: ${thrown.message}\n  Run the command with --help.\n`);
    return EXIT.usage;
  }
  process.stderr.write(`hematovision: unexpected: ${messageOf(thrown)}\n`);
  if (process.env.HEMATOVISION_DEBUG && thrown instanceof Error) process.stderr.write(`${thrown.stack}\n`);
  else process.stderr.write('  This is a fault of the program. HEMATOVISION_DEBUG=1 shows where.\n');
  return EXIT.software;
}
