import { DatabaseSync, type SQLOutputValue as SqlValue, type StatementSync } from 'node:sqlite';
import { HematovisionError } from '../core/errors.ts';
import { auditHash } from './audit-hash.ts';
import { MIGRATIONS } from './migrations.ts';
import { damagedHint, storeFault } from './store-fault.ts';

const BUSY_TIMEOUT_MS = 2000;

/**
 * One SQLite file, migrated and checked. Every fault leaves as `store-failed` with the file's path and what
 * to do about it; a failed transaction leaves nothing behind.
 */
export class StoreDatabase {
  readonly path: string;
  readonly #sql: DatabaseSync;

  /** Opens or creates the file and brings it to the newest schema. */
  constructor(path: string) {
    this.path = path;
    this.#sql = openFile(path);
    try {
      this.guard(() => this.#prepareFile());
    } catch (fault) {
      this.#sql.close();
      throw fault;
    }
  }

  prepare(sql: string): StatementSync {
    return this.guard(() => this.#sql.prepare(sql));
  }

  /** Runs `work` as one transaction; when this returns, its facts are on the disk. */
  transaction<T>(work: () => T): T {
    return this.guard(() => {
      this.#sql.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.#sql.exec('COMMIT');
        return result;
      } catch (fault) {
        // A full disk may have ended the transaction already.
        if (this.#sql.isTransaction) this.#sql.exec('ROLLBACK');
        throw fault;
      }
    });
  }

  /**
   * Runs one write without waiting for the disk: for what may be lost in a power cut and is then simply done
   * again. What was committed before is never touched by it.
   */
  relaxedWrite<T>(work: () => T): T {
    return this.guard(() => {
      this.#sql.exec('PRAGMA synchronous = NORMAL');
      try {
        return work();
      } finally {
        this.#sql.exec('PRAGMA synchronous = FULL');
      }
    });
  }

  /** Runs `work` and turns SQLite's errors into ours. */
  guard<T>(work: () => T): T {
    try {
      return work();
    } catch (fault) {
      throw storeFault(this.path, fault);
    }
  }

  close(): void {
    if (this.#sql.isOpen) this.#sql.close();
  }

  #prepareFile(): void {
    const version = this.#userVersion();
    if (version > MIGRATIONS.length) {
      throw new HematovisionError(
        'store-failed',
        `${this.path} was written by a newer HematoVision (database version ${version}, this program knows ${MIGRATIONS.length})`,
        { hint: 'Install the newer program again, or point dataDirectory at another folder.' },
      );
    }
    this.#check();
    // FULL: a commit waits for the disk, so that a counted cell survives a pulled plug.
    this.#sql.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    for (let next = version; next < MIGRATIONS.length; next += 1) {
      this.transaction(() => this.#sql.exec(`${MIGRATIONS[next]}; PRAGMA user_version = ${next + 1}`));
    }
  }

  /** Pictures are left out: they are most of the bytes, and a count can be trusted without them. */
  #check(): void {
    const tables = this.#sql
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('crops', 'surroundings')",
      )
      .all();
    const faults = tables
      .flatMap(({ name }) => this.#sql.prepare(`PRAGMA quick_check('${name}')`).all())
      .map((row) => String(row.quick_check))
      .filter((verdict) => verdict !== 'ok')
      .slice(0, 5);
    if (faults.length === 0) return;
    throw new HematovisionError('store-failed', `${this.path} is damaged: ${faults.join('; ')}`, {
      hint: damagedHint(this.path),
    });
  }

  #userVersion(): number {
    return Number(this.#sql.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  }
}

function openFile(path: string): DatabaseSync {
  try {
    const sql = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
    sql.function('audit_hash', { deterministic: true, varargs: true }, hashOfColumns);
    return sql;
  } catch (fault) {
    throw storeFault(path, fault);
  }
}

/** For the migration that chains rows written before there was a chain. */
function hashOfColumns(previousHash: SqlValue, ...columns: SqlValue[]): string {
  const [number, at, actor, session, what, details] = columns;
  return auditHash(String(previousHash), {
    number: Number(number),
    at: String(at),
    actor: String(actor),
    session: session === null ? null : String(session),
    what: String(what),
    details: String(details),
  });
}
