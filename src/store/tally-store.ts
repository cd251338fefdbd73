import { currentActor } from '../core/acting-as.ts';
import type { CellClass } from '../core/cells.ts';
import { HematovisionError } from '../core/errors.ts';
import { type Marks, marksOf, type TallyKey, UNDO } from '../core/key-tally.ts';
import { BLANK_ORDER, type SessionOrder, type Target } from '../core/session-order.ts';
import type { Cell, Probabilities } from '../core/types.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { CellTable } from './cell-table.ts';
import type { DecisionTable } from './decision-table.ts';
import type { EndedSession } from './ended-session.ts';
import type { CountBasis, SessionRecord } from './records.ts';
import type { StoreDatabase } from './store-database.ts';

/** A count by keys. */
export interface TallyRecord {
  readonly id: string;
  /** As `actorOf` writes it. */
  readonly by: string;
  readonly accession: string | null;
  readonly target: Target | null;
  /** The session that the machine counts too. */
  readonly beside: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Whose reader's count it is, once it is kept. */
  readonly session: string | null;
}

export interface TallyStoreParts {
  readonly database: StoreDatabase;
  readonly cells: CellTable;
  readonly decisions: DecisionTable;
  readonly ended: EndedSession;
  readonly audit: AuditTrail;
  readonly now: () => Date;
  readonly newId: () => string;
  /** With what the laboratory ordered; throws `accession-unknown` where it refuses what it did not. */
  readonly orderOf: (order: SessionOrder) => SessionOrder;
}

/** No model saw the cells, and no picture was taken. */
const COUNTED_BY_EYE: CountBasis = {
  fields: { frames: 0, refused: {}, areaMm2: 0 },
  model: null,
  detector: null,
};

const COLUMNS = `id, actor AS "by", accession, target, beside, started_at AS startedAt, ended_at AS endedAt, session`;

/** Counts by keys: each key is on the disk before the answer, and none is ever taken out, only followed by another. */
export class TallyStore {
  readonly #parts: TallyStoreParts;
  readonly #insert;
  readonly #get;
  readonly #open;
  readonly #kept;
  readonly #keys;
  readonly #addKey;
  readonly #end;

