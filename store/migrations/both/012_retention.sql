-- +goose Up
ALTER TABLE people ADD COLUMN seen_ms BIGINT NOT NULL DEFAULT 0;
UPDATE people SET seen_ms = COALESCE((SELECT MAX(s.seen_ms) FROM sessions s WHERE s.person_id = people.id), created_ms);
ALTER TABLE classes ADD COLUMN archived_ms BIGINT NOT NULL DEFAULT 0;
CREATE TABLE visits (
  id        TEXT PRIMARY KEY,
  class_id  TEXT NOT NULL REFERENCES classes(id) ON DELETE CASCADE,
  person_id TEXT NOT NULL REFERENCES people(id) ON DELETE CASCADE,
  reason    TEXT NOT NULL,
  at_ms     BIGINT NOT NULL,
  ends_ms   BIGINT NOT NULL
);
CREATE INDEX visits_class ON visits (class_id, at_ms);

-- +goose Down
DROP TABLE visits;
ALTER TABLE classes DROP COLUMN archived_ms;
ALTER TABLE people DROP COLUMN seen_ms;
