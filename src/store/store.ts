import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { HematovisionError } from '../core/errors.ts';
import { BLANK_ORDER, type OrderChange, type SessionOrder } from '../core/session-order.ts';
import type { Tally } from '../core/types.ts';
import type { UnknownAccessions } from '../core/wire/order.ts';
import { AccessStore } from './access-store.ts';
import { AuditTrail } from './audit-trail.ts';
import { CellTable } from './cell-table.ts';
import { ChamberReadingTable } from './chamber-reading-table.ts';
import { lockDirectory } from './directory-lock.ts';
import { type CountedElsewhere, EndedSession } from './ended-session.ts';
import { KeepingStore } from './keeping-store.ts';
import { OrderTable } from './order-table.ts';
import { type Outbox, OutboxTable } from './outbox.ts';
import { QuizTable } from './quiz-table.ts';
import { ReadingStore } from './reading-store.ts';
import type {
  AuditEntry,
  AuditHead,
  CellChange,
  CellRecord,
  CountBasis,
  Envelope,
  FieldPicture,
  OutboxMessage,
  RecordedCount,
  SessionOrigin,
  SessionRecord,
} from './records.ts';
import { ReviewStore } from './review-store.ts';
import { SessionTable } from './session-table.ts';
import { StoreDatabase } from './store-database.ts';
import { storeFault } from './store-fault.ts';
import { TallyStore } from './tally-store.ts';

export const DATABASE_FILE = 'hematovision.db';

export interface StoreOptions {
  /** Made when missing. */
  readonly directory: string;
  /** What happens to a session whose accession nobody ordered; `allow` by default. */
  readonly unknownAccessions?: UnknownAccessions;
  readonly now?: () => Date;
  /** UUIDv7. */
  readonly newId?: () => string;
}

/**
 * Makes the messages that tell how a session ended, one for each destination, from facts of the same
 * transaction. It must be pure: what it throws leaves the session counting.
 */
