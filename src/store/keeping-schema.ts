/** The migration that brings what is kept for how long, and what control slides showed. */
export const KEEPING_SCHEMA = `
  -- The pictures of its cells went, for their age or for newer ones.
  ALTER TABLE sessions ADD COLUMN pictures_erased_at TEXT;
  CREATE INDEX sessions_with_pictures ON sessions (ended_at)
    WHERE pictures_erased_at IS NULL AND deleted_at IS NULL AND ended_at IS NOT NULL;

  CREATE TABLE control_runs (
    session TEXT PRIMARY KEY REFERENCES sessions (id),
    control TEXT    NOT NULL,
    at      TEXT    NOT NULL,
    n       INTEGER NOT NULL,
    passed  INTEGER NOT NULL CHECK (passed IN (0, 1)),
    -- What was expected and what was found, class by class.
    rows    TEXT    NOT NULL CHECK (json_valid(rows))
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX control_runs_by_time ON control_runs (at);
`;
