import { ALL_CELL_CLASSES, type CellClass } from '../core/cells.ts';
import { HematovisionError } from '../core/errors.ts';
import type { Cell, Tally } from '../core/types.ts';
import type { CellChange, CellRecord, CropFrame, FieldPicture } from './records.ts';
import type { StoreDatabase } from './store-database.ts';

interface CellRow {
  id: string;
  session: string;
  class: CellClass;
  probability: number;
  probabilities: string;
  frame_seq: number;
  box: string;
  x_um: number;
  y_um: number;
  model_sha256: string;
  head_sha256: string | null;
  counted_at: string;
  crop_um: number | null;
  crop_box: string | null;
  decided: CellClass | null;
}

type FieldRow = Pick<FieldPicture, 'width' | 'height' | 'jpeg'> & { box: string; microns_per_pixel: number };

/** The cells of all sessions, each once, with its best crop. */
export class CellTable {
  readonly #database: StoreDatabase;
  readonly #find;
  readonly #insert;
  readonly #update;
  readonly #putCrop;
  readonly #getCrop;
  readonly #setFrame;
  readonly #putField;
  readonly #getField;
  readonly #get;
  readonly #decide;
  readonly #tally;
  readonly #oldest;
  readonly #newest;

  constructor(database: StoreDatabase) {
    this.#database = database;
    this.#find = database.prepare('SELECT session, class FROM cells WHERE id = ?');
    this.#insert = database.prepare(
      `INSERT INTO cells (class, probability, probabilities, frame_seq, box, x_um, y_um, model_sha256, head_sha256,
                          id, session, counted_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#update = database.prepare(
      `UPDATE cells SET class = ?, probability = ?, probabilities = ?, frame_seq = ?, box = ?, x_um = ?, y_um = ?,
                        model_sha256 = ?, head_sha256 = ?
       WHERE id = ?`,
    );
    this.#putCrop = database.prepare(
      'INSERT INTO crops (cell, jpeg) VALUES (?, ?) ON CONFLICT (cell) DO UPDATE SET jpeg = excluded.jpeg',
    );
    this.#getCrop = database.prepare('SELECT jpeg FROM crops WHERE cell = ?');
    this.#setFrame = database.prepare('UPDATE cells SET crop_um = ?, crop_box = ? WHERE id = ?');
    this.#putField = database.prepare(
      `INSERT INTO surroundings (cell, width, height, box, microns_per_pixel, jpeg) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (cell) DO UPDATE SET width = excluded.width, height = excluded.height, box = excluded.box,
         microns_per_pixel = excluded.microns_per_pixel, jpeg = excluded.jpeg`,
    );
    this.#getField = database.prepare('SELECT * FROM surroundings WHERE cell = ?');
    this.#get = database.prepare('SELECT * FROM cells WHERE id = ?');
    this.#decide = database.prepare('UPDATE cells SET decided = ? WHERE id = ?');
    this.#tally = database.prepare(
      `SELECT coalesce(decided, class) AS class, count(*) AS count FROM cells
       WHERE session = ? GROUP BY coalesce(decided, class)`,
    );
    this.#oldest = database.prepare('SELECT * FROM cells WHERE session = ? ORDER BY number LIMIT ?');
    this.#newest = database.prepare('SELECT * FROM cells WHERE session = ? ORDER BY number DESC LIMIT ?');
  }

  /** Writes one cell as part of the caller's transaction; returns the class it had before, null for a new cell. */
  put(session: string, change: CellChange, at: string): CellClass | null {
    const { cell, cropJpeg } = change;
    const known = this.#find.get(cell.id) as { session: string; class: CellClass } | undefined;
    if (known && known.session !== session)
      throw new Error(`cell ${cell.id} belongs to session ${known.session}`);
    if (known) this.#update.run(...columns(cell), cell.id);
    else this.#insert.run(...columns(cell), cell.id, session, at);
    if (cropJpeg) this.#putCrop.run(cell.id, cropJpeg);
    if (cropJpeg && change.crop)
      this.#setFrame.run(change.crop.sideUm, JSON.stringify(change.crop.box), cell.id);
    if (change.field) this.#writeField(cell.id, change.field);
    return known?.class ?? null;
  }

  /** Lets a cell count as what a person says it is, null: as what the classifier does; in the caller's transaction. */
  decide(cellId: string, name: CellClass | null): void {
    this.#decide.run(name, cellId);
  }

  get(cellId: string): CellRecord | null {
    const row = this.#database.guard(() => this.#get.get(cellId)) as unknown as CellRow | undefined;
    return row ? toRecord(row) : null;
  }

  /** A cell of this session, or `cell-missing`. */
  requireOf(session: string, cellId: string): CellRecord {
    const cell = this.get(cellId);
    if (cell?.session === session) return cell;
    throw new HematovisionError('cell-missing', `Session ${session} has no cell ${cellId}`);
  }

  /** What the cells of a session count as: what people say goes before what the classifier does. */
  tally(session: string): Tally {
    const rows = this.#database.guard(() => this.#tally.all(session)) as unknown as {
      class: CellClass;
      count: number;
    }[];
    const counts = new Map(rows.map((row) => [row.class, row.count]));
    return Object.fromEntries(ALL_CELL_CLASSES.map((name) => [name, counts.get(name) ?? 0])) as Record<
      CellClass,
      number
    >;
  }

  /** Up to `limit` cells in the order they were counted: the first ones, or the newest ones. */
  list(session: string, limit: number, newest: boolean): readonly CellRecord[] {
    const query = newest ? this.#newest : this.#oldest;
    const rows = this.#database.guard(() => query.all(session, limit)) as unknown as CellRow[];
    return (newest ? rows.reverse() : rows).map(toRecord);
  }

  crop(cellId: string): Uint8Array | null {
    const row = this.#database.guard(() => this.#getCrop.get(cellId)) as { jpeg: Uint8Array } | undefined;
    return row?.jpeg ?? null;
  }

  field(cellId: string): FieldPicture | null {
    const row = this.#database.guard(() => this.#getField.get(cellId)) as FieldRow | undefined;
    if (!row) return null;
    const { width, height, box, microns_per_pixel: micronsPerPixel, jpeg } = row;
    return { width, height, box: JSON.parse(box), micronsPerPixel, jpeg };
  }

  #writeField(cellId: string, { width, height, box, micronsPerPixel, jpeg }: FieldPicture): void {
    this.#putField.run(cellId, width, height, JSON.stringify(box), micronsPerPixel, jpeg);
  }
}

/** In the order in which INSERT and UPDATE name them. */
function columns(cell: Cell) {
  return [
    cell.class,
    cell.probability,
    JSON.stringify(cell.probabilities),
    cell.frameSeq,
    JSON.stringify(cell.box),
    cell.xUm,
    cell.yUm,
    cell.modelSha256,
    cell.headSha256,
  ] as const;
}

function toRecord(row: CellRow): CellRecord {
  return {
    id: row.id,
    session: row.session,
    class: row.class,
    probability: row.probability,
    probabilities: JSON.parse(row.probabilities),
    frameSeq: row.frame_seq,
    box: JSON.parse(row.box),
    xUm: row.x_um,
    yUm: row.y_um,
    modelSha256: row.model_sha256,
    headSha256: row.head_sha256,
    countedAt: row.counted_at,
    decided: row.decided,
    crop: cropFrame(row),
  };
}

function cropFrame({ crop_um: sideUm, crop_box: box }: CellRow): CropFrame | null {
  return sideUm === null || box === null ? null : { sideUm, box: JSON.parse(box) };
}
