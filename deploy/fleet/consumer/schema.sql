-- Results of all appliances. Run by each consumer at its start; twice, or by two at once, is harmless.
SELECT pg_advisory_xact_lock(hashtext('hematovision'));

CREATE TABLE IF NOT EXISTS result (
  -- The message's own: whatever comes again finds it taken.
  id uuid PRIMARY KEY,
  -- Order of arrival; gaps are repeats.
  arrival bigint GENERATED ALWAYS AS IDENTITY,
  arrived_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  site text NOT NULL,
  device text NOT NULL,
  -- Grows by one with every result of a device.
  seq bigint NOT NULL,
  session text NOT NULL,
  accession text,
  status text NOT NULL,
  -- The result that this one corrects.
  supersedes uuid,
  at timestamptz NOT NULL,
  -- The message as it came (docs/schemas/result.json).
  payload jsonb NOT NULL
);
CREATE INDEX IF NOT EXISTS result_of_device ON result (site, device, seq);
CREATE INDEX IF NOT EXISTS result_of_session ON result (session, seq);
CREATE INDEX IF NOT EXISTS result_of_accession ON result (accession) WHERE accession IS NOT NULL;

-- The newest word on each slide: a signed result stands before its preliminary one, a correction before what it corrects.
CREATE OR REPLACE VIEW current_result AS
SELECT DISTINCT ON (session) * FROM result
WHERE NOT payload ? 'test'
ORDER BY session, seq DESC;

-- What is not a result, kept for a person to look at.
CREATE TABLE IF NOT EXISTS refused (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  refused_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  topic text NOT NULL,
  reason text NOT NULL,
  payload bytea NOT NULL,
  digest bytea GENERATED ALWAYS AS (sha256(payload)) STORED,
  UNIQUE (topic, digest)
);
