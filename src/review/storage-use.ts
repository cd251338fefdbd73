import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { StorageUse } from '../core/wire/review.ts';
import { DATABASE_FILE, type Store } from '../store/store.ts';

const RECORDINGS = 'recordings';

/** What the data folder takes of its disk, and what is left, in bytes. */
export async function storageOf(store: Store, directory: string): Promise<StorageUse> {
  const { bavail, bsize } = await statfs(directory);
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const sums = { database: 0, recordings: 0, other: 0 };
  for (const file of files.filter((entry) => entry.isFile())) {
    const path = join(file.parentPath, file.name);
    const kind = kindOf(path.slice(directory.length + 1));
    // A file may be gone since: the write-ahead log is.
    sums[kind] += await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
  }
  const pictures = store.review.pictureBytes();
  const records = Math.max(0, sums.database - pictures);
  return {
    free: bavail * bsize,
    used: { pictures, records, recordings: sums.recordings, other: sums.other },
  };
}

function kindOf(path: string): 'database' | 'recordings' | 'other' {
  if (path.startsWith(DATABASE_FILE)) return 'database';
  return path.startsWith(`${RECORDINGS}/`) ? RECORDINGS : 'other';
}
