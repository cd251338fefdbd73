/**
 * The migration that brings accounts and the chained audit trail. Rows written before it are chained as they
 * lie, under the instrument's name: nobody signed in then.
 */
export const ACCESS_SCHEMA = `
  CREATE TABLE chained_audit (
    number  INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    actor   TEXT NOT NULL,
    session TEXT REFERENCES sessions (id),
    what    TEXT NOT NULL,
    details TEXT NOT NULL CHECK (json_valid(details)),
    hash    TEXT NOT NULL
  ) STRICT;
  -- audit_hash is a function of this program; the database needs it for this one statement only.
  INSERT INTO chained_audit
    WITH RECURSIVE chain (number, at, actor, session, what, details, hash) AS (
      SELECT number, at, 'instrument', session, what, details,
             audit_hash('', number, at, 'instrument', session, what, details)
      FROM audit WHERE number = (SELECT min(number) FROM audit)
      UNION ALL
      SELECT a.number, a.at, 'instrument', a.session, a.what, a.details,
             audit_hash(chain.hash, a.number, a.at, 'instrument', a.session, a.what, a.details)
      FROM chain JOIN audit a ON a.number = (SELECT min(number) FROM audit WHERE number > chain.number)
    )
    SELECT * FROM chain;
  DROP TABLE audit;
  ALTER TABLE chained_audit RENAME TO audit;
  CREATE INDEX audit_of_session ON audit (session, number);
  CREATE INDEX audit_of_kind ON audit (what, number);

  -- The newest row, kept apart, so that rows taken away at the end are missed.
  CREATE TABLE audit_head (number INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;
  INSERT INTO audit_head
    SELECT coalesce(max(number), 0), coalesce((SELECT hash FROM audit ORDER BY number DESC LIMIT 1), '') FROM audit;

  CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
  CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
  -- INSERT OR REPLACE takes rows away without asking the trigger above.
  CREATE TRIGGER audit_only_grows BEFORE INSERT ON audit
    WHEN NEW.number <> (SELECT number + 1 FROM audit_head)
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

  CREATE TABLE accounts (
    name       TEXT PRIMARY KEY,
    role       TEXT NOT NULL,
    password   TEXT NOT NULL,
    disabled   INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    created_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Secrets lie here as SHA-256 only: they are random and long, so nothing can be guessed from it.
  CREATE TABLE sign_ins (
    digest       TEXT PRIMARY KEY,
    account      TEXT NOT NULL REFERENCES accounts (name),
    signed_in_at TEXT NOT NULL,
    seen_at      TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sign_ins_of_account ON sign_ins (account);

  CREATE TABLE tokens (
    name         TEXT PRIMARY KEY,
    digest       TEXT NOT NULL UNIQUE,
    scopes       TEXT NOT NULL CHECK (json_valid(scopes)),
    created_at   TEXT NOT NULL,
    expires_at   TEXT NOT NULL,
    last_used_at TEXT,
    revoked_at   TEXT
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE share_links (
    id         TEXT PRIMARY KEY,
    digest     TEXT NOT NULL UNIQUE,
    session    TEXT NOT NULL REFERENCES sessions (id),
    created_by TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    revoked_at TEXT
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sign_in_attempts (
    key            TEXT PRIMARY KEY,
    failures       INTEGER NOT NULL,
    last_failed_at TEXT,
    succeeded_at   TEXT
  ) STRICT, WITHOUT ROWID;
`;
