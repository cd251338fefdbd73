import type { AgeUnit } from '../core/age.ts';
import { HematovisionError } from '../core/errors.ts';
import type { Sex } from '../core/laboratory-rules.ts';
import type { SessionOrder, Target } from '../core/session-order.ts';
import type {
  LaboratoryOrder,
  OrderRequest,
  OrderSource,
  OrderState,
  Priority,
  UnknownAccessions,
} from '../core/wire/order.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { AuditEvent } from './records.ts';
import type { StoreDatabase } from './store-database.ts';

/** More than any day brings. */
const MOST_LISTED = 500;

/** What follows from the sessions of the same accession: nothing has to be kept in step. */
const WITH_STATE = `
  SELECT orders.*, CASE
    WHEN cancelled_at IS NOT NULL THEN 'cancelled'
    WHEN EXISTS (SELECT 1 FROM sessions WHERE sessions.accession = orders.accession AND status = 'counting')
      THEN 'running'
    WHEN EXISTS (SELECT 1 FROM sessions WHERE sessions.accession = orders.accession AND ended_at >= received_at)
      THEN 'done'
    ELSE 'waiting' END AS state
  FROM orders`;

interface OrderRow {
  accession: string;
  age_value: number | null;
  age_unit: AgeUnit | null;
  sex: Sex | null;
  wbc_count: number | null;
  wbc_is_corrected: 0 | 1;
  target: Target | null;
  tests: string;
  priority: Priority;
  source: OrderSource;
  received_at: string;
  state: OrderState;
}

export interface OrderTableParts {
  readonly database: StoreDatabase;
  readonly audit: AuditTrail;
  readonly now: () => Date;
  readonly unknownAccessions: UnknownAccessions;
}

/** What the laboratory asked to be counted: one order an accession. Each change is one transaction with its audit entry. */
export class OrderTable {
  readonly unknownAccessions: UnknownAccessions;
  readonly #database: StoreDatabase;
  readonly #audit: AuditTrail;
  readonly #now: () => Date;
  readonly #put;
  readonly #cancel;
  readonly #get;
  readonly #list;

