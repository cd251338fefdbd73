import type { StoreDatabase } from './store-database.ts';

/** A reader who names the same cells without seeing what the first one said. */
export interface SecondReadingRecord {
  readonly by: string;
  readonly openedAt: string;
  readonly closedAt: string | null;
}

/** At most one a session. */
export class SecondReadingTable {
  readonly #database: StoreDatabase;
  readonly #open;
  readonly #close;
  readonly #get;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#open = database.prepare('INSERT INTO second_readings (session, actor, opened_at) VALUES (?, ?, ?)');
    this.#close = database.prepare('UPDATE second_readings SET closed_at = ? WHERE session = ?');
    this.#get = database.prepare(
      'SELECT actor AS "by", opened_at AS openedAt, closed_at AS closedAt FROM second_readings WHERE session = ?',
    );
  }

  /** Part of the caller's transaction, as `close` is. */
  open(session: string, by: string, at: string): void {
    this.#open.run(session, by, at);
  }

  close(session: string, at: string): void {
    this.#close.run(at, session);
  }

  get(session: string): SecondReadingRecord | null {
    const row = this.#database.guard(() => this.#get.get(session));
    return row ? ({ ...row } as unknown as SecondReadingRecord) : null;
  }
}
