/** The migration that brings what people do with a counted session: decisions, readings, reports, notes. */
export const REVIEW_SCHEMA = `
  ALTER TABLE sessions ADD COLUMN kind TEXT NOT NULL DEFAULT 'scan' CHECK (kind IN ('scan', 'upload', 'manual'));
  -- Of earlier sessions nobody wrote it down.
  ALTER TABLE sessions ADD COLUMN microns_per_pixel REAL CHECK (microns_per_pixel > 0);
  -- What the count rests on: fields seen and models, as they were when it ended.
  ALTER TABLE sessions ADD COLUMN basis TEXT CHECK (json_valid(basis));
  ALTER TABLE sessions ADD COLUMN review TEXT NOT NULL DEFAULT 'open' CHECK (review IN ('open', 'signed', 'amending'));
  ALTER TABLE sessions ADD COLUMN amend_reason TEXT;
  ALTER TABLE sessions ADD COLUMN deleted_at TEXT;
  CREATE INDEX sessions_of_accession ON sessions (accession, number);

  ALTER TABLE cells ADD COLUMN crop_um REAL;
  ALTER TABLE cells ADD COLUMN crop_box TEXT CHECK (json_array_length(crop_box) = 4);
  -- What a person says it is, which stands whatever the classifier says later; the decisions tell who and when.
  ALTER TABLE cells ADD COLUMN decided TEXT;
  DROP INDEX cells_by_class;
  CREATE INDEX cells_by_class ON cells (session, coalesce(decided, class));

  -- Summed up from the index alone: the disk in use is asked for often.
  CREATE INDEX crop_sizes ON crops (length(jpeg));

  CREATE TABLE surroundings (
    cell              TEXT PRIMARY KEY REFERENCES cells (id),
    width             INTEGER NOT NULL,
    height            INTEGER NOT NULL,
    box               TEXT    NOT NULL CHECK (json_array_length(box) = 4),
    microns_per_pixel REAL    NOT NULL,
    jpeg              BLOB    NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX surrounding_sizes ON surroundings (length(jpeg));

  CREATE TABLE decisions (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    session TEXT NOT NULL REFERENCES sessions (id),
    cell    TEXT NOT NULL REFERENCES cells (id),
    reading TEXT NOT NULL CHECK (reading IN ('first', 'second', 'adjudication')),
    actor   TEXT NOT NULL,
    at      TEXT NOT NULL,
    -- Null: a second reader had not decided yet.
    before  TEXT,
    -- Null: taken back, as if nobody had looked in this reading (undo of the first decision).
    after   TEXT
  ) STRICT;
  CREATE INDEX decisions_of_session ON decisions (session, cell, reading, number);
  CREATE INDEX decisions_of_cell ON decisions (cell, number);
  CREATE TRIGGER decisions_are_never_changed BEFORE UPDATE ON decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are only followed by others'); END;

  CREATE TABLE second_readings (
    session   TEXT PRIMARY KEY REFERENCES sessions (id),
    actor     TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    closed_at TEXT
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE reports (
    id            TEXT    PRIMARY KEY,
    session       TEXT    NOT NULL REFERENCES sessions (id),
    version       INTEGER NOT NULL,
    status        TEXT    NOT NULL CHECK (status IN ('final', 'corrected')),
    signed_by     TEXT    NOT NULL,
    at            TEXT    NOT NULL,
    supersedes    TEXT    REFERENCES reports (id),
    reason        TEXT,
    -- The last decision before it was signed: later ones are not part of it.
    last_decision INTEGER NOT NULL,
    result        TEXT    NOT NULL CHECK (json_valid(result)),
    UNIQUE (session, version)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER reports_are_never_changed BEFORE UPDATE ON reports
    BEGIN SELECT RAISE(ABORT, 'a signed report is only superseded'); END;

  CREATE TABLE notes (
    id      TEXT PRIMARY KEY,
    session TEXT NOT NULL REFERENCES sessions (id),
    cell    TEXT,
    actor   TEXT NOT NULL,
    at      TEXT NOT NULL,
    text    TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX notes_of_session ON notes (session, id);

  -- What signed cells look like to the classifier, to find those alike.
  CREATE TABLE embeddings (
    cell         TEXT PRIMARY KEY REFERENCES cells (id),
    model_sha256 TEXT NOT NULL,
    -- 1280 float16, little endian, of length 1.
    vector       BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
`;
