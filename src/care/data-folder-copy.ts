import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { HematovisionError } from '../core/errors.ts';
import { SLIDE_MEMORY_FILE } from '../store/slide-memory.ts';
import { DATABASE_FILE } from '../store/store.ts';

const RECORDINGS = 'recordings';
/** Made anew by whoever needs them, or copied in another way. */
const LEFT_OUT = [DATABASE_FILE, SLIDE_MEMORY_FILE, 'hematovision.lock', 'reserve'];
/** One step: a copy in many would begin anew whenever the instrument writes in between. */
const ALL_PAGES = 2 ** 30;

/**
 * Copies the data folder of an instrument, which may run meanwhile: the database by SQLite's online backup, as it was
 * at one moment, and the files beside it. Throws `file-missing` for a folder without results.
 */
export async function copyDataFolder(
  directory: string,
  target: string,
  { recordings }: { readonly recordings: boolean },
): Promise<void> {
  const path = join(directory, DATABASE_FILE);
  if (!existsSync(path))
    throw new HematovisionError('file-missing', `${directory} holds no results of HematoVision`, {
      hint: 'Name the data folder of the instrument with --data.',
    });
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    await backup(database, join(target, DATABASE_FILE), { rate: ALL_PAGES });
  } finally {
    database.close();
  }
  for (const name of readdirSync(directory)) {
    // Hidden are caches of other programs, and what a copy that was cut short left behind.
    const isLeftOut = LEFT_OUT.some((one) => name.startsWith(one)) || /^\.|\.new$/.test(name);
    if (isLeftOut || (name === RECORDINGS && !recordings)) continue;
    cpSync(join(directory, name), join(target, name), { recursive: true, preserveTimestamps: true });
  }
}
