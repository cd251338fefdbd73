import { HematovisionError } from '../core/errors.ts';
import type { AuditTrail } from './audit-trail.ts';
import type {
  AuditEvent,
  Envelope,
  OutboxEntry,
  OutboxLine,
  OutboxMessage,
  OutboxRow,
  OutboxState,
} from './records.ts';
import type { StoreDatabase } from './store-database.ts';

const ENTRY = 'number, destination, id, seq, topic, created_at AS at, state, since, reason';
/** A peer's reason may be a page; nobody reads it, and it may repeat what was sent. */
const REASON_LENGTH = 200;

/** Messages that wait for their receivers, in a line for each, in the order in which their facts happened. */
export interface Outbox {
  /** The oldest `limit` messages that wait for a destination, oldest first. */
  pending(destination: string, limit: number): readonly OutboxRow[];
  /** Call it when the receiver has acknowledged the message. Twice is harmless. */
  markSent(number: number): void;
  /** Takes a message that its receiver will never take out of the line, with an audit entry. */
  setAside(number: number, reason: string): void;
  /** How many messages wait for a destination. */
  count(destination: string): number;
  /**
   * Forgets up to `limit` messages that were delivered before that time, with an audit entry; returns how many. Their
   * numbers are not given again.
   */
  clearSent(before: Date, limit: number): number;
  /** Every destination with messages that wait or were set aside. */
  lines(): readonly OutboxLine[];
}

interface Move {
  readonly from: readonly OutboxState[];
  readonly to: OutboxState;
  readonly what: AuditEvent;
}

/** The outbox's rows; `nextSeq` and `insert` are part of the transaction of the fact they tell. */
export class OutboxTable implements Outbox {
  readonly #database: StoreDatabase;
  readonly #audit: AuditTrail;
  readonly #now: () => Date;
  readonly #nextSeq;
  readonly #insert;
  readonly #pending;
  readonly #markSent;
  readonly #move;
  readonly #get;
  readonly #count;
  readonly #lines;
  readonly #entries;
  readonly #clearSent;

  constructor(database: StoreDatabase, audit: AuditTrail, now: () => Date) {
    this.#database = database;
    this.#audit = audit;
    this.#now = now;
    this.#nextSeq = database.prepare('UPDATE outbox_counter SET last_seq = last_seq + 1 RETURNING last_seq');
    this.#insert = database.prepare(
      `INSERT INTO outbox (destination, id, seq, topic, payload, created_at, since)
       VALUES (:destination, :id, :seq, :topic, :payload, :at, :at)`,
    );
    this.#pending = database.prepare(
      `SELECT number, destination, id, seq, topic, payload, created_at AS at FROM outbox
       WHERE state = 'waiting' AND destination = ? ORDER BY number LIMIT ?`,
    );
    this.#markSent = database.prepare(
      "UPDATE outbox SET state = 'sent', since = ? WHERE number = ? AND state = 'waiting'",
    );
    this.#move = database.prepare('UPDATE outbox SET state = ?, since = ?, reason = ? WHERE number = ?');
    this.#get = database.prepare(`SELECT ${ENTRY} FROM outbox WHERE number = ?`);
    this.#count = database.prepare(
      "SELECT count(*) AS count FROM outbox WHERE state = 'waiting' AND destination = ?",
    );
    this.#lines = database.prepare(
      `SELECT destination, sum(state = 'waiting') AS waiting, sum(state = 'set-aside') AS setAside
       FROM outbox WHERE state IN ('waiting', 'set-aside') GROUP BY destination ORDER BY destination`,
    );
    this.#clearSent = database.prepare(
      `DELETE FROM outbox WHERE number IN
         (SELECT number FROM outbox WHERE state = 'sent' AND since < ? ORDER BY number LIMIT ?)`,
    );
    this.#entries = database.prepare(
      `SELECT ${ENTRY} FROM outbox WHERE state IN (SELECT value FROM json_each(?)) ORDER BY number`,
    );
  }

  nextSeq(): number {
    return Number(this.#nextSeq.get()?.last_seq);
  }

  insert({ id, seq, at }: Envelope, { destination, topic, payload }: OutboxMessage): void {
    this.#insert.run({ id, seq, at, destination, topic, payload });
  }

  pending(destination: string, limit: number): readonly OutboxRow[] {
    return this.#rows<OutboxRow>(() => this.#pending.all(destination, limit));
  }

  markSent(number: number): void {
    // A mark lost in a power cut sends the message once more, and receivers drop repeats by id.
    this.#database.relaxedWrite(() => this.#markSent.run(this.#at(), number));
  }

  setAside(number: number, reason: string): void {
    const move = { from: ['waiting'], to: 'set-aside', what: 'message-set-aside' } as const;
    this.#transition(number, move, reason.slice(0, REASON_LENGTH));
  }

  /**
   * Puts a message that was set aside or dropped back into its line, at its old place; false when it was neither.
   * Throws `message-missing`.
   */
  retry(number: number): boolean {
    const move = { from: ['set-aside', 'dropped'], to: 'waiting', what: 'message-retried' } as const;
    return this.#transition(number, move, null);
  }

  /** Gives up a message; its row stays. False when it was delivered or dropped before. Throws `message-missing`. */
  drop(number: number): boolean {
    const move = { from: ['waiting', 'set-aside'], to: 'dropped', what: 'message-dropped' } as const;
    return this.#transition(number, move);
  }

  clearSent(before: Date, limit: number): number {
    return this.#database.transaction(() => {
      const count = Number(this.#clearSent.run(before.toISOString(), limit).changes);
      const details = { count, before: before.toISOString() };
      if (count > 0) this.#audit.append({ at: this.#at(), session: null, what: 'messages-cleared', details });
      return count;
    });
  }

  count(destination: string): number {
    return Number(this.#database.guard(() => this.#count.get(destination))?.count);
  }

  lines(): readonly OutboxLine[] {
    return this.#rows<OutboxLine>(() => this.#lines.all());
  }

  /** All messages in one of these states, oldest first. */
  entries(states: readonly OutboxState[]): readonly OutboxEntry[] {
    return this.#rows<OutboxEntry>(() => this.#entries.all(JSON.stringify(states)));
  }

  #transition(number: number, { from, to, what }: Move, newReason?: string | null): boolean {
    return this.#database.transaction(() => {
      const [row] = this.#rows<OutboxEntry>(() => this.#get.all(number));
      if (!row) throw new HematovisionError('message-missing', `The outbox has no message ${number}`);
      if (!from.includes(row.state)) return false;
      const at = this.#at();
      const reason = newReason === undefined ? row.reason : newReason;
      const { id: message, destination, seq } = row;
      this.#move.run(to, at, reason, number);
      const details = { number, message, seq, destination, ...(reason === null ? {} : { reason }) };
      this.#audit.append({ at, session: null, what, details });
      return true;
    });
  }

  #rows<Row>(query: () => unknown): readonly Row[] {
    return this.#database.guard(query) as readonly Row[];
  }

  #at(): string {
    return this.#now().toISOString();
  }
}
