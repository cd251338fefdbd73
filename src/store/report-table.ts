import type { ResultMessage } from '../core/wire/mqtt.ts';
import type { ReportHead } from '../core/wire/review.ts';
import type { StoreDatabase } from './store-database.ts';

const HEAD = 'id, version, status, signed_by AS signedBy, at, supersedes, reason';

export interface ReportRecord extends ReportHead {
  readonly session: string;
  /** Number of the last decision that is part of it. */
  readonly lastDecision: number;
  /** Everything that was signed. */
  readonly result: ResultMessage;
}

/** What was signed. Rows are only added. */
export class ReportTable {
  readonly #database: StoreDatabase;
  readonly #insert;
  readonly #heads;
  readonly #get;
  readonly #deleteAll;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#insert = database.prepare(
      `INSERT INTO reports (id, session, version, status, signed_by, at, supersedes, reason, last_decision, result)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#heads = database.prepare(`SELECT ${HEAD} FROM reports WHERE session = ? ORDER BY version`);
    this.#get = database.prepare(
      `SELECT ${HEAD}, session, last_decision AS lastDecision, result FROM reports WHERE session = ? AND version = ?`,
    );
    this.#deleteAll = database.prepare('DELETE FROM reports WHERE session = ?');
  }

  /** Part of the caller's transaction. */
  add(report: ReportRecord): void {
    const { id, session, version, status, signedBy, at, supersedes, reason, lastDecision, result } = report;
    const text = JSON.stringify(result);
    this.#insert.run(id, session, version, status, signedBy, at, supersedes, reason, lastDecision, text);
  }

  /** Oldest first. */
  heads(session: string): readonly ReportHead[] {
    return this.#database
      .guard(() => this.#heads.all(session))
      .map((row) => ({ ...row }) as unknown as ReportHead);
  }

  get(session: string, version: number): ReportRecord | null {
    const row = this.#database.guard(() => this.#get.get(session, version));
    if (!row) return null;
    return { ...row, result: JSON.parse(String(row.result)) } as unknown as ReportRecord;
  }

  /** Part of the caller's transaction. */
  deleteAll(session: string): void {
    this.#deleteAll.run(session);
  }
}
