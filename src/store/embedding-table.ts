import type { CellClass } from '../core/cells.ts';
import type { StoreDatabase } from './store-database.ts';

/** A signed cell as the classifier sees it. */
export interface SignedLook {
  readonly cell: string;
  readonly session: string;
  readonly class: CellClass;
  readonly cropUm: number;
  /** Of length 1. */
  readonly vector: Float16Array;
}

/** What signed cells look like to the classifier, to find those alike. It can be made again at any time. */
export class EmbeddingTable {
  readonly #database: StoreDatabase;
  readonly #put;
  readonly #newest;
  readonly #missing;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#put = database.prepare(
      `INSERT INTO embeddings (cell, model_sha256, vector) VALUES (?, ?, ?)
       ON CONFLICT (cell) DO UPDATE SET model_sha256 = excluded.model_sha256, vector = excluded.vector`,
    );
    this.#newest = database.prepare(
      `SELECT cells.id AS cell, session, coalesce(decided, class) AS class, crop_um AS cropUm, vector
       FROM embeddings JOIN cells ON cells.id = embeddings.cell
       WHERE embeddings.model_sha256 = ? ORDER BY cells.number DESC LIMIT ?`,
    );
    this.#missing = database.prepare(
      `SELECT id FROM cells WHERE session = ? AND decided IS NOT NULL AND crop_um IS NOT NULL
         AND EXISTS (SELECT 1 FROM crops WHERE cell = cells.id)
         AND NOT EXISTS (SELECT 1 FROM embeddings WHERE cell = cells.id AND embeddings.model_sha256 = ?)`,
    );
  }

  put(cell: string, modelSha256: string, vector: Float16Array): void {
    const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
    this.#database.relaxedWrite(() => this.#put.run(cell, modelSha256, bytes));
  }

  /** The newest cells that were seen with these weights, newest first. */
  newest(modelSha256: string, limit: number): readonly SignedLook[] {
    const rows = this.#database.guard(() => this.#newest.all(modelSha256, limit));
    return rows.map((row) => {
      const bytes = Uint8Array.from(row.vector as Uint8Array);
      return { ...row, vector: new Float16Array(bytes.buffer) } as unknown as SignedLook;
    });
  }

  /** Cells of a session that people named and that were not seen with these weights. */
  missing(session: string, modelSha256: string): readonly string[] {
    return this.#database.guard(() => this.#missing.all(session, modelSha256)).map(({ id }) => String(id));
  }
}
