import { dirname } from 'node:path';
import { HematovisionError, messageOf } from '../core/errors.ts';

/** SQLite's primary result codes, by number (https://sqlite.org/rescode.html). */
const SQLITE = {
  perm: 3,
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/**
 * What SQLite or the file system threw, as `store-failed` with the path and a hint that fits the cause.
 * Anything else is not the store's to explain and comes back as it is.
 */
export function storeFault(path: string, fault: unknown): unknown {
  if (!isSystemFault(fault)) return fault;
  const hint = hintFor(path, fault);
  return new HematovisionError('store-failed', `${path}: ${messageOf(fault)}`, {
    cause: fault,
    ...(hint === undefined ? {} : { hint }),
  });
}

function isSystemFault(fault: unknown): boolean {
  if (!(fault instanceof Error) || fault instanceof HematovisionError) return false;
  return 'errcode' in fault || 'syscall' in fault;
}

/** Whether another connection holds the lock that was wanted. */
export function isBusy(fault: unknown): boolean {
  return primaryCode(fault) === SQLITE.busy;
}

export function damagedHint(path: string): string {
  return `Move ${path} and its -wal and -shm files aside and put a backup in their place; without one, an empty database is made at the next start.`;
}

function hintFor(path: string, fault: unknown): string | undefined {
  switch (primaryCode(fault)) {
    case SQLITE.full:
      return 'The disk is full. Free some space; nothing that was counted is lost.';
    case SQLITE.ioError:
      return 'The disk failed, or a limit on file sizes was met. What was written before is safe; check the disk.';
    case SQLITE.perm:
    case SQLITE.readOnly:
    case SQLITE.cannotOpen:
      return `The user that runs HematoVision must be able to write in ${dirname(path)}.`;
    case SQLITE.busy:
      return 'Another program holds the database. Close it and try again.';
    case SQLITE.corrupt:
    case SQLITE.notADatabase:
      return damagedHint(path);
    default:
      return undefined;
  }
}

function primaryCode(fault: unknown): number | undefined {
  if (!(fault instanceof Error) || !('errcode' in fault) || typeof fault.errcode !== 'number')
    return undefined;
  // The upper bytes carry SQLite's finer distinctions.
  return fault.errcode & 0xff;
}
