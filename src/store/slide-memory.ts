import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Cell } from '../core/types.ts';
import { storeFault } from './store-fault.ts';

export const SLIDE_MEMORY_FILE = 'slide-memory.db';

/** A view of the slide, reduced. */
export interface SavedView {
  readonly width: number;
  readonly height: number;
  readonly pixels: Int8Array;
}

/** View `to` lies at view `from` + (dx, dy), in their pixels. */
export interface SavedLink {
  readonly from: number;
  readonly to: number;
  readonly dx: number;
  readonly dy: number;
  readonly weight: number;
}

export interface SavedMap {
  /** In the order in which they were added: links name them by it. */
  readonly views: readonly SavedView[];
  readonly links: readonly SavedLink[];
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS session (id TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS views (
    number INTEGER PRIMARY KEY, width INTEGER NOT NULL, height INTEGER NOT NULL, pixels BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS links (
    origin INTEGER NOT NULL, target INTEGER NOT NULL, dx REAL NOT NULL, dy REAL NOT NULL, weight REAL NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS cells_apart (id TEXT PRIMARY KEY, cell TEXT NOT NULL, jpeg BLOB) STRICT;
`;

/**
 * What the instrument knows of the slide under the microscope, for the case that it is started again in the middle:
 * the map, and the cells counted apart until their place is known. A file of its own beside the facts: it holds one
 * session, may lag behind by a moment, and one that is damaged is begun anew.
 */
export class SlideMemory {
  readonly #path: string;
  readonly #sql: DatabaseSync;
  #kept = { views: 0, links: 0 };

  /** Opens or makes the file in the data folder, which the facts' store has locked. Throws `store-failed`. */
  constructor(directory: string) {
    this.#path = join(directory, SLIDE_MEMORY_FILE);
    try {
      this.#sql = open(this.#path);
    } catch (fault) {
      throw storeFault(this.#path, fault);
    }
  }

  /** How many views and links of the map are kept. */
  get kept(): { readonly views: number; readonly links: number } {
    return this.#kept;
  }

  /** The map of a session; what was kept of another is given up. */
  begin(session: string): SavedMap {
    return this.#guard(() => {
      const kept = this.#sql.prepare('SELECT id FROM session').get()?.id;
      if (kept === session) return this.#read();
      this.#transaction(() => {
        this.#sql.exec('DELETE FROM session; DELETE FROM cells_apart');
        this.#sql.prepare('INSERT INTO session VALUES (?)').run(session);
      });
      this.forgetMap();
      return { views: [], links: [] };
    });
  }

  /** Begins the map anew. */
  forgetMap(): void {
    this.#guard(() => this.#transaction(() => this.#sql.exec('DELETE FROM views; DELETE FROM links')));
    this.#kept = { views: 0, links: 0 };
  }

  /** Adds to the map of the session begun last. */
  add({ views, links }: SavedMap): void {
    if (views.length + links.length === 0) return;
    this.#guard(() =>
      this.#transaction(() => {
        const addView = this.#sql.prepare('INSERT INTO views (width, height, pixels) VALUES (?, ?, ?)');
        for (const { width, height, pixels } of views) {
          addView.run(width, height, new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
        }
        const addLink = this.#sql.prepare('INSERT INTO links VALUES (?, ?, ?, ?, ?)');
        for (const { from, to, dx, dy, weight } of links) addLink.run(from, to, dx, dy, weight);
      }),
    );
    this.#kept = { views: this.#kept.views + views.length, links: this.#kept.links + links.length };
  }

  /** Cells counted apart, in the order in which they were. */
  cellsApart(): Cell[] {
    const rows = this.#guard(() => this.#sql.prepare('SELECT cell FROM cells_apart ORDER BY rowid').all());
    return rows.map(({ cell }) => JSON.parse(String(cell)) as Cell);
  }

  /** Keeps a cell apart, or what is better known of it; null keeps the crop it has. */
  putApart(cell: Cell, cropJpeg: Uint8Array | null): void {
    const sql = `INSERT INTO cells_apart VALUES (?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET cell = excluded.cell, jpeg = coalesce(excluded.jpeg, jpeg)`;
    this.#guard(() => this.#sql.prepare(sql).run(cell.id, JSON.stringify(cell), cropJpeg));
  }

  /** The crop of a cell counted apart; null for any other. */
  cropApart(id: string): Uint8Array | null {
    const row = this.#guard(() => this.#sql.prepare('SELECT jpeg FROM cells_apart WHERE id = ?').get(id));
    return (row?.jpeg as Uint8Array | null | undefined) ?? null;
  }

  /** Forgets a cell counted apart, once it is a fact or turned out to be another; others are no fault. */
  forgetApart(id: string): void {
    this.#guard(() => this.#sql.prepare('DELETE FROM cells_apart WHERE id = ?').run(id));
  }

  /** Calling twice is harmless. */
  close(): void {
    if (this.#sql.isOpen) this.#sql.close();
  }

  #read(): SavedMap {
    const views = this.#sql.prepare('SELECT width, height, pixels FROM views ORDER BY number').all();
    const links = this.#sql.prepare('SELECT * FROM links ORDER BY rowid').all();
    this.#kept = { views: views.length, links: links.length };
    return {
      views: views.map(({ width, height, pixels }) => {
        const { buffer, byteOffset, byteLength } = pixels as Uint8Array;
        return {
          width: Number(width),
          height: Number(height),
          pixels: new Int8Array(buffer, byteOffset, byteLength),
        };
      }),
      links: links.map(({ origin, target, dx, dy, weight }) => ({
        from: Number(origin),
        to: Number(target),
        dx: Number(dx),
        dy: Number(dy),
        weight: Number(weight),
      })),
    };
  }

  #transaction(work: () => void): void {
    this.#sql.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#sql.exec('COMMIT');
    } catch (fault) {
      if (this.#sql.isTransaction) this.#sql.exec('ROLLBACK');
      throw fault;
    }
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (fault) {
      throw storeFault(this.#path, fault);
    }
  }
}

function open(path: string): DatabaseSync {
  try {
    return opened(path);
  } catch {
    for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true });
    return opened(path);
  }
}

function opened(path: string): DatabaseSync {
  const sql = new DatabaseSync(path);
  try {
    sql.exec(SCHEMA);
    return sql;
  } catch (fault) {
    sql.close();
    throw fault;
  }
}
