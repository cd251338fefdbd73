import { currentActor } from '../core/acting-as.ts';
import { HematovisionError } from '../core/errors.ts';
import type { Tally } from '../core/types.ts';
import type { Note } from '../core/wire/review.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { CellTable } from './cell-table.ts';
import type { DecisionTable } from './decision-table.ts';
import { EmbeddingTable } from './embedding-table.ts';
import { NoteTable } from './note-table.ts';
import type { AuditEvent, CountBasis, Envelope, OutboxMessage, SessionRecord } from './records.ts';
import { type ReportRecord, ReportTable } from './report-table.ts';
import { SessionEraser } from './session-eraser.ts';
import { SessionSearch } from './session-search.ts';
import type { SessionTable } from './session-table.ts';
import type { StoreDatabase } from './store-database.ts';

export interface ReviewStoreParts {
  readonly database: StoreDatabase;
  readonly sessions: SessionTable;
  readonly cells: CellTable;
  readonly decisions: DecisionTable;
  readonly audit: AuditTrail;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Identity and place in line of the next message to the laboratory. */
  readonly nextEnvelope: (at: string) => Envelope;
  /** Puts what is told of a session in line; part of the caller's transaction. */
  readonly queue: (session: string, envelope: Envelope, messages: readonly OutboxMessage[]) => void;
}

/** What a result is signed from, all of one transaction. */
export interface SigningFacts {
  readonly session: SessionRecord;
  readonly tally: Tally;
  readonly envelope: Envelope;
  readonly basis: CountBasis | null;
  /** Who signs. */
  readonly by: string;
  /** The report that this one replaces; null for the first. */
  readonly amends: { readonly id: string; readonly reason: string } | null;
}

/** What was signed, and what is told of it. */
export interface SignedResult {
  readonly result: ReportRecord['result'];
  readonly messages: readonly OutboxMessage[];
}

/** What becomes of a counted session: reports, notes, deletion. Each act is one transaction with its audit entry. */
export class ReviewStore {
  readonly reports: ReportTable;
  readonly notes: NoteTable;
  readonly search: SessionSearch;
  readonly embeddings: EmbeddingTable;
  readonly #parts: ReviewStoreParts;
  readonly #eraser: SessionEraser;
  readonly #pictureBytes;

  constructor(parts: ReviewStoreParts) {
    const { database } = parts;
    this.#parts = parts;
    this.reports = new ReportTable(database);
    this.notes = new NoteTable(database);
    this.search = new SessionSearch(database);
    this.embeddings = new EmbeddingTable(database);
    this.#eraser = new SessionEraser(database);
    this.#pictureBytes = database.prepare(
      `SELECT (SELECT coalesce(sum(length(jpeg)), 0) FROM crops)
            + (SELECT coalesce(sum(length(jpeg)), 0) FROM surroundings) AS bytes`,
    );
  }

  /** What the count of an ended session rests on; null where nobody wrote it down. */
  basis(sessionId: string): CountBasis | null {
    return this.#parts.sessions.basis(sessionId);
  }

  /**
   * Signs a session as it stands at a revision: the report, its audit entry and what is told to the laboratory, all
   * or nothing. `compose` must be pure; what it throws leaves the session unsigned. Throws `session-signed` and
   * `revision-changed`.
   */
  sign(sessionId: string, revision: number, compose: (facts: SigningFacts) => SignedResult): ReportRecord {
    const { database, sessions, cells, nextEnvelope, queue } = this.#parts;
    return database.transaction(() => {
      const session = sessions.requireUnsigned(sessionId);
      if (session.revision !== revision)
        throw new HematovisionError(
          'revision-changed',
          `The session stands at revision ${session.revision}, not ${revision}`,
        );
      const before = this.reports.heads(sessionId).at(-1);
      const amends = before ? { id: before.id, reason: session.amendReason ?? '' } : null;
      const envelope = nextEnvelope(this.#at());
      const by = currentActor();
      const tally = cells.tally(sessionId);
      const basis = sessions.basis(sessionId);
      const { result, messages } = compose({ session, tally, envelope, basis, by, amends });
      const report: ReportRecord = {
        id: envelope.id,
        session: sessionId,
        version: (before?.version ?? 0) + 1,
        status: before ? 'corrected' : 'final',
        signedBy: by,
        at: envelope.at,
        supersedes: before?.id ?? null,
        reason: amends?.reason ?? null,
        lastDecision: this.#parts.decisions.head(),
        result,
      };
      this.reports.add(report);
      sessions.setReview(sessionId, 'signed', null);
      const { id, version, status, supersedes, reason } = report;
      this.#append(sessionId, 'session-signed', {
        report: id,
        version,
        status,
        supersedes,
        reason,
        revision,
      });
      queue(sessionId, envelope, messages);
      return report;
    });
  }

  /** Opens a signed session again; its report stands until the next is signed. Throws `session-unsigned`. */
  amend(sessionId: string, reason: string): SessionRecord {
    const { database, sessions } = this.#parts;
    return database.transaction(() => {
      if (sessions.require(sessionId).state !== 'signed')
        throw new HematovisionError('session-unsigned', `Session ${sessionId} is not signed`);
      sessions.setReview(sessionId, 'amending', reason);
      this.#append(sessionId, 'session-amended', { reason });
      return sessions.require(sessionId);
    });
  }

  /** Throws `cell-missing` for a cell of another session. The words themselves are not copied to the audit trail. */
  addNote(sessionId: string, { cell, text }: Pick<Note, 'cell' | 'text'>): Note {
    return this.#parts.database.transaction(() => {
      this.#parts.sessions.require(sessionId);
      if (cell !== null) this.#parts.cells.requireOf(sessionId, cell);
      const id = this.#parts.newId();
      const note: Note = { id, session: sessionId, cell, by: currentActor(), at: this.#at(), text };
      this.notes.add(note);
      this.#append(sessionId, 'note-added', { note: id, cell });
      return note;
    });
  }

  /**
   * Takes the pictures of a session away, and everything else that is known of it but the audit trail: of a signed
   * one only with `reports`. Throws `session-running`.
   */
  erase(
    sessionId: string,
    { reason, reports }: { readonly reason: string; readonly reports: boolean },
  ): void {
    const { database, sessions } = this.#parts;
    database.transaction(() => {
      const { status } = sessions.require(sessionId);
      if (status === 'counting')
        throw new HematovisionError('session-running', `Session ${sessionId} is still counting`);
      const signed = this.reports.heads(sessionId).length;
      const keepsFacts = signed > 0 && !reports;
      this.#eraser.erasePictures(sessionId);
      if (!keepsFacts) this.#eraser.eraseFacts(sessionId, this.#at());
      this.#append(sessionId, 'session-deleted', { reason, reports: keepsFacts ? 0 : signed, keepsFacts });
    });
  }

  /** Bytes of all pictures of cells. */
  pictureBytes(): number {
    const row = this.#parts.database.guard(() => this.#pictureBytes.get());
    return Number(row?.bytes);
  }

  /** Writes down that somebody took a copy of everything that is known of a session. */
  noteExport(sessionId: string): void {
    this.#parts.database.transaction(() => this.#append(sessionId, 'session-exported', {}));
  }

  #append(session: string, what: AuditEvent, details: Readonly<Record<string, unknown>>): void {
    this.#parts.audit.append({ at: this.#at(), session, what, details });
  }

  #at(): string {
    return this.#parts.now().toISOString();
  }
}