export type ComposeResult = (
  ended: SessionRecord,
  tally: Tally,
  envelope: Envelope,
  basis: CountBasis | null,
) => readonly OutboxMessage[];

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
  readonly readings: ReadingStore;
  readonly review: ReviewStore;
  readonly keeping: KeepingStore;
  readonly tallies: TallyStore;
  readonly quizzes: QuizTable;
  readonly #ended: EndedSession;
  readonly orders: OrderTable;
  readonly chamberReadings: ChamberReadingTable;
  readonly #outbox: OutboxTable;
  readonly #database: StoreDatabase;
  readonly #unlock: () => void;
  readonly #now: () => Date;
  readonly #newId: () => string;
  readonly #sessions: SessionTable;
  readonly #cells: CellTable;
  readonly #audit: AuditTrail;
  #latestTime: string | null;

  constructor(database: StoreDatabase, unlock: () => void, options: Omit<StoreOptions, 'directory'>) {
    this.#database = database;
    this.#unlock = unlock;
    this.#now = options.now ?? (() => new Date());
    this.#newId = options.newId ?? uuidv7;
    this.#sessions = new SessionTable(database);
    this.#cells = new CellTable(database);
    this.#audit = new AuditTrail(database);
    this.access = new AccessStore(database, this.#audit, this.#now);
    this.#latestTime = this.#audit.latestTime();
    this.#outbox = new OutboxTable(database, this.#audit, this.#now);
    this.outbox = this.#outbox;
    this.orders = new OrderTable({
      ...{ database, audit: this.#audit, now: this.#now },
      unknownAccessions: options.unknownAccessions ?? 'allow',
    });
    this.chamberReadings = new ChamberReadingTable(database, this.#audit);
    this.keeping = new KeepingStore(database, this.#audit, this.#now);
    const parts = { sessions: this.#sessions, cells: this.#cells, audit: this.#audit };
    const [now, newId] = [this.#now, this.#newId];
    this.readings = new ReadingStore({ database, ...parts, now });
    const { decisions } = this.readings;
    this.review = new ReviewStore({
      ...{ database, ...parts, decisions, now, newId },
      nextEnvelope: (at) => this.#nextEnvelope(at),
      queue: (session, envelope, messages) => this.#queue(session, envelope, messages),
    });
    this.#ended = new EndedSession(database, { ...parts, orders: this.orders });
    this.quizzes = new QuizTable({ database, audit: this.#audit, now, newId });
    this.tallies = new TallyStore({
      ...{ database, ...parts, decisions, ended: this.#ended, now, newId },
      orderOf: (order) => this.orders.forSession(order),
    });
  }

  /** The session being counted, if any. */
  currentSession(): SessionRecord | null {
    return this.#sessions.counting();
  }

  /**
   * Starts a slide, of which what is left out and was not ordered is not known. Throws `session-running` while
   * another one is counted, and `accession-unknown`.
   */
  startSession(known: Partial<SessionOrder> = {}, origin: Partial<SessionOrigin> = {}): SessionRecord {
    const order = this.orders.forSession({ ...BLANK_ORDER, ...known });
    return this.#database.transaction(() => {
      const running = this.#sessions.counting();
      if (running) throw new HematovisionError('session-running', `Session ${running.id} is still counting`);
      const id = this.#newId();
      const at = this.#at();
      this.#sessions.insert(id, order, { ...origin, at });
      this.#audit.append({ at, session: id, what: 'session-started', details: { ...order } });
      return this.#sessions.require(id);
    });
  }

  /**
   * Writes down what became known of a specimen; its count is the same, its revision the next. Throws
   * `session-missing`, and `session-signed` for what was told as final.
   */
  changeOrder(sessionId: string, change: OrderChange): SessionRecord {
    return this.#database.transaction(() => {
      const { age, sex, wbcCount, wbcIsCorrected, target } = this.#sessions.requireUnsigned(sessionId);
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

  /**
   * Ends a slide, writes down what its count rests on, and queues the message that tells it. A session that has ended
   * is returned as it is.
   */
  endSession(
    sessionId: string,
    composeResult: ComposeResult,
    basis: CountBasis | null = null,
  ): SessionRecord {
    return this.#database.transaction(() => {
      const session = this.#sessions.require(sessionId);
      if (session.status === 'ended') return session;
      const at = this.#at();
      this.#sessions.end(sessionId, at, basis);
      const ended = this.#sessions.require(sessionId);
      const tally = this.#cells.tally(sessionId);
      const envelope = this.#nextEnvelope(at);
      const details = { revision: ended.revision, tally };
      this.#audit.append({ at, session: sessionId, what: 'session-ended', details });
      this.#queue(sessionId, envelope, composeResult(ended, tally, envelope, basis));
      return ended;
    });
  }

  /** Adds what was counted elsewhere as a session that has ended; nothing is told to the laboratory yet. */
  addEndedSession(counted: CountedElsewhere): SessionRecord {
    const order = this.orders.forSession(counted.order);
    return this.#database.transaction(() =>
      this.#ended.add(this.#newId(), { ...counted, order }, this.#at()),
    );
  }

  /** Notes that a session is paused or goes on; until then it is as it was last noted, also after a restart. */
  setPaused(sessionId: string, isPaused: boolean): void {
    this.#database.transaction(() => {
      this.#counting(sessionId);
      if (this.isPaused(sessionId) === isPaused) return;
      const what = isPaused ? 'session-paused' : 'session-resumed';
      this.#audit.append({ at: this.#at(), session: sessionId, what, details: {} });
    });
  }

  isPaused(sessionId: string): boolean {
    return this.#audit.lastOf(sessionId, 'session-paused', 'session-resumed') === 'session-paused';
  }

  /**
   * The latest time written down before this opening, or at which somebody vouched for the clock since; null for a new
   * store. What was written since the opening carries the time that is in question.
   */
  get latestTime(): string | null {
    return this.#latestTime;
  }

  /** Somebody who knows says that the clock is right, though a later time was written down before. */
  vouchForClock(by: string): void {
    this.#latestTime = this.#at();
    this.access.note('clock-vouched', { by });
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

  cell(id: string): CellRecord | null {
    return this.#cells.get(id);
  }

  /** A cell among its neighbours, or null. */
  field(cellId: string): FieldPicture | null {
    return this.#cells.field(cellId);
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

  /** Puts what is told of a session in line; part of the transaction of the fact. */
  #queue(session: string, envelope: Envelope, messages: readonly OutboxMessage[]): void {
    if (messages.length === 0) return;
    for (const message of messages) this.#outbox.insert(envelope, message);
    const { id: message, seq, at } = envelope;
    const destinations = messages.map(({ destination }) => destination);
    const details = { message, seq, destinations };
    this.#audit.append({ at, session, what: 'result-queued', details });
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

  #nextEnvelope(at: string): Envelope {
    return { id: this.#newId(), seq: this.#outbox.nextSeq(), at };
  }

  #at(): string {
    return this.#now().toISOString();
  }
}
