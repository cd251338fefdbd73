import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { HematovisionError } from '../core/errors.ts';
import { BLANK_ORDER, type OrderChange, type SessionOrder } from '../core/session-order.ts';
import type { Tally } from '../core/types.ts';
import { AccessStore } from './access-store.ts';
import { AuditTrail } from './audit-trail.ts';
import { CellTable } from './cell-table.ts';
import { lockDirectory } from './directory-lock.ts';
import { type Outbox, OutboxTable } from './outbox.ts';
import type {
  AuditEntry,
  AuditHead,
  CellChange,
  CellRecord,
  Envelope,
  OutboxMessage,
  RecordedCount,
  SessionRecord,
} from './records.ts';
import { SessionTable } from './session-table.ts';
import { StoreDatabase } from './store-database.ts';
import { storeFault } from './store-fault.ts';

export const DATABASE_FILE = 'hematovision.db';

export interface StoreOptions {
  /** Made when missing. */
  readonly directory: string;
  readonly now?: () => Date;
  /** UUIDv7. */
  readonly newId?: () => string;
}

/**
 * Makes the message that tells how a session ended, from facts of the same transaction. It must be pure:
 * what it throws leaves the session counting.
 */
export type ComposeResult = (ended: SessionRecord, tally: Tally, envelope: Envelope) => OutboxMessage;

/**
 * Opens the facts of one instrument: makes the folder, keeps other daemons out of it, migrates and checks
 * the database. A session that was counting when the power went is still counting. Throws `store-failed`.
 */
export function openStore(options: StoreOptions): Store {
  const { directory } = options;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (fault) {
    throw storeFault(directory, fault);
  }
  const unlock = lockDirectory(join(directory, 'hematovision.lock'));
  try {
    return new Store(new StoreDatabase(join(directory, DATABASE_FILE)), unlock, options);
  } catch (fault) {
    unlock();
    throw fault;
  }
}

/** Sessions, cells, audit and outbox. Each change is one transaction, on the disk when the call returns. */
export class Store {
  readonly outbox: Outbox;
  readonly access: AccessStore;
  readonly #outbox: OutboxTable;
  readonly #database: StoreDatabase;
  readonly #unlock: () => void;
  readonly #now: () => Date;
  readonly #newId: () => string;
  readonly #sessions: SessionTable;
  readonly #cells: CellTable;
  readonly #audit: AuditTrail;

