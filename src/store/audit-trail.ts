import type { AuditEntry, AuditEvent } from './records.ts';
import type { StoreDatabase } from './store-database.ts';

interface AuditRow {
  at: string;
  session: string | null;
  what: AuditEvent;
  details: string;
}

/** Who did what when. The database itself refuses to change or delete a row. */
export class AuditTrail {
  readonly #database: StoreDatabase;
  readonly #insert;
  readonly #ofSession;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#insert = database.prepare('INSERT INTO audit (at, session, what, details) VALUES (?, ?, ?, ?)');
    this.#ofSession = database.prepare(
      'SELECT at, session, what, details FROM audit WHERE session = ? ORDER BY number',
    );
  }

  /** Part of the caller's transaction. */
  append(entry: AuditEntry): void {
    this.#insert.run(entry.at, entry.session, entry.what, JSON.stringify(entry.details));
  }

  /** Everything that happened to a session, oldest first. */
  ofSession(sessionId: string): readonly AuditEntry[] {
    const rows = this.#database.guard(() => this.#ofSession.all(sessionId)) as unknown as AuditRow[];
    return rows.map((row) => ({ ...row, details: JSON.parse(row.details) }));
  }
}
