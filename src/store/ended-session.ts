import type { SessionOrder } from '../core/session-order.ts';
import type { SessionKind } from '../core/wire/review.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { CellTable } from './cell-table.ts';
import type { OrderTable } from './order-table.ts';
import type { CellChange, CountBasis, SessionRecord } from './records.ts';
import type { SessionTable } from './session-table.ts';
import type { StoreDatabase } from './store-database.ts';

/** What was counted elsewhere than under the microscope: in pictures that people brought, or by keys. */
export interface CountedElsewhere {
  readonly order: SessionOrder;
  readonly kind: Exclude<SessionKind, 'scan'>;
  /** Null where no pictures were taken. */
  readonly micronsPerPixel: number | null;
  readonly startedAt: string;
  readonly basis: CountBasis;
  readonly cells: readonly CellChange[];
}

export interface EndedSessionParts {
  readonly sessions: SessionTable;
  readonly cells: CellTable;
  readonly audit: AuditTrail;
  readonly orders: Pick<OrderTable, 'forSession'>;
}

/** Adds sessions that have ended already: what is counted under the microscope goes on. */
export class EndedSession {
  readonly #parts: EndedSessionParts;
  readonly #insert;

  constructor(database: StoreDatabase, parts: EndedSessionParts) {
    this.#parts = parts;
    this.#insert = database.prepare(
      `INSERT INTO sessions (id, accession, started_at, ended_at, kind, microns_per_pixel, basis, status, revision)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'ended', 1)`,
    );
  }

  /** Part of the caller's transaction. Throws `accession-unknown`. */
  add(id: string, counted: CountedElsewhere, at: string): SessionRecord {
    const order = this.#parts.orders.forSession(counted.order);
    const { kind, micronsPerPixel, startedAt, basis, cells } = counted;
    const { sessions, audit } = this.#parts;
    this.#insert.run(id, order.accession, startedAt, at, kind, micronsPerPixel, JSON.stringify(basis));
    sessions.setOrder(id, order);
    for (const change of cells) this.#parts.cells.put(id, change, at);
    audit.append({ at, session: id, what: 'session-started', details: { ...order, kind } });
    const tally = this.#parts.cells.tally(id);
    audit.append({ at, session: id, what: 'session-ended', details: { kind, revision: 1, tally } });
    return sessions.require(id);
  }
}
