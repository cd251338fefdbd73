import { currentActor } from '../core/acting-as.ts';
import { HematovisionError } from '../core/errors.ts';
import { readingOf } from '../core/reading-of.ts';
import type { DecideRequest, Decision, Reading } from '../core/wire/review.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { CellTable } from './cell-table.ts';
import { DecisionTable } from './decision-table.ts';
import type { AuditEvent } from './records.ts';
import { SecondReadingTable } from './second-reading-table.ts';
import type { SessionTable } from './session-table.ts';
import type { StoreDatabase } from './store-database.ts';

export interface ReadingStoreParts {
  readonly database: StoreDatabase;
  readonly sessions: SessionTable;
  readonly cells: CellTable;
  readonly audit: AuditTrail;
  readonly now: () => Date;
}

/** What was decided, and the count it makes. */
export interface DecidedCount {
  readonly decisions: readonly Decision[];
  readonly revision: number;
}

/** What people say of the cells of a session. Each act is one transaction together with its audit entry. */
export class ReadingStore {
  readonly decisions: DecisionTable;
  readonly secondReadings: SecondReadingTable;
  readonly #parts: ReadingStoreParts;

  constructor(parts: ReadingStoreParts) {
    this.#parts = parts;
    this.decisions = new DecisionTable(parts.database);
    this.secondReadings = new SecondReadingTable(parts.database);
  }

  /**
   * Names cells in somebody's reading. Throws `session-signed`, `cell-missing` and, where this person may not decide
   * in this reading, `reading-refused`.
   */
  decide(sessionId: string, { reading, decisions }: DecideRequest): DecidedCount {
    return this.#parts.database.transaction(() => {
      const session = this.#parts.sessions.requireUnsigned(sessionId);
      this.#checkReader(sessionId, reading);
      const at = this.#at();
      const made = decisions.map(({ cell, class: after }) =>
        this.#decideOne(sessionId, { cell, after, reading, by: currentActor(), at }),
      );
      // A second reader's names do not count before they are adjudicated.
      const revision = reading === 'second' ? session.revision : this.#parts.sessions.nextRevision(sessionId);
      const acts = made.map(({ number, cell, before, after }) => ({ number, cell, before, after }));
      this.#append(sessionId, 'cell-decided', { reading, revision, decisions: acts });
      return { decisions: made, revision };
    });
  }

  /** Begins a blinded reading by whoever acts. Throws `reading-refused` to a first reader. */
  openSecond(sessionId: string): void {
    this.#parts.database.transaction(() => {
      const { state } = this.#parts.sessions.requireUnsigned(sessionId);
      const by = currentActor();
      if (state === 'counting') throw refused('The cells are still being counted', 'End the session first.');
      if (this.secondReadings.get(sessionId)) throw refused('This session has a second reader already');
      if (this.decisions.readers(sessionId, 'first').includes(by))
        throw refused('Whoever was a first reader cannot be the second one', 'Ask a colleague.');
      this.secondReadings.open(sessionId, by, this.#at());
      this.#append(sessionId, 'second-reading-opened', {});
    });
  }

  /** Ends a second reading: what it found can be compared from now on. Throws `reading-refused`. */
  closeSecond(sessionId: string): void {
    this.#parts.database.transaction(() => {
      const open = this.secondReadings.get(sessionId);
      if (!open || open.closedAt !== null) throw refused('No second reading is open');
      this.secondReadings.close(sessionId, this.#at());
      this.#append(sessionId, 'second-reading-closed', { by: open.by });
    });
  }

  #decideOne(session: string, act: Omit<Decision, 'number' | 'before'>): Decision {
    const cell = this.#parts.cells.requireOf(session, act.cell);
    const named = (reading: Reading) => this.decisions.named(cell.id, reading);
    // A second reader begins with nothing, the others with what stands.
    const start = { first: cell.class, second: null, adjudication: named('first') ?? cell.class };
    const before = named(act.reading) ?? start[act.reading];
    const decision = this.decisions.add(session, { ...act, before });
    if (act.reading !== 'second') this.#parts.cells.decide(cell.id, named('adjudication') ?? named('first'));
    return decision;
  }

  #checkReader(sessionId: string, reading: Reading): void {
    const due = readingOf(this.secondReadings.get(sessionId), currentActor());
    if (reading !== due)
      throw refused(
        `This person decides in the reading "${due}" here, not in "${reading}"`,
        'Reload the page: a second reading was opened or closed meanwhile.',
      );
  }

  #append(session: string, what: AuditEvent, details: Readonly<Record<string, unknown>>): void {
    this.#parts.audit.append({ at: this.#at(), session, what, details });
  }

  #at(): string {
    return this.#parts.now().toISOString();
  }
}

function refused(message: string, hint?: string): HematovisionError {
  return new HematovisionError('reading-refused', message, hint === undefined ? {} : { hint });
}
