import { currentActor } from '../core/acting-as.ts';
import { type AuditRow, auditHash, CHAIN_START } from './audit-hash.ts';
import type { AuditEntry, AuditEvent, AuditHead, NewAuditEntry } from './records.ts';
import type { StoreDatabase } from './store-database.ts';

const COLUMNS = 'number, at, actor, session, what, details, hash';

type ChainedRow = AuditRow & { readonly hash: string };

/** What `verify` found: all in order up to `head`, or the first thing that is not. */
export type AuditVerdict =
  | { readonly ok: true; readonly rows: number; readonly head: AuditHead }
  | { readonly ok: false; readonly row: number; readonly reason: string };

/**
 * Who did what when. The database refuses to change or delete a row; should somebody get round that, the chain
 * tells: each row's hash covers its content and the hash of the row before, and the newest one is kept apart
 * and published to the laboratory.
 */
export class AuditTrail {
  readonly #database: StoreDatabase;
  readonly #insert;
  readonly #setHead;
  readonly #getHead;
  readonly #ofSession;
  readonly #all;
  readonly #newest;
  readonly #before;
  readonly #newestOf;
  readonly #newestOfSession;
  readonly #latest;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#insert = database.prepare(
      'INSERT INTO audit (number, at, actor, session, what, details, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#setHead = database.prepare('UPDATE audit_head SET number = ?, hash = ?');
    this.#getHead = database.prepare('SELECT number, hash FROM audit_head');
    this.#ofSession = database.prepare(`SELECT ${COLUMNS} FROM audit WHERE session = ? ORDER BY number`);
    this.#all = database.prepare(`SELECT ${COLUMNS} FROM audit ORDER BY number`);
    this.#newest = database.prepare(`SELECT ${COLUMNS} FROM audit ORDER BY number DESC LIMIT ?`);
    this.#before = database.prepare(
      `SELECT ${COLUMNS} FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?`,
    );
    this.#newestOf = database.prepare(
      `SELECT ${COLUMNS} FROM audit WHERE what = ? ORDER BY number DESC LIMIT 1`,
    );
    this.#newestOfSession = database.prepare(
      `SELECT ${COLUMNS} FROM audit WHERE session = ? AND what IN (?, ?) ORDER BY number DESC LIMIT 1`,
    );
    this.#latest = database.prepare(
      `SELECT max(at) AS at FROM audit
        WHERE number >= (SELECT coalesce(max(number), 0) FROM audit WHERE what = 'clock-vouched')`,
    );
  }

  /** Part of the caller's transaction. */
  append({ at, actor = currentActor(), session, what, details }: NewAuditEntry): void {
    const head = this.head();
    const row = { number: head.number + 1, at, actor, session, what, details: JSON.stringify(details) };
    const hash = auditHash(head.hash, row);
    this.#insert.run(row.number, at, actor, session, what, row.details, hash);
    this.#setHead.run(row.number, hash);
  }

  /** Number and hash of the newest row; number 0 before the first. */
  head(): AuditHead {
    const { number, hash } = this.#database.guard(() => this.#getHead.get()) as unknown as AuditHead;
    return { number, hash };
  }

  /** Everything that happened to a session, oldest first. */
  ofSession(sessionId: string): readonly AuditEntry[] {
    return this.#rows(() => this.#ofSession.all(sessionId)).map(toEntry);
  }

  /** The newest `limit` entries, oldest first. */
  newest(limit: number): readonly AuditEntry[] {
    return this.#rows(() => this.#newest.all(limit))
      .reverse()
      .map(toEntry);
  }

  /** The `limit` entries before a number, newest first. */
  before(number: number, limit: number): readonly AuditEntry[] {
    return this.#rows(() => this.#before.all(number, limit)).map(toEntry);
  }

  /** The last entry of a kind, or null. */
  newestOf(what: AuditEvent): AuditEntry | null {
    const [row] = this.#rows(() => this.#newestOf.all(what));
    return row ? toEntry(row) : null;
  }

  /** Which of two things happened to a session last; null where neither did. */
  lastOf(session: string, one: AuditEvent, other: AuditEvent): AuditEvent | null {
    const [row] = this.#rows(() => this.#newestOfSession.all(session, one, other));
    return row ? toEntry(row).what : null;
  }

  /**
   * The latest time that was written down since somebody last vouched for the clock; null in an empty trail. Not the
   * newest row's: a clock may have been wrong when that was written. Reads the whole trail.
   */
  latestTime(): string | null {
    return this.#database.guard(() => this.#latest.get())?.at as string | null;
  }

  /**
   * Walks the whole chain. `published` is a head that somebody else kept: only it can show that the trail was
   * cut short or written anew from some row on by somebody who also set the stored head.
   */
  verify(published?: AuditHead): AuditVerdict {
    return this.#database.guard(() => {
      let last: AuditHead = { number: 0, hash: CHAIN_START };
      let rows = 0;
      for (const row of this.#all.iterate() as Iterable<unknown>) {
        const { hash, ...content } = row as ChainedRow;
        const { number } = content;
        if (auditHash(last.hash, content) !== hash)
          return broken(number, 'it, or a row before it, was changed');
        if (number === published?.number && hash !== published.hash)
          return broken(number, 'it is not the row that was published');
        last = { number, hash };
        rows += 1;
      }
      const head = this.head();
      const reached = Math.max(head.number, published?.number ?? 0);
      if (last.number < reached)
        return broken(last.number + 1, `rows are missing: there was a row ${reached}`);
      if (head.number !== last.number || head.hash !== last.hash)
        return broken(last.number, 'the stored head of the chain was changed');
      return { ok: true, rows, head };
    });
  }

  #rows(query: () => unknown): ChainedRow[] {
    return this.#database.guard(query) as ChainedRow[];
  }
}

function broken(row: number, reason: string): AuditVerdict {
  return { ok: false, row, reason };
}

function toEntry({ number, at, actor, session, what, details, hash }: ChainedRow): AuditEntry {
  return { number, at, actor, session, what: what as AuditEvent, details: JSON.parse(details), hash };
}
