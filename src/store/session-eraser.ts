import type { StoreDatabase } from './store-database.ts';

const OF_SESSION = 'cell IN (SELECT id FROM cells WHERE session = ?)';

/** Takes away what is known of a session, as part of the caller's transaction; its row and its audit trail stay. */
export class SessionEraser {
  readonly #pictures;
  readonly #facts;
  readonly #bury;

  constructor(database: StoreDatabase) {
    this.#pictures = ['crops', 'surroundings', 'embeddings'].map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE ${OF_SESSION}`),
    );
    this.#facts = ['decisions', 'notes', 'second_readings', 'reports', 'cells'].map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE session = ?`),
    );
    // A reader's count goes with its session; `tallies` keeps that there was one.
    this.#facts.unshift(
      database.prepare('DELETE FROM tally_keys WHERE tally IN (SELECT id FROM tallies WHERE session = ?)'),
    );
    // Readings of a counting chamber go with the last session of their specimen.
    this.#facts.push(
      database.prepare(
        `DELETE FROM chamber_readings WHERE accession = (SELECT accession FROM sessions WHERE id = ?1)
           AND NOT EXISTS (SELECT 1 FROM sessions AS other
                            WHERE other.accession = chamber_readings.accession AND other.id <> ?1
                              AND other.deleted_at IS NULL)`,
      ),
    );
    this.#bury = database.prepare('UPDATE sessions SET deleted_at = ? WHERE id = ?');
  }

  erasePictures(session: string): void {
    for (const statement of this.#pictures) statement.run(session);
  }

  eraseFacts(session: string, at: string): void {
    for (const statement of this.#facts) statement.run(session);
    this.#bury.run(at, session);
  }
}
