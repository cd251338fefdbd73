import { DatabaseSync } from 'node:sqlite';
import { HematovisionError } from '../core/errors.ts';
import { isBusy, storeFault } from './store-fault.ts';

/**
 * Keeps a second daemon out of a data folder: two would count into one session. The lock is SQLite's own on
 * an empty file, so the kernel takes it back from a process that was killed; there is no stale lock to clear.
 * Returns what gives it back.
 */
export function lockDirectory(lockPath: string): () => void {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(lockPath, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock?.close();
    if (!isBusy(cause)) throw storeFault(lockPath, cause);
    throw new HematovisionError(
      'store-failed',
      `${lockPath}: the data folder is in use by another HematoVision`,
      {
        cause,
        hint: 'Stop the other program, or give this one a folder of its own with --data.',
      },
    );
  }
  const held = lock;
  return () => {
    if (held.isOpen) held.close();
  };
}
