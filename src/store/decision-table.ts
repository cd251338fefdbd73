import type { CellClass } from '../core/cells.ts';
import type { Decision, Reading } from '../core/wire/review.ts';
import type { StoreDatabase } from './store-database.ts';

const COLUMNS = 'number, cell, reading, actor AS "by", at, before, after';

/** What readers named which cell, act after act. Rows are only added. */
export class DecisionTable {
  readonly #database: StoreDatabase;
  readonly #insert;
  readonly #latest;
  readonly #latestOf;
  readonly #ofCell;
  readonly #ofSession;
  readonly #head;
  readonly #readers;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#insert = database.prepare(
      `INSERT INTO decisions (session, cell, reading, actor, at, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)
       RETURNING number`,
    );
    // Beside max(), SQLite takes the other columns from the row that holds it.
    this.#latest = database.prepare(
      `SELECT max(number) AS number, cell, reading, actor AS "by", at, before, after FROM decisions
       WHERE session = ? AND number <= ? GROUP BY cell, reading`,
    );
    this.#latestOf = database.prepare(
      `SELECT ${COLUMNS} FROM decisions WHERE cell = ? AND reading = ? ORDER BY number DESC LIMIT 1`,
    );
    this.#ofCell = database.prepare(`SELECT ${COLUMNS} FROM decisions WHERE cell = ? ORDER BY number`);
    this.#ofSession = database.prepare(`SELECT ${COLUMNS} FROM decisions WHERE session = ? ORDER BY number`);
    this.#head = database.prepare('SELECT coalesce(max(number), 0) AS number FROM decisions');
    this.#readers = database.prepare(
      'SELECT actor, max(number) AS last FROM decisions WHERE session = ? AND reading = ? GROUP BY actor ORDER BY last DESC',
    );
  }

  /** Part of the caller's transaction. */
  add(session: string, decision: Omit<Decision, 'number'>): Decision {
    const { cell, reading, by, at, before, after } = decision;
    const row = this.#insert.get(session, cell, reading, by, at, before, after);
    return { number: Number(row?.number), ...decision };
  }

  /** The decision that stands on each cell of a session in each reading, as it was after decision `through`. */
  latest(session: string, through = Number.MAX_SAFE_INTEGER): LatestDecisions {
    return standing(this.#rows(() => this.#latest.all(session, through)));
  }

  /** What a reading says of a cell; null where nobody looked, or took it back. */
  named(cell: string, reading: Reading): CellClass | null {
    return this.#rows(() => this.#latestOf.all(cell, reading))[0]?.after ?? null;
  }

  /** Everything decided on a cell, oldest first. */
  ofCell(cell: string): readonly Decision[] {
    return this.#rows(() => this.#ofCell.all(cell));
  }

  /** Everything decided in a session, oldest first. */
  ofSession(session: string): readonly Decision[] {
    return this.#rows(() => this.#ofSession.all(session));
  }

  /** Number of the newest decision of all sessions; 0 before the first. */
  head(): number {
    return Number(this.#database.guard(() => this.#head.get())?.number);
  }

  /** Who decided in a reading, whoever did last first. */
  readers(session: string, reading: Reading): readonly string[] {
    return this.#database.guard(() => this.#readers.all(session, reading)).map(({ actor }) => String(actor));
  }

  #rows(query: () => unknown): Decision[] {
    return (this.#database.guard(query) as object[]).map((row) => ({ ...row }) as Decision);
  }
}

/** A decision that was not taken back. */
export type StandingDecision = Decision & { readonly after: CellClass };

/** By cell. */
export type LatestDecisions = Readonly<Record<Reading, ReadonlyMap<string, StandingDecision>>>;

/** What stands after these decisions, oldest first. */
export function standing(decisions: readonly Decision[]): LatestDecisions {
  const of = (reading: Reading) => {
    const last = new Map(decisions.filter((one) => one.reading === reading).map((one) => [one.cell, one]));
    return new Map([...last].filter((entry): entry is [string, StandingDecision] => isStanding(entry[1])));
  };
  return { first: of('first'), second: of('second'), adjudication: of('adjudication') };
}

function isStanding(decision: Decision): decision is StandingDecision {
  return decision.after !== null;
}

/** What a cell counts as: what was adjudicated, else what the first reader said, else what the classifier did. */
export function countsAs(
  cell: { readonly id: string; readonly class: CellClass },
  { adjudication, first }: LatestDecisions,
): CellClass {
  return adjudication.get(cell.id)?.after ?? first.get(cell.id)?.after ?? cell.class;
}
