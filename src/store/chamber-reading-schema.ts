/** The migration that brings readings of counting chambers, as they came and with what was found wrong. */
export const CHAMBER_READING_SCHEMA = `
  CREATE TABLE chamber_readings (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    id          TEXT    NOT NULL UNIQUE,
    cell        TEXT    NOT NULL CHECK (cell IN ('wbc', 'rbc', 'platelet')),
    per_ul      REAL    NOT NULL CHECK (per_ul >= 0),
    ci95        TEXT    CHECK (json_array_length(ci95) = 2),
    count       INTEGER CHECK (count >= 0),
    squares     REAL    CHECK (squares > 0),
    dilution    REAL    NOT NULL CHECK (dilution >= 1),
    chambers    TEXT    CHECK (json_array_length(chambers) = 2),
    device      TEXT    NOT NULL,
    taken_at    TEXT    NOT NULL,
    received_at TEXT    NOT NULL,
    accession   TEXT,
    doubts      TEXT    NOT NULL CHECK (json_valid(doubts)),
    refused     INTEGER NOT NULL CHECK (refused IN (0, 1))
  ) STRICT;
  CREATE INDEX chamber_readings_of ON chamber_readings (accession, cell, taken_at);
`;
