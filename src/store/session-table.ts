import type { AgeUnit } from '../core/age.ts';
import { HematovisionError } from '../core/errors.ts';
import type { Sex } from '../core/laboratory-rules.ts';
import type { SessionOrder, Target } from '../core/session-order.ts';
import type { SessionStatus } from '../core/types.ts';
import type { SessionKind } from '../core/wire/review.ts';
import type { CountBasis, SessionOrigin, SessionRecord } from './records.ts';
import type { StoreDatabase } from './store-database.ts';

interface SessionRow {
  id: string;
  accession: string | null;
  started_at: string;
  ended_at: string | null;
  status: SessionStatus;
  revision: number;
  age_value: number | null;
  age_unit: AgeUnit | null;
  sex: Sex | null;
  wbc_count: number | null;
  wbc_is_corrected: 0 | 1;
  target: Target | null;
  kind: SessionKind;
  microns_per_pixel: number | null;
  review: 'open' | 'signed' | 'amending';
  amend_reason: string | null;
  basis: string | null;
  deleted_at: string | null;
}

/** The slides that were counted; at most one is being counted. */
export class SessionTable {
  readonly #database: StoreDatabase;
  readonly #insert;
  readonly #get;
  readonly #counting;
  readonly #newest;
  readonly #setOrder;
  readonly #nextRevision;
  readonly #end;
  readonly #setReview;
  readonly #basis;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#insert = database.prepare(
      `INSERT INTO sessions (id, accession, started_at, kind, microns_per_pixel, status)
       VALUES (?, ?, ?, ?, ?, 'counting')`,
    );
    this.#setOrder = database.prepare(
      `UPDATE sessions SET age_value = ?, age_unit = ?, sex = ?, wbc_count = ?, wbc_is_corrected = ?, target = ?
        WHERE id = ?`,
    );
    this.#get = database.prepare('SELECT * FROM sessions WHERE id = ? AND deleted_at IS NULL');
    this.#counting = database.prepare("SELECT * FROM sessions WHERE status = 'counting'");
    this.#newest = database.prepare(
      'SELECT * FROM sessions WHERE deleted_at IS NULL ORDER BY number DESC LIMIT ?',
    );
    this.#nextRevision = database.prepare(
      'UPDATE sessions SET revision = revision + 1 WHERE id = ? RETURNING revision',
    );
    this.#end = database.prepare(
      "UPDATE sessions SET status = 'ended', ended_at = ?, basis = ?, revision = revision + 1 WHERE id = ?",
    );
    this.#setReview = database.prepare('UPDATE sessions SET review = ?, amend_reason = ? WHERE id = ?');
    this.#basis = database.prepare('SELECT basis FROM sessions WHERE id = ?');
  }

  insert(
    id: string,
    order: SessionOrder,
    { kind, micronsPerPixel, at }: Partial<SessionOrigin> & { at: string },
  ) {
    this.#insert.run(id, order.accession, at, kind ?? 'scan', micronsPerPixel ?? null);
    this.setOrder(id, order);
  }

  /** Everything but the accession, which is the session's for good. */
  setOrder(
    id: string,
    { age, sex, wbcCount, wbcIsCorrected, target }: Omit<SessionOrder, 'accession'>,
  ): void {
    this.#setOrder.run(
      age?.value ?? null,
      age?.unit ?? null,
      sex,
      wbcCount,
      Number(wbcIsCorrected),
      target,
      id,
    );
  }

  get(id: string): SessionRecord | null {
    return toRecord(this.#database.guard(() => this.#get.get(id)));
  }

  /** The session with this id, or `session-missing`. */
  require(id: string): SessionRecord {
    const session = this.get(id);
    if (!session) throw new HematovisionError('session-missing', `No session ${id}`);
    return session;
  }

  /** The same, or `session-signed`: what is signed does not change any more. */
  requireUnsigned(id: string): SessionRecord {
    const session = this.require(id);
    if (session.state !== 'signed') return session;
    throw new HematovisionError('session-signed', `Session ${id} is signed`);
  }

  counting(): SessionRecord | null {
    return toRecord(this.#database.guard(() => this.#counting.get()));
  }

  newest(limit: number): readonly SessionRecord[] {
    return toSessions(this.#database.guard(() => this.#newest.all(limit)));
  }

  nextRevision(id: string): number {
    return Number(this.#nextRevision.get(id)?.revision);
  }

  end(id: string, at: string, basis: CountBasis | null = null): void {
    this.#end.run(at, basis && JSON.stringify(basis), id);
  }

  /** What the count of an ended session rests on; null where nobody wrote it down. */
  basis(id: string): CountBasis | null {
    const row = this.#database.guard(() => this.#basis.get(id)) as Pick<SessionRow, 'basis'> | undefined;
    return row?.basis ? JSON.parse(row.basis) : null;
  }

  /** Signs a session, or opens a signed one again for the reason given. */
  setReview(id: string, review: 'signed' | 'amending', amendReason: string | null): void {
    this.#setReview.run(review, amendReason, id);
  }
}

/** Several rows of the table as records. */
export function toSessions(rows: readonly unknown[]): readonly SessionRecord[] {
  return rows.map((row) => toRecord(row) as SessionRecord);
}

function toRecord(row: unknown): SessionRecord | null {
  if (row === undefined) return null;
  const { id, accession, started_at, ended_at, status, revision, sex, target, ...rest } = row as SessionRow;
  return {
    id,
    accession,
    startedAt: started_at,
    endedAt: ended_at,
    status,
    revision,
    age:
      rest.age_value === null || rest.age_unit === null
        ? null
        : { value: rest.age_value, unit: rest.age_unit },
    sex,
    wbcCount: rest.wbc_count,
    wbcIsCorrected: rest.wbc_is_corrected === 1,
    target,
    kind: rest.kind,
    micronsPerPixel: rest.microns_per_pixel,
    state: status === 'counting' || rest.review === 'open' ? status : rest.review,
    amendReason: rest.amend_reason,
  };
}
