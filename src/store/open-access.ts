import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { HematovisionError } from '../core/errors.ts';
import { AccessStore } from './access-store.ts';
import { AuditTrail } from './audit-trail.ts';
import { KeepingStore } from './keeping-store.ts';
import { OutboxTable } from './outbox.ts';
import { SignedCells } from './signed-cells.ts';
import { DATABASE_FILE } from './store.ts';
import { StoreDatabase } from './store-database.ts';
import { storeFault } from './store-fault.ts';

/**
 * Accounts, audit trail and outbox of a data folder for the console, also while the instrument runs on it: SQLite
 * lets both write in turn. With `create` the folder is made when missing; without, `file-missing`.
 */
export function openAccess({ directory, create }: { directory: string; create: boolean }): {
  readonly access: AccessStore;
  readonly outbox: OutboxTable;
  readonly keeping: KeepingStore;
  readonly signedCells: SignedCells;
  close(): void;
} {
  const path = join(directory, DATABASE_FILE);
  if (create) makeFolder(directory);
  else if (!existsSync(path))
    throw new HematovisionError('file-missing', `${directory} holds no results of HematoVision`, {
      hint: 'Name the data folder of the instrument with --data.',
    });
  const database = new StoreDatabase(path);
  const audit = new AuditTrail(database);
  const now = () => new Date();
  return {
    access: new AccessStore(database, audit, now),
    outbox: new OutboxTable(database, audit, now),
    keeping: new KeepingStore(database, audit, now),
    signedCells: new SignedCells(database),
    close: () => database.close(),
  };
}

function makeFolder(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (fault) {
    throw storeFault(directory, fault);
  }
}