  constructor({ database, audit, now, unknownAccessions }: OrderTableParts) {
    this.#database = database;
    this.#audit = audit;
    this.#now = now;
    this.unknownAccessions = unknownAccessions;
    // A repeat or a change keeps its place in the list; one that was taken back begins anew.
    this.#put = database.prepare(
      `INSERT INTO orders (accession, age_value, age_unit, sex, wbc_count, wbc_is_corrected, target, tests, priority,
                           source, received_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (accession) DO UPDATE SET
         age_value = excluded.age_value, age_unit = excluded.age_unit, sex = excluded.sex,
         wbc_count = excluded.wbc_count, wbc_is_corrected = excluded.wbc_is_corrected, target = excluded.target,
         tests = excluded.tests, priority = excluded.priority, source = excluded.source,
         received_at = CASE WHEN cancelled_at IS NULL THEN received_at ELSE excluded.received_at END,
         cancelled_at = NULL`,
    );
    this.#cancel = database.prepare(
      'UPDATE orders SET cancelled_at = ? WHERE accession = ? AND cancelled_at IS NULL',
    );
    this.#get = database.prepare(`${WITH_STATE} WHERE accession = ?`);
    this.#list = database.prepare(
      `SELECT * FROM (${WITH_STATE}) WHERE state IN (SELECT value FROM json_each(?))
       ORDER BY CASE priority WHEN 'stat' THEN 0 WHEN 'urgent' THEN 1 ELSE 2 END, received_at, accession LIMIT ?`,
    );
  }

  /**
   * Adds orders, changes those of the same accession, or cancels them where that is asked; all or none. Throws
   * `order-missing`.
   */
  take(requests: readonly OrderRequest[], source: OrderSource): readonly LaboratoryOrder[] {
    return this.#database.transaction(() =>
      requests.map((request) => {
        if (request.cancel) this.#cancelOne(request.accession);
        else this.#putOne(request, source);
        return this.#require(request.accession);
      }),
    );
  }

  /** The order of an accession, whatever its state. */
  get(accession: string): LaboratoryOrder | null {
    const row = this.#database.guard(() => this.#get.get(accession));
    return row === undefined ? null : toOrder(row as unknown as OrderRow);
  }

  /**
   * A session's order with what it leaves open taken from the laboratory's order of its accession. Throws
   * `accession-unknown` where the laboratory refuses what it did not order.
   */
  forSession(order: SessionOrder): SessionOrder {
    const ordered = this.#ordered(order.accession);
    if (ordered === 'unknown') {
      if (this.unknownAccessions !== 'refuse') return order;
      throw new HematovisionError('accession-unknown', `Nobody ordered accession ${order.accession}`);
    }
    if (ordered === null) return order;
    const { age, sex, wbcCount, wbcIsCorrected } = ordered;
    return {
      ...order,
      age: order.age ?? age,
      sex: order.sex ?? sex,
      ...(order.wbcCount === null ? { wbcCount, wbcIsCorrected } : {}),
    };
  }

  /** Whether people are to be warned that nobody ordered this accession. */
  warnsOf(accession: string | null): boolean {
    return this.unknownAccessions === 'warn' && this.#ordered(accession) === 'unknown';
  }

  #ordered(accession: string | null): LaboratoryOrder | 'unknown' | null {
    if (accession === null) return null;
    const order = this.get(accession);
    return order && order.state !== 'cancelled' ? order : 'unknown';
  }

  /** Most urgent first, then oldest first. */
  list(states: readonly OrderState[]): readonly LaboratoryOrder[] {
    const rows = this.#database.guard(() => this.#list.all(JSON.stringify(states), MOST_LISTED));
    return rows.map((row) => toOrder(row as unknown as OrderRow));
  }

  #putOne(order: OrderRequest, source: OrderSource): void {
    const { accession, age, sex, wbcCount, wbcIsCorrected, target, tests, priority } = order;
    const before = this.get(accession);
    if (before && before.state !== 'cancelled' && isSame(before, order)) return;
    const at = this.#at();
    this.#put.run(
      ...[accession, age?.value ?? null, age?.unit ?? null, sex, wbcCount, Number(wbcIsCorrected), target],
      ...[JSON.stringify(tests), priority, source, at],
    );
    this.#append('order-received', {
      accession,
      age,
      sex,
      wbcCount,
      wbcIsCorrected,
      target,
      tests,
      priority,
      source,
    });
  }

  #cancelOne(accession: string): void {
    const { state } = this.#require(accession);
    if (state === 'cancelled') return;
    this.#cancel.run(this.#at(), accession);
    this.#append('order-cancelled', { accession });
  }

  #require(accession: string): LaboratoryOrder {
    const order = this.get(accession);
    if (order) return order;
    throw new HematovisionError('order-missing', `There is no order for accession ${accession}`);
  }

  #append(what: AuditEvent, details: Readonly<Record<string, unknown>>): void {
    this.#audit.append({ at: this.#at(), session: null, what, details });
  }

  #at(): string {
    return this.#now().toISOString();
  }
}

/** A sender that got no answer sends again: that is no change. */
function isSame(before: LaboratoryOrder, { cancel: _, ...order }: OrderRequest): boolean {
  return Object.entries(order).every(
    ([key, value]) => JSON.stringify(before[key as keyof typeof order]) === JSON.stringify(value),
  );
}

function toOrder(row: OrderRow): LaboratoryOrder {
  return {
    accession: row.accession,
    age:
      row.age_value === null || row.age_unit === null ? null : { value: row.age_value, unit: row.age_unit },
    sex: row.sex,
    wbcCount: row.wbc_count,
    wbcIsCorrected: row.wbc_is_corrected === 1,
    target: row.target,
    tests: JSON.parse(row.tests) as string[],
    priority: row.priority,
    source: row.source,
    receivedAt: row.received_at,
    state: row.state,
  };
}
