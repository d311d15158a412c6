-- +goose Up
CREATE TABLE advices (
  person_id TEXT NOT NULL REFERENCES people(id) ON DELETE CASCADE,
  id        TEXT NOT NULL,
  name      TEXT NOT NULL,
  query     TEXT NOT NULL,
  verdict   TEXT NOT NULL,
  at_ms     BIGINT NOT NULL,
  PRIMARY KEY (person_id, id)
);

-- +goose Down
DROP TABLE advices;
