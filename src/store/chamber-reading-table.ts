import type { ChamberCellType, ReadingDoubt } from '../core/hemocytometer-reading.ts';
import type { KeptChamberReading } from '../core/wire/hemocytometer.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { StoreDatabase } from './store-database.ts';

interface ReadingRow {
  id: string;
  cell: ChamberCellType;
  per_ul: number;
  ci95: string | null;
  count: number | null;
  squares: number | null;
  dilution: number;
  chambers: string | null;
  device: string;
  taken_at: string;
  received_at: string;
  accession: string | null;
  doubts: string;
  refused: 0 | 1;
}

/** Which reading is wanted; `accession` null: one that came without. */
export interface ReadingWanted {
  readonly cell: ChamberCellType;
  readonly accession: string | null;
  /** UTC, RFC 3339: not taken before. */
  readonly since: string;
}

/** Readings of counting chambers, each once by its id, the refused ones too. */
export class ChamberReadingTable {
  readonly #database: StoreDatabase;
  readonly #audit: AuditTrail;
  readonly #insert;
  readonly #get;
  readonly #offered;
  readonly #newest;
  readonly #eraseBefore;

  constructor(database: StoreDatabase, audit: AuditTrail) {
    this.#database = database;
    this.#audit = audit;
    this.#insert = database.prepare(
      `INSERT INTO chamber_readings (id, cell, per_ul, ci95, count, squares, dilution, chambers, device, taken_at,
                                     received_at, accession, doubts, refused)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#get = database.prepare('SELECT * FROM chamber_readings WHERE id = ?');
    this.#offered = database.prepare(
      `SELECT * FROM chamber_readings WHERE accession IS ? AND cell = ? AND taken_at >= ? AND refused = 0
       ORDER BY taken_at DESC, number DESC LIMIT 1`,
    );
    this.#eraseBefore = database.prepare('DELETE FROM chamber_readings WHERE received_at < ?');
    this.#newest = database.prepare(
      `SELECT * FROM chamber_readings WHERE ?1 IS NULL OR accession = ?1 ORDER BY number DESC LIMIT ?2`,
    );
  }

  /** Keeps a reading whose id is new, with its audit entry. */
  add(reading: KeptChamberReading): void {
    const { id, cell, perUl, ci95, count, squares, dilution, chambers, device, takenAt } = reading;
    const { receivedAt, accession, doubts, refused } = reading;
    const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
    this.#database.transaction(() => {
      this.#insert.run(
        ...[id, cell, perUl, json(ci95), count, squares, dilution, json(chambers)],
        ...[device, takenAt, receivedAt, accession, JSON.stringify(doubts), refused ? 1 : 0],
      );
      this.#audit.append({
        at: receivedAt,
        session: null,
        what: refused ? 'chamber-reading-refused' : 'chamber-reading-taken',
        details: { id, cell, perUl, count, squares, dilution, device, takenAt, accession, doubts },
      });
    });
  }

  get(id: string): KeptChamberReading | null {
    const [reading] = this.#readings(() => [this.#get.get(id)].filter((row) => row !== undefined));
    return reading ?? null;
  }

  /** The newest reading that may be used, or null. */
  offered({ cell, accession, since }: ReadingWanted): KeptChamberReading | null {
    return this.#readings(() => this.#offered.all(accession, cell, since))[0] ?? null;
  }

  /** The newest readings, newest first; of one accession where it is given. */
  newest(accession: string | null, limit: number): readonly KeptChamberReading[] {
    return this.#readings(() => this.#newest.all(accession, limit));
  }

  /** Takes away what came before that time, whose moment `now` is, with one audit entry. */
  eraseBefore(before: Date, now: Date): void {
    this.#database.transaction(() => {
      const { changes } = this.#eraseBefore.run(before.toISOString());
      if (changes === 0) return;
      const details = { count: Number(changes), before: before.toISOString() };
      this.#audit.append({ at: now.toISOString(), session: null, what: 'chamber-readings-erased', details });
    });
  }

  #readings(query: () => unknown): readonly KeptChamberReading[] {
    return (this.#database.guard(query) as ReadingRow[]).map(toReading);
  }
}

function toReading(row: ReadingRow): KeptChamberReading {
  const { id, cell, count, squares, dilution, device, accession } = row;
  return {
    ...{ id, cell, count, squares, dilution, device, accession },
    perUl: row.per_ul,
    ci95: row.ci95 === null ? null : (JSON.parse(row.ci95) as [number, number]),
    chambers: row.chambers === null ? null : (JSON.parse(row.chambers) as [number, number]),
    takenAt: row.taken_at,
    receivedAt: row.received_at,
    doubts: JSON.parse(row.doubts) as ReadingDoubt[],
    refused: row.refused === 1,
  };
}
