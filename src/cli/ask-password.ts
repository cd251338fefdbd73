import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { HematovisionError } from '../core/errors.ts';
import { newPassword } from '../core/wire/access.ts';

/**
 * A new password, typed twice unseen or, where no person sits, the first line of stdin. Never an argument: the
 * whole machine can read those. Throws `usage` when it is too short or the two differ.
 */
export async function askPassword(name: string): Promise<string> {
  const typed = process.stdin.isTTY
    ? await typedTwice(name)
    : ((await text(process.stdin)).split(/\r?\n/, 1)[0] ?? '');
  const { success, data, error } = newPassword.safeParse(typed);
  if (success) return data;
  throw new HematovisionError('usage', error.issues.map(({ message }) => message).join('; '), {
    hint: 'Several words in a row are long and easy to remember.',
  });
}

async function typedTwice(name: string): Promise<string> {
  const first = await typedUnseen(`New password of ${name}: `);
  if (first === (await typedUnseen('The same again: '))) return first;
  throw new HematovisionError('usage', 'The two passwords differ', { hint: 'Run the command again.' });
}

async function typedUnseen(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(question);
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
