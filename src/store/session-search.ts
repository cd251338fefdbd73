import type { SessionRecord } from './records.ts';
import { toSessions } from './session-table.ts';
import type { StoreDatabase } from './store-database.ts';

export interface SessionFilter {
  /** Part of it, in capitals or not. */
  readonly accession?: string | undefined;
  /** First and last moment at which a session may have started, RFC 3339, UTC. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly state?: SessionRecord['state'] | undefined;
}

/** Finds sessions by what is written down of them. */
export class SessionSearch {
  readonly #database: StoreDatabase;
  readonly #find;
  readonly #signedBefore;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#find = database.prepare(
      `SELECT * FROM sessions WHERE deleted_at IS NULL
         AND (:accession IS NULL OR instr(lower(accession), lower(:accession)) > 0)
         AND (:from IS NULL OR started_at >= :from) AND (:to IS NULL OR started_at <= :to)
         AND (:state IS NULL OR CASE WHEN status = 'counting' OR review = 'open' THEN status ELSE review END = :state)
         AND (:before IS NULL OR number < (SELECT number FROM sessions WHERE id = :before))
       ORDER BY number DESC LIMIT :limit`,
    );
    this.#signedBefore = database.prepare(
      `SELECT * FROM sessions AS other WHERE other.deleted_at IS NULL
         AND accession = (SELECT accession FROM sessions WHERE id = :id)
         AND number < (SELECT number FROM sessions WHERE id = :id)
         AND EXISTS (SELECT 1 FROM reports WHERE session = other.id)
       ORDER BY number DESC LIMIT :limit`,
    );
  }

  /** Newest first; only those before a session, where one is named. */
  find(filter: SessionFilter, page: { before: string | null; limit: number }): readonly SessionRecord[] {
    const { accession = null, from = null, to = null, state = null } = filter;
    return toSessions(this.#database.guard(() => this.#find.all({ accession, from, to, state, ...page })));
  }

  /** Signed sessions of the same accession that were started before this one, newest first. */
  signedBefore(id: string, limit: number): readonly SessionRecord[] {
    return toSessions(this.#database.guard(() => this.#signedBefore.all({ id, limit })));
  }
}
