import { CELL_CLASSES, type ModelClass } from '../core/cells.ts';
import type { Box } from '../core/types.ts';
import type { StoreDatabase } from './store-database.ts';

/** A cell that a person named in a session that was signed, with its picture. */
export interface SignedCell {
  readonly id: string;
  readonly class: ModelClass;
  readonly jpeg: Uint8Array;
  /** The cell in pixels of the picture; null where nobody wrote it down. */
  readonly box: Box | null;
}

/** What the people of this laboratory call its cells, as far as the classifier has a name for it. */
export class SignedCells {
  readonly #database: StoreDatabase;
  readonly #newest;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#newest = database.prepare(
      `SELECT cells.id, decided AS class, jpeg, crop_box AS box
       FROM cells JOIN sessions ON sessions.id = cells.session JOIN crops ON crops.cell = cells.id
       WHERE decided = ? AND review = 'signed' AND deleted_at IS NULL
       ORDER BY cells.number DESC LIMIT ?`,
    );
  }

  /** The newest cells of each class. */
  newest(mostOfAClass: number): readonly SignedCell[] {
    return CELL_CLASSES.flatMap((name) =>
      this.#database
        .guard(() => this.#newest.all(name, mostOfAClass))
        .map(({ box, ...row }) => ({ ...row, box: box && JSON.parse(String(box)) }) as unknown as SignedCell),
    );
  }
}
