/** The migration that brings the work list. What an order's patient is called, and when born, is not asked. */
export const ORDER_SCHEMA = `
  CREATE TABLE orders (
    accession        TEXT    PRIMARY KEY,
    age_value        INTEGER CHECK (age_value >= 0),
    age_unit         TEXT    CHECK (age_unit IN ('days', 'months', 'years')),
    sex              TEXT    CHECK (sex IN ('female', 'male')),
    wbc_count        REAL    CHECK (wbc_count > 0),
    wbc_is_corrected INTEGER NOT NULL CHECK (wbc_is_corrected IN (0, 1)),
    target           INTEGER CHECK (target > 0),
    tests            TEXT    NOT NULL CHECK (json_valid(tests)),
    priority         TEXT    NOT NULL CHECK (priority IN ('stat', 'urgent', 'routine')),
    source           TEXT    NOT NULL CHECK (source IN ('mqtt', 'hl7', 'fhir')),
    received_at      TEXT    NOT NULL,
    cancelled_at     TEXT
  ) STRICT, WITHOUT ROWID;
`;
