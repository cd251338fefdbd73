import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HematovisionError } from '../core/errors.ts';
import { archiveSession } from '../review/archive-session.ts';
import { DATABASE_FILE, openStore } from '../store/store.ts';
import { copyDataFolder } from './data-folder-copy.ts';

/** Passwords, tokens and sign-ins belong to nobody else; pictures are written as files. */
const NOT_EXPORTED = [
  ...['accounts', 'sign_ins', 'tokens', 'share_links', 'sign_in_attempts'],
  ...['crops', 'surroundings', 'embeddings'],
];

const README = `What this laboratory owns, in open formats.

sessions/START-ID/   one folder a counted slide: session.json, cells.jsonl, decisions.jsonl, notes.jsonl, audit.jsonl,
                     chamber-readings.jsonl (of its accession),
                     reports/VERSION.json (the signed results), crops/ and fields/ (pictures of the cells, JPEG)
tables/NAME.jsonl    every table of the database, a JSON object a line; binary columns in base64

Times are UTC, RFC 3339. docs/schemas of the program describes results.
`;

/** What was written. */
export interface Exported {
  readonly sessions: number;
  readonly tables: number;
}

/** Writes everything that is known into an empty folder; the instrument may run meanwhile. */
export async function exportEverything(directory: string, target: string): Promise<Exported> {
  mkdirSync(target, { recursive: true, mode: 0o700 });
  if (readdirSync(target).length > 0) throw new HematovisionError('usage', `${target} is not empty`);
  const copy = mkdtempSync(join(dirname(resolve(target)), '.hematovision-export-'));
  try {
    await copyDataFolder(directory, copy, { recordings: false });
    writeFileSync(join(target, 'README.txt'), README);
    return { sessions: writeSessions(copy, target), tables: writeTables(copy, target) };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function writeSessions(copy: string, target: string): number {
  const store = openStore({ directory: copy });
  try {
    const sessions = store.sessions(Number.MAX_SAFE_INTEGER);
    for (const session of sessions) {
      const start = session.startedAt.replace(/[-:]|\.\d+/g, '');
      const folder = join(target, 'sessions', `${start}-${session.id}`);
      for (const { name, content } of archiveSession(store, session)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), content);
      }
    }
    return sessions.length;
  } finally {
    store.close();
  }
}

function writeTables(copy: string, target: string): number {
  const database = new DatabaseSync(join(copy, DATABASE_FILE), { readOnly: true });
  try {
    const names = database
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
      )
      .all()
      .map(({ name }) => String(name))
      .filter((name) => !NOT_EXPORTED.includes(name));
    mkdirSync(join(target, 'tables'));
    for (const name of names) {
      const rows = database.prepare(`SELECT * FROM "${name}"`).all();
      writeFileSync(join(target, 'tables', `${name}.jsonl`), rows.map(jsonLine).join(''));
    }
    return names.length;
  } finally {
    database.close();
  }
}

function jsonLine(row: object): string {
  const text = JSON.stringify(row, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
  return `${text}\n`;
}
