import { readFileSync } from 'node:fs';
import { HematovisionError, messageOf } from './core/errors.ts';

/** The first line of a file that holds a secret, as systemd's LoadCredential gives it. Throws `file-missing`. */
export function readSecret(path: string): string {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0] ?? '';
  } catch (cause) {
    throw new HematovisionError('file-missing', `The secret in ${path} cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  }
}