  constructor(parts: TallyStoreParts) {
    const { database } = parts;
    this.#parts = parts;
    this.#insert = database.prepare(
      'INSERT INTO tallies (id, actor, accession, target, beside, started_at) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#get = database.prepare(`SELECT ${COLUMNS} FROM tallies WHERE id = ?`);
    this.#open = database.prepare(`SELECT ${COLUMNS} FROM tallies WHERE actor = ? AND ended_at IS NULL`);
    this.#kept = database.prepare(
      `SELECT ${COLUMNS} FROM tallies WHERE session = ? AND outcome = 'kept' ORDER BY ended_at`,
    );
    this.#keys = database.prepare('SELECT key FROM tally_keys WHERE tally = ? ORDER BY number');
    this.#addKey = database.prepare('INSERT INTO tally_keys (tally, number, key, at) VALUES (?, ?, ?, ?)');
    this.#end = database.prepare(
      'UPDATE tallies SET ended_at = ?, outcome = ?, session = ?, accession = NULL WHERE id = ?',
    );
  }

  /** The count that whoever acts has open. */
  current(): TallyRecord | null {
    return this.#row(() => this.#open.get(currentActor()));
  }

  /** Kept counts of a session, oldest first. */
  ofSession(session: string): readonly TallyRecord[] {
    return this.#parts.database
      .guard(() => this.#kept.all(session))
      .map((row) => ({ ...row }) as unknown as TallyRecord);
  }

  /** Every key in its order. */
  keys(id: string): readonly TallyKey[] {
    return this.#parts.database.guard(() => this.#keys.all(id)).map(({ key }) => String(key) as TallyKey);
  }

  /** Throws `tally-running` where this person counts already, and `accession-unknown`. */
  start(wanted: Pick<TallyRecord, 'accession' | 'target' | 'beside'>): TallyRecord {
    return this.#parts.database.transaction(() => {
      const by = currentActor();
      if (this.current()) throw new HematovisionError('tally-running', 'A count by keys is open already');
      const id = this.#parts.newId();
      const { accession, target, beside } = wanted;
      // Refused now rather than when two hundred cells are counted.
      if (beside === null) this.#parts.orderOf({ ...BLANK_ORDER, accession });
      this.#insert.run(id, by, accession, target, beside, this.#at());
      this.#append('tally-started', beside, { tally: id, ...wanted });
      return this.require(id);
    });
  }

  /**
   * Adds keys from place `from` on; those that are there already count once. Throws `tally-behind` where they are
   * others than those that are kept, and `tally-missing` for a count that is not this person's or not open.
   */
  press(id: string, from: number, keys: readonly TallyKey[]): void {
    this.#parts.database.transaction(() => {
      this.require(id);
      const kept = this.keys(id);
      const known = kept.slice(from, from + keys.length);
      if (from > kept.length || known.some((key, index) => key !== keys[index]))
        throw new HematovisionError('tally-behind', 'The instrument keeps other keys of this count');
      const at = this.#at();
      for (const [index, key] of keys.slice(known.length).entries())
        this.#addKey.run(id, kept.length + index, key, at);
    });
  }

  /** Makes it the count of a reader: of the session it was counted beside, or of a new one. */
  keep(id: string): { readonly session: string; readonly isBeside: boolean } {
    return this.#parts.database.transaction(() => {
      const tally = this.require(id);
      const keys = this.keys(id);
      const marks = marksOf(keys, tally.target);
      const session = tally.beside ?? this.#sessionOf(tally, marks).id;
      this.#end.run(this.#at(), 'kept', session, id);
      const taken = keys.filter((key) => key === UNDO).length;
      this.#append('tally-kept', session, { tally: id, cells: marks.length, undone: taken });
      return { session, isBeside: tally.beside !== null };
    });
  }

  discard(id: string): void {
    this.#parts.database.transaction(() => {
      const { beside } = this.require(id);
      this.#end.run(this.#at(), 'discarded', null, id);
      this.#append('tally-discarded', beside, { tally: id, keys: this.keys(id).length });
    });
  }

  /** A session of its own: no model saw its cells, and the person who counted them has decided each. */
  #sessionOf({ accession, target, startedAt, by }: TallyRecord, marks: Marks): SessionRecord {
    const { ended, decisions, newId, orderOf } = this.#parts;
    const at = this.#at();
    const cells = marks.map((name) => ({ name, cell: unseenCell(newId()) }));
    const session = ended.add(
      newId(),
      {
        order: orderOf({ ...BLANK_ORDER, accession, target }),
        kind: 'manual',
        micronsPerPixel: null,
        startedAt,
        basis: COUNTED_BY_EYE,
        cells: cells.map(({ cell }) => ({ cell, cropJpeg: null })),
      },
      at,
    );
    for (const { name, cell } of cells) {
      decisions.add(session.id, { cell: cell.id, reading: 'first', by, at, before: cell.class, after: name });
      this.#parts.cells.decide(cell.id, name);
    }
    return session;
  }

  /** An open count of whoever acts; throws `tally-missing`. */
  require(id: string): TallyRecord {
    const tally = this.#row(() => this.#get.get(id));
    if (tally && tally.endedAt === null && tally.by === currentActor()) return tally;
    throw new HematovisionError('tally-missing', 'This count is not open');
  }

  #row(query: () => unknown): TallyRecord | null {
    const row = this.#parts.database.guard(query);
    return row === undefined ? null : ({ ...(row as object) } as TallyRecord);
  }

  #append(
    what: 'tally-started' | 'tally-kept' | 'tally-discarded',
    session: string | null,
    details: Readonly<Record<string, unknown>>,
  ): void {
    this.#parts.audit.append({ at: this.#at(), session, what, details });
  }

  #at(): string {
    return this.#parts.now().toISOString();
  }
}

/** A cell that was counted by eye and left no picture. */
function unseenCell(id: string): Cell & { readonly class: CellClass } {
  return {
    id,
    class: 'unclassified',
    probability: 0,
    probabilities: {} as Probabilities,
    frameSeq: 0,
    box: [0, 0, 0, 0],
    xUm: 0,
    yUm: 0,
    modelSha256: 'none',
    headSha256: null,
  };
}
