import type { Note } from '../core/wire/review.ts';
import type { StoreDatabase } from './store-database.ts';

/** Remarks on sessions and their cells. */
export class NoteTable {
  readonly #database: StoreDatabase;
  readonly #insert;
  readonly #ofSession;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#insert = database.prepare(
      'INSERT INTO notes (id, session, cell, actor, at, text) VALUES (?, ?, ?, ?, ?, ?)',
    );
    // Ids are UUIDv7: their order is that of time.
    this.#ofSession = database.prepare(
      'SELECT id, session, cell, actor AS "by", at, text FROM notes WHERE session = ? ORDER BY id',
    );
  }

  /** Part of the caller's transaction. */
  add({ id, session, cell, by, at, text }: Note): void {
    this.#insert.run(id, session, cell, by, at, text);
  }

  /** Oldest first. */
  ofSession(session: string): readonly Note[] {
    return this.#database
      .guard(() => this.#ofSession.all(session))
      .map((row) => ({ ...row }) as unknown as Note);
  }
}
