import type { AttemptRecord } from './records.ts';
import type { StoreDatabase } from './store-database.ts';

const NONE: AttemptRecord = { failures: 0, lastFailedAt: null, succeededAt: null };

/** How signing in went for each account, address and pair of both; kept, so that a restart forgives nothing. */
export class AttemptTable {
  readonly #database: StoreDatabase;
  readonly #get;
  readonly #put;
  readonly #forget;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#get = database.prepare(
      `SELECT failures, last_failed_at AS lastFailedAt, succeeded_at AS succeededAt
       FROM sign_in_attempts WHERE key = ?`,
    );
    this.#put = database.prepare(
      `INSERT INTO sign_in_attempts (key, failures, last_failed_at, succeeded_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET failures = excluded.failures,
         last_failed_at = excluded.last_failed_at, succeeded_at = excluded.succeeded_at`,
    );
    this.#forget = database.prepare(
      'DELETE FROM sign_in_attempts WHERE max(coalesce(last_failed_at, succeeded_at), coalesce(succeeded_at, last_failed_at)) < ?',
    );
  }

  get(key: string): AttemptRecord {
    const row = this.#database.guard(() => this.#get.get(key));
    return row === undefined ? NONE : ({ ...row } as unknown as AttemptRecord);
  }

  put(key: string, { failures, lastFailedAt, succeededAt }: AttemptRecord): void {
    // Not worth a wait for the disk: a power cut forgives one guess.
    this.#database.relaxedWrite(() => this.#put.run(key, failures, lastFailedAt, succeededAt));
  }

  /** Takes away what was last touched before `at`. */
  forgetBefore(at: string): void {
    this.#database.guard(() => this.#forget.run(at));
  }
}
