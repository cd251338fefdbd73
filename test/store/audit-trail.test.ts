import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actingAs } from '../../src/core/acting-as.ts';
import { MIGRATIONS } from '../../src/store/migrations.ts';
import { openAccess } from '../../src/store/open-access.ts';
import { DATABASE_FILE, openStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { someCell, someResult } from './some-facts.ts';

const COLUMNS = ['number', 'at', 'actor', 'session', 'what', 'details', 'hash'] as const;

/** A trail of a dozen rows of every kind of value; the folder it lies in. */
function writtenTrail(): string {
  const directory = temporaryFolder();
  const store = openStore({ directory });
  actingAs('person:grace', () => {
    const { id } = store.startSession({ accession: 'Ä-17' });
    for (let cell = 0; cell < 6; cell += 1) {
      store.recordCells(id, [{ cell: someCell(`c${cell}`), cropJpeg: null }]);
    }
    store.endSession(id, someResult);
  });
  store.access.noteSettings({ site: 'north' });
  store.close();
  return directory;
}

/** Does to the file what the program never does, as somebody with the rights of root could. */
function tamper(directory: string, statement: string, ...values: (string | number | null)[]): void {
  const database = new DatabaseSync(join(directory, DATABASE_FILE), { enableForeignKeyConstraints: false });
  for (const { name } of database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all())
    database.exec(`DROP TRIGGER ${name}`);
  database.prepare(statement).run(...values);
  database.close();
}

function verdict(directory: string, published?: { number: number; hash: string }) {
  const { access, close } = openAccess({ directory, create: false });
  try {
    return access.audit.verify(published);
  } finally {
    close();
  }
}

function rowsOf(directory: string): Record<(typeof COLUMNS)[number], string | number | null>[] {
  const database = new DatabaseSync(join(directory, DATABASE_FILE));
  const rows = database.prepare('SELECT * FROM audit ORDER BY number').all();
  database.close();
  return rows as ReturnType<typeof rowsOf>;
}

describe('the audit trail', () => {
  it('is in order as the program writes it, and names who acted', () => {
    const directory = writtenTrail();
    const rows = rowsOf(directory);
    expect(verdict(directory)).toMatchObject({
      ok: true,
      rows: rows.length,
      head: { hash: rows.at(-1)?.hash },
    });
    expect(new Set(rows.map(({ actor }) => actor))).toEqual(new Set(['person:grace', 'instrument']));
  });

  it.each([
    ['a change', "UPDATE audit SET what = 'x' WHERE number = 1"],
    ['a deletion', 'DELETE FROM audit WHERE number = 1'],
    ['a replacement', "INSERT OR REPLACE INTO audit VALUES (1, 'now', 'me', NULL, 'x', '{}', 'h')"],
    ['an insertion out of turn', "INSERT INTO audit VALUES (99, 'now', 'me', NULL, 'x', '{}', 'h')"],
  ])('refuses %s', (_, statement) => {
    const directory = writtenTrail();
    const database = new DatabaseSync(join(directory, DATABASE_FILE));
    expect(() => database.exec(statement)).toThrow('append-only');
    database.close();
    expect(verdict(directory).ok).toBe(true);
  });

  it('shows whichever column of whichever row was changed behind its back', () => {
    const count = rowsOf(writtenTrail()).length;
    fc.assert(
      fc.property(fc.nat(count - 1), fc.constantFrom(...COLUMNS), fc.nat(), (index, column, salt) => {
        const directory = writtenTrail();
        const row = rowsOf(directory)[index];
        const changed = changedValue(column, row?.[column] ?? null, salt);
        tamper(directory, `UPDATE audit SET ${column} = ? WHERE number = ?`, changed, Number(row?.number));
        const found = verdict(directory);
        expect(found.ok, `${column} of row ${row?.number}`).toBe(false);
        // A row that was moved to another number is missed where it stood.
        if (!found.ok) expect(found.row).toBeGreaterThanOrEqual(index + 1);
        if (!found.ok && column !== 'number') expect(found.row).toBe(index + 1);
      }),
      { numRuns: 40 },
    );
  });

  it('shows that rows were taken away, from the middle, the beginning or the end', () => {
    const rows = rowsOf(writtenTrail());
    fc.assert(
      fc.property(fc.nat(rows.length - 1), fc.integer({ min: 1, max: 4 }), (from, many) => {
        const directory = writtenTrail();
        tamper(directory, 'DELETE FROM audit WHERE number > ? AND number <= ?', from, from + many);
        expect(verdict(directory)).toMatchObject({ ok: false });
      }),
      { numRuns: 25 },
    );
  });

  it('shows that its end was cut off and the stored head set to match, to whoever kept a published head', () => {
    const directory = writtenTrail();
    const rows = rowsOf(directory);
    const published = { number: Number(rows.at(-1)?.number), hash: String(rows.at(-1)?.hash) };
    const kept = rows.at(-4);
    tamper(directory, 'DELETE FROM audit WHERE number > ?', Number(kept?.number));
    tamper(directory, 'UPDATE audit_head SET number = ?, hash = ?', Number(kept?.number), String(kept?.hash));
    expect(verdict(directory)).toMatchObject({ ok: true });
    expect(verdict(directory, published)).toMatchObject({ ok: false, row: Number(kept?.number) + 1 });
    const store = openStore({ directory });
    while (store.auditHead().number <= published.number)
      store.access.noteSettings({ run: store.auditHead().number });
    store.close();
    expect(verdict(directory, published)).toMatchObject({ ok: false, row: published.number });
  });

  it('shows that the stored head alone was changed', () => {
    const directory = writtenTrail();
    tamper(directory, 'UPDATE audit_head SET hash = ?', '0'.repeat(64));
    expect(verdict(directory)).toMatchObject({ ok: false, reason: expect.stringContaining('head') });
  });

  it('stays one chain while the console and the instrument write in turn', () => {
    const directory = temporaryFolder();
    const store = openStore({ directory });
    const { access, close } = openAccess({ directory, create: false });
    for (let turn = 0; turn < 5; turn += 1) {
      store.access.noteSettings({ turn });
      access.noteSettings({ turn: `console ${turn}` });
    }
    close();
    expect(store.access.audit.verify()).toMatchObject({ ok: true, rows: 10 });
    store.close();
  });

  it('takes in what was written before there was a chain', () => {
    const directory = temporaryFolder();
    const old = new DatabaseSync(join(directory, DATABASE_FILE));
    const released = MIGRATIONS.slice(0, 1);
    for (const migration of released) old.exec(migration);
    old.exec(`PRAGMA user_version = ${released.length}`);
    const insert = old.prepare(
      "INSERT INTO audit (at, session, what, details) VALUES (?, NULL, 'cell-counted', ?)",
    );
    for (let row = 0; row < 5; row += 1)
      insert.run(`2026-01-0${row + 1}T00:00:00.000Z`, JSON.stringify({ row }));
    old.close();
    expect(verdict(directory)).toMatchObject({ ok: true, rows: 5 });
    expect(rowsOf(directory).map(({ actor, details }) => `${actor} ${details}`)).toEqual(
      [0, 1, 2, 3, 4].map((row) => `instrument {"row":${row}}`),
    );
    tamper(directory, "UPDATE audit SET at = 'x' WHERE number = 3");
    expect(verdict(directory)).toMatchObject({ ok: false, row: 3 });
  });
});

/** Another value of the kind that the column takes. */
function changedValue(column: string, value: string | number | null, salt: number): string | number {
  if (column === 'number') return Number(value) + 1000 + salt;
  if (column === 'details') return JSON.stringify({ was: value, salt });
  return `${value ?? ''}${salt}`;
}