  constructor(database: StoreDatabase, unlock: () => void, options: Omit<StoreOptions, 'directory'>) {
    this.#database = database;
    this.#unlock = unlock;
    this.#now = options.now ?? (() => new Date());
    this.#newId = options.newId ?? uuidv7;
    this.#sessions = new SessionTable(database);
    this.#cells = new CellTable(database);
    this.#audit = new AuditTrail(database);
    this.access = new AccessStore(database, this.#audit, this.#now);
    this.#outbox = new OutboxTable(database, this.#now);
    this.outbox = this.#outbox;
  }

  /** The session being counted, if any. */
  currentSession(): SessionRecord | null {
    return this.#sessions.counting();
  }

  /** Starts a slide, of which what is left out is not known; throws `session-running` while another one is counted. */
  startSession(known: Partial<SessionOrder> = {}): SessionRecord {
    const order = { ...BLANK_ORDER, ...known };
    return this.#database.transaction(() => {
      const running = this.#sessions.counting();
      if (running) throw new HematovisionError('session-running', `Session ${running.id} is still counting`);
      const id = this.#newId();
      const at = this.#at();
      this.#sessions.insert(id, order, at);
      this.#audit.append({ at, session: id, what: 'session-started', details: { ...order } });
      return this.#sessions.require(id);
    });
  }

  /** Writes down what became known of a specimen while it counts; its count is the same, its revision the next. */
  changeOrder(sessionId: string, change: OrderChange): SessionRecord {
    return this.#database.transaction(() => {
      const { age, sex, wbcCount, wbcIsCorrected, target } = this.#counting(sessionId);
      const before = { age, sex, wbcCount, wbcIsCorrected, target };
      this.#sessions.setOrder(sessionId, { ...before, ...change });
      const revision = this.#sessions.nextRevision(sessionId);
      const details = { before, change, revision };
      this.#audit.append({ at: this.#at(), session: sessionId, what: 'order-changed', details });
      return this.#sessions.require(sessionId);
    });
  }

  /**
   * Writes new and better seen cells with their audit entries; the revision grows by one (not for an empty
   * list). Throws `session-missing` for an unknown or ended session: its count is final.
   */
  recordCells(sessionId: string, changes: readonly CellChange[]): RecordedCount {
    return this.#database.transaction(() => {
      const session = this.#counting(sessionId);
      if (changes.length === 0) return { revision: session.revision, tally: this.#cells.tally(sessionId) };
      const at = this.#at();
      const revision = this.#sessions.nextRevision(sessionId);
      for (const change of changes) this.#recordCell(sessionId, change, { at, revision });
      return { revision, tally: this.#cells.tally(sessionId) };
    });
  }

  /** Ends a slide and queues the message that tells it. A session that has ended is returned as it is. */
  endSession(sessionId: string, composeResult: ComposeResult): SessionRecord {
    return this.#database.transaction(() => {
      const session = this.#sessions.require(sessionId);
      if (session.status === 'ended') return session;
      const at = this.#at();
      this.#sessions.end(sessionId, at);
      const ended = this.#sessions.require(sessionId);
      const tally = this.#cells.tally(sessionId);
      const envelope = { id: this.#newId(), seq: this.#outbox.nextSeq(), at };
      const { topic, payload } = composeResult(ended, tally, envelope);
      this.#outbox.insert({ ...envelope, topic, payload });
      const append = (what: AuditEntry['what'], details: AuditEntry['details']) =>
        this.#audit.append({ at, session: sessionId, what, details });
      append('session-ended', { revision: ended.revision, tally });
      append('result-queued', { message: envelope.id, seq: envelope.seq, topic });
      return ended;
    });
  }

  /** The newest sessions, newest first. */
  sessions(limit: number): readonly SessionRecord[] {
    return this.#sessions.newest(limit);
  }

  session(id: string): SessionRecord | null {
    return this.#sessions.get(id);
  }

  tally(sessionId: string): Tally {
    return this.#cells.tally(sessionId);
  }

  /** Up to `limit` cells in the order they were counted: the first ones, or the newest ones. */
  cells(
    sessionId: string,
    options: { readonly limit: number; readonly newest?: boolean },
  ): readonly CellRecord[] {
    return this.#cells.list(sessionId, options.limit, options.newest ?? false);
  }

  /** The JPEG of a cell, or null. */
  crop(cellId: string): Uint8Array | null {
    return this.#cells.crop(cellId);
  }

  /** Everything that happened to a session, oldest first. */
  auditTrail(sessionId: string): readonly AuditEntry[] {
    return this.#audit.ofSession(sessionId);
  }

  /** The newest entry of the audit trail, for publication. */
  auditHead(): AuditHead {
    return this.#audit.head();
  }

  /** Calling twice is harmless. */
  close(): void {
    this.#database.close();
    this.#unlock();
  }

  /** The session with this id, unless its count is final. */
  #counting(sessionId: string): SessionRecord {
    const session = this.#sessions.require(sessionId);
    if (session.status === 'counting') return session;
    throw new HematovisionError('session-missing', `Session ${sessionId} has ended; its count is final`, {
      hint: 'Start a new session.',
    });
  }

  #recordCell(session: string, change: CellChange, moment: { at: string; revision: number }): void {
    const { id, class: name, probability, modelSha256, headSha256 } = change.cell;
    const before = this.#cells.put(session, change, moment.at);
    this.#audit.append({
      at: moment.at,
      session,
      what: before === null ? 'cell-counted' : 'cell-revised',
      details: {
        cell: id,
        class: name,
        ...(before === null ? {} : { before }),
        probability,
        modelSha256,
        headSha256,
        revision: moment.revision,
      },
    });
  }

  #at(): string {
    return this.#now().toISOString();
  }
}
