import { ACCESS_SCHEMA } from './access-schema.ts';
import { CHAMBER_READING_SCHEMA } from './chamber-reading-schema.ts';
import { KEEPING_SCHEMA } from './keeping-schema.ts';
import { ORDER_SCHEMA } from './order-schema.ts';
import { PRACTICE_SCHEMA } from './practice-schema.ts';
import { REVIEW_SCHEMA } from './review-schema.ts';

/**
 * The database's history: entry n brings `PRAGMA user_version` from n to n + 1, in one transaction.
 * Never edit an entry that was released; append one.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE sessions (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT    NOT NULL UNIQUE,
    accession   TEXT,
    started_at  TEXT    NOT NULL,
    ended_at    TEXT,
    status      TEXT    NOT NULL CHECK (status IN ('counting', 'ended')),
    revision    INTEGER NOT NULL DEFAULT 0,
    CHECK ((status = 'ended') = (ended_at IS NOT NULL))
  ) STRICT;
  -- One microscope counts one slide at a time.
  CREATE UNIQUE INDEX one_session_counts ON sessions (status) WHERE status = 'counting';

  CREATE TABLE cells (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    id            TEXT    NOT NULL UNIQUE,
    session       TEXT    NOT NULL REFERENCES sessions (id),
    class         TEXT    NOT NULL,
    probability   REAL    NOT NULL,
    probabilities TEXT    NOT NULL CHECK (json_valid(probabilities)),
    frame_seq     INTEGER NOT NULL,
    box           TEXT    NOT NULL CHECK (json_array_length(box) = 4),
    x_um          REAL    NOT NULL,
    y_um          REAL    NOT NULL,
    model_sha256  TEXT    NOT NULL,
    counted_at    TEXT    NOT NULL
  ) STRICT;
  CREATE INDEX cells_by_class ON cells (session, class);
  CREATE INDEX cells_in_order ON cells (session, number);

  -- Apart from the cells: pictures are large, and the count must not read past them.
  CREATE TABLE crops (
    cell TEXT PRIMARY KEY REFERENCES cells (id),
    jpeg BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE audit (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    at      TEXT NOT NULL,
    session TEXT REFERENCES sessions (id),
    what    TEXT NOT NULL,
    details TEXT NOT NULL CHECK (json_valid(details))
  ) STRICT;
  CREATE INDEX audit_of_session ON audit (session, number);
  CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
  CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

  CREATE TABLE outbox (
    seq        INTEGER PRIMARY KEY,
    id         TEXT NOT NULL UNIQUE,
    topic      TEXT NOT NULL,
    payload    TEXT NOT NULL,
    created_at TEXT NOT NULL,
    sent_at    TEXT
  ) STRICT;
  CREATE INDEX outbox_waiting ON outbox (seq) WHERE sent_at IS NULL;

  -- The next number of the outbox: it must not start again when sent rows are cleared away.
  CREATE TABLE outbox_counter (last_seq INTEGER NOT NULL) STRICT;
  INSERT INTO outbox_counter VALUES (0);
  `,
  // What the laboratory said of the specimen; earlier sessions knew none of it and had no target.
  `
  ALTER TABLE sessions ADD COLUMN age_value INTEGER CHECK (age_value >= 0);
  ALTER TABLE sessions ADD COLUMN age_unit TEXT CHECK (age_unit IN ('days', 'months', 'years'));
  ALTER TABLE sessions ADD COLUMN sex TEXT CHECK (sex IN ('female', 'male'));
  ALTER TABLE sessions ADD COLUMN wbc_count REAL CHECK (wbc_count > 0);
  ALTER TABLE sessions ADD COLUMN wbc_is_corrected INTEGER NOT NULL DEFAULT 0 CHECK (wbc_is_corrected IN (0, 1));
  ALTER TABLE sessions ADD COLUMN target INTEGER CHECK (target > 0);
  `,
  ACCESS_SCHEMA,
  // Which head of the classifier named a cell; until here it was part of the weights.
  'ALTER TABLE cells ADD COLUMN head_sha256 TEXT;',
  // A line for each destination; a message may stand in several, and one that is never taken is set aside.
  `
  DROP INDEX outbox_waiting;
  ALTER TABLE outbox RENAME TO outbox_before;
  CREATE TABLE outbox (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    destination TEXT    NOT NULL,
    id          TEXT    NOT NULL,
    seq         INTEGER NOT NULL,
    topic       TEXT    NOT NULL,
    payload     TEXT    NOT NULL,
    created_at  TEXT    NOT NULL,
    state       TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'set-aside', 'sent', 'dropped')),
    since       TEXT    NOT NULL,
    reason      TEXT,
    UNIQUE (id, destination)
  ) STRICT;
  INSERT INTO outbox (number, destination, id, seq, topic, payload, created_at, state, since)
    SELECT seq, 'mqtt', id, seq, topic, payload, created_at,
      CASE WHEN sent_at IS NULL THEN 'waiting' ELSE 'sent' END, coalesce(sent_at, created_at)
    FROM outbox_before;
  DROP TABLE outbox_before;
  CREATE INDEX outbox_lines ON outbox (state, destination, number);
  `,
  REVIEW_SCHEMA,
  PRACTICE_SCHEMA,
  ORDER_SCHEMA,
  KEEPING_SCHEMA,
  CHAMBER_READING_SCHEMA,
];
