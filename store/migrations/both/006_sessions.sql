-- +goose Up
CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  person_id  TEXT NOT NULL REFERENCES people(id) ON DELETE CASCADE,
  kind       TEXT NOT NULL,
  how        TEXT NOT NULL,
  device     TEXT NOT NULL,
  made_ms    BIGINT NOT NULL,
  seen_ms    BIGINT NOT NULL,
  ends_ms    BIGINT NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id, made_ms);
INSERT INTO sessions (token_hash, person_id, kind, how, device, made_ms, seen_ms, ends_ms)
  SELECT token_hash, id, 'guest', 'first visit', '', created_ms, created_ms, created_ms + 34560000000 FROM people;
-- SQLite cannot drop a unique column of a table that others refer to; it holds the id from now on, which opens nothing.
UPDATE people SET token_hash = id;
ALTER TABLE people ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN can TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN off_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE submissions ADD COLUMN imported_ms BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE submissions DROP COLUMN imported_ms;
ALTER TABLE people DROP COLUMN off_ms;
ALTER TABLE people DROP COLUMN can;
ALTER TABLE people DROP COLUMN email;
ALTER TABLE people DROP COLUMN name;
UPDATE people SET token_hash = (SELECT token_hash FROM sessions WHERE person_id = people.id ORDER BY made_ms LIMIT 1)
  WHERE EXISTS (SELECT 1 FROM sessions WHERE person_id = people.id);
DROP TABLE sessions;
