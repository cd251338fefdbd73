import { hash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HematovisionError, messageOf } from '../core/errors.ts';
import { type Head, parseHead } from './head.ts';

/** Which heads were in use: the last one is, the one before it was until then. Empty: the shipped head. */
const historySchema = z.strictObject({
  schema: z.literal(1),
  history: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
});

/** sha256 of the heads in use before and after a change; null stands for the shipped one. */
export interface HeadChange {
  readonly before: string | null;
  readonly after: string | null;
}

const folderOf = (dataDirectory: string): string => join(dataDirectory, 'heads');
const historyOf = (dataDirectory: string): string => join(folderOf(dataDirectory), 'active.json');
const fileOf = (dataDirectory: string, sha256: string): string =>
  join(folderOf(dataDirectory), `${sha256}.json`);

/** Puts a file in place in one move, on the disk when this returns. */
async function replaceFile(path: string, content: string): Promise<void> {
  const partial = `${path}.partial`;
  {
    await using file = await open(partial, 'w', 0o600);
    await file.writeFile(content);
    await file.sync();
  }
  await rename(partial, path);
}

/** Reads a head file, whoever wrote it. Throws `file-missing` or `model-invalid`. */
export async function readHead(path: string): Promise<Head> {
  const content = await readFile(path).catch((cause) => {
    throw new HematovisionError('file-missing', `Head ${path} cannot be read: ${messageOf(cause)}`, {
      cause,
    });
  });
  return parseHead(content, path);
}

async function readHistory(dataDirectory: string): Promise<string[]> {
  const path = historyOf(dataDirectory);
  try {
    return historySchema.parse(JSON.parse(await readFile(path, 'utf8'))).history;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new HematovisionError('model-invalid', `${path} cannot be read: ${messageOf(cause)}`, {
      cause,
      hint: 'It names the adapted heads. Move it aside to use the shipped head.',
    });
  }
}

/**
 * The adapted head in use in a data folder; undefined for the shipped one. Throws `file-missing` or `model-checksum` where
 * its file is not the one that was put there.
 */
export async function activeHead(dataDirectory: string): Promise<Head | undefined> {
  const sha256 = (await readHistory(dataDirectory)).at(-1);
  if (sha256 === undefined) return undefined;
  const path = fileOf(dataDirectory, sha256);
  const head = await readHead(path);
  if (head.sha256 === sha256) return head;
  throw new HematovisionError('model-checksum', `${path} was changed:\n  found sha256 ${head.sha256}`, {
    hint: 'Go back to the head before it: hematovision adapt --revert',
  });
}

/** Says what would be in use after `activateHead(content)`, or after `revertHead` for null. */
export async function plannedChange(dataDirectory: string, content: string | null): Promise<HeadChange> {
  const history = await readHistory(dataDirectory);
  const before = history.at(-1) ?? null;
  if (content !== null) return { before, after: hash('sha256', content) };
  if (before !== null) return { before, after: history.at(-2) ?? null };
  throw new HematovisionError('file-missing', `No adapted head is in use in ${dataDirectory}`, {
    hint: 'The shipped head is in use already; --data names another data folder.',
  });
}

/** Writes a head down and puts it in use. */
export async function activateHead(dataDirectory: string, content: string): Promise<void> {
  const history = await readHistory(dataDirectory);
  await mkdir(folderOf(dataDirectory), { recursive: true, mode: 0o700 });
  const sha256 = hash('sha256', content);
  await replaceFile(fileOf(dataDirectory, sha256), content);
  await writeHistory(dataDirectory, [...history, sha256]);
}

/** Puts the head before the one in use back in use; the files stay. */
export async function revertHead(dataDirectory: string): Promise<void> {
  await writeHistory(dataDirectory, (await readHistory(dataDirectory)).slice(0, -1));
}

function writeHistory(dataDirectory: string, history: readonly string[]): Promise<void> {
  return replaceFile(historyOf(dataDirectory), `${JSON.stringify({ schema: 1, history })}\n`);
}
