import type { OutboxRow } from './records.ts';
import type { StoreDatabase } from './store-database.ts';

/** Messages that wait for their receiver, in the order in which their facts happened. */
export interface Outbox {
  /** The oldest `limit` messages that were not acknowledged yet, oldest first. */
  pending(limit: number): readonly OutboxRow[];
  /** Call it when the receiver has acknowledged the message. Twice is harmless. */
  markSent(id: string): void;
  /** How many messages wait. */
  count(): number;
}

/** The outbox's rows; `nextSeq` and `insert` are part of the transaction of the fact they tell. */
export class OutboxTable implements Outbox {
  readonly #database: StoreDatabase;
  readonly #now: () => Date;
  readonly #nextSeq;
  readonly #insert;
  readonly #pending;
  readonly #markSent;
  readonly #count;

  constructor(database: StoreDatabase, now: () => Date) {
    this.#database = database;
    this.#now = now;
    this.#nextSeq = database.prepare('UPDATE outbox_counter SET last_seq = last_seq + 1 RETURNING last_seq');
    this.#insert = database.prepare(
      'INSERT INTO outbox (seq, id, topic, payload, created_at) VALUES (?, ?, ?, ?, ?)',
    );
    this.#pending = database.prepare(
      `SELECT seq, id, topic, payload, created_at AS at FROM outbox
       WHERE sent_at IS NULL ORDER BY seq LIMIT ?`,
    );
    this.#markSent = database.prepare('UPDATE outbox SET sent_at = ? WHERE id = ? AND sent_at IS NULL');
    this.#count = database.prepare('SELECT count(*) AS count FROM outbox WHERE sent_at IS NULL');
  }

  nextSeq(): number {
    return Number(this.#nextSeq.get()?.last_seq);
  }

  insert(row: OutboxRow): void {
    this.#insert.run(row.seq, row.id, row.topic, row.payload, row.at);
  }

  pending(limit: number): readonly OutboxRow[] {
    return this.#database.guard(() => this.#pending.all(limit)) as unknown as OutboxRow[];
  }

  markSent(id: string): void {
    // A mark lost in a power cut sends the message once more, and receivers drop repeats by id.
    this.#database.relaxedWrite(() => this.#markSent.run(this.#now().toISOString(), id));
  }

  count(): number {
    return Number(this.#database.guard(() => this.#count.get())?.count);
  }
}
