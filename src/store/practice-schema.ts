/** The migration that brings counts by keys and quizzes. */
export const PRACTICE_SCHEMA = `
  CREATE TABLE tallies (
    id         TEXT PRIMARY KEY,
    actor      TEXT NOT NULL,
    accession  TEXT,
    target     INTEGER CHECK (target > 0),
    -- The session that the machine counts too; null for a count of its own.
    beside     TEXT REFERENCES sessions (id),
    started_at TEXT NOT NULL,
    ended_at   TEXT,
    outcome    TEXT CHECK (outcome IN ('kept', 'discarded')),
    -- Whose reader's count it is, once it is kept.
    session    TEXT REFERENCES sessions (id),
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX one_tally_a_person ON tallies (actor) WHERE ended_at IS NULL;
  CREATE INDEX tallies_of_session ON tallies (session) WHERE session IS NOT NULL;

  CREATE TABLE tally_keys (
    tally  TEXT    NOT NULL REFERENCES tallies (id),
    number INTEGER NOT NULL,
    key    TEXT    NOT NULL,
    at     TEXT    NOT NULL,
    PRIMARY KEY (tally, number)
  ) STRICT, WITHOUT ROWID;

  -- Drawn cells that were asked for; the class is the one they were drawn as.
  CREATE TABLE quiz_cells (
    id       TEXT PRIMARY KEY,
    class    TEXT NOT NULL,
    jpeg     BLOB NOT NULL,
    crop_um  REAL NOT NULL,
    -- What the classifier said when it was made: probabilities and attributes.
    reading  TEXT NOT NULL CHECK (json_valid(reading)),
    made_at  TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE quiz_sets (
    id        TEXT PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE,
    questions TEXT NOT NULL CHECK (json_valid(questions)),
    made_by   TEXT NOT NULL,
    made_at   TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE quizzes (
    id         TEXT PRIMARY KEY,
    actor      TEXT NOT NULL,
    -- Null for practice.
    quiz_set   TEXT REFERENCES quiz_sets (id),
    questions  TEXT NOT NULL CHECK (json_valid(questions)),
    started_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX one_try_a_set ON quizzes (actor, quiz_set) WHERE quiz_set IS NOT NULL;
  CREATE INDEX quizzes_of_person ON quizzes (actor, started_at);

  CREATE TABLE quiz_answers (
    quiz     TEXT    NOT NULL REFERENCES quizzes (id),
    position INTEGER NOT NULL,
    answer   TEXT    NOT NULL,
    at       TEXT    NOT NULL,
    PRIMARY KEY (quiz, position)
  ) STRICT, WITHOUT ROWID;
`;
