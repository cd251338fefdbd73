import type { ControlRun } from '../core/control-slide.ts';
import type { AuditTrail } from './audit-trail.ts';
import { SessionEraser } from './session-eraser.ts';
import type { StoreDatabase } from './store-database.ts';

/** Why pictures went before their session did. */
export type ErasedFor = 'age' | 'space';

/** What an instrument that is left alone does with its facts: how long they stay, and whether it still works. */
export class KeepingStore {
  readonly #database: StoreDatabase;
  readonly #audit: AuditTrail;
  readonly #now: () => Date;
  readonly #eraser: SessionEraser;
  readonly #withPictures;
  readonly #endedBefore;
  readonly #picturesErased;
  readonly #putRun;
  readonly #runs;

  constructor(database: StoreDatabase, audit: AuditTrail, now: () => Date) {
    this.#database = database;
    this.#audit = audit;
    this.#now = now;
    this.#eraser = new SessionEraser(database);
    this.#withPictures = database.prepare(
      `SELECT id FROM sessions
        WHERE pictures_erased_at IS NULL AND deleted_at IS NULL AND ended_at IS NOT NULL AND ended_at < ?
        ORDER BY ended_at LIMIT ?`,
    );
    this.#endedBefore = database.prepare(
      'SELECT id FROM sessions WHERE deleted_at IS NULL AND ended_at < ? ORDER BY ended_at LIMIT ?',
    );
    this.#picturesErased = database.prepare('UPDATE sessions SET pictures_erased_at = ? WHERE id = ?');
    this.#putRun = database.prepare('INSERT OR IGNORE INTO control_runs VALUES (?, ?, ?, ?, ?, ?)');
    this.#runs = database.prepare('SELECT * FROM control_runs ORDER BY at DESC, session DESC LIMIT ?');
  }

  /** Sessions that ended before that time and still have their pictures, oldest first. */
  withPicturesBefore(at: Date, limit: number): readonly string[] {
    return this.#ids(() => this.#withPictures.all(at.toISOString(), limit));
  }

  /** Sessions that ended before that time, oldest first. */
  endedBefore(at: Date, limit: number): readonly string[] {
    return this.#ids(() => this.#endedBefore.all(at.toISOString(), limit));
  }

  /** Takes away the pictures of a session; its cells and results stay. */
  erasePictures(session: string, why: ErasedFor): void {
    this.#database.transaction(() => {
      const at = this.#now().toISOString();
      this.#eraser.erasePictures(session);
      this.#picturesErased.run(at, session);
      this.#audit.append({ at, session, what: 'pictures-erased', details: { why } });
    });
  }

  /** Writes a self-test down and reads it back: whether the store gives back what it was given. */
  noteSelfTest(details: Readonly<Record<string, unknown>>): boolean {
    this.#database.transaction(() =>
      this.#audit.append({ at: this.#now().toISOString(), session: null, what: 'self-tested', details }),
    );
    return JSON.stringify(this.#audit.newestOf('self-tested')?.details) === JSON.stringify(details);
  }

  /** Writes down what a control slide showed; a session is judged once. */
  putControlRun({ session, control, at, n, passed, rows }: ControlRun): void {
    this.#database.transaction(() => {
      const { changes } = this.#putRun.run(session, control, at, n, Number(passed), JSON.stringify(rows));
      if (changes === 0) return;
      this.#audit.append({ at, session, what: 'control-judged', details: { control, n, passed } });
    });
  }

  /** The newest first. */
  controlRuns(limit: number): readonly ControlRun[] {
    const found = this.#database.guard(() => this.#runs.all(limit));
    return found.map(({ session, control, at, n, passed, rows }) => ({
      session: String(session),
      control: String(control),
      at: String(at),
      n: Number(n),
      passed: passed === 1,
      rows: JSON.parse(String(rows)),
    }));
  }

  #ids(read: () => readonly Record<string, unknown>[]): readonly string[] {
    return this.#database.guard(read).map(({ id }) => String(id));
  }
}
