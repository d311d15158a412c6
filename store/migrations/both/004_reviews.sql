-- +goose Up
CREATE TABLE reviews (
  person_id TEXT NOT NULL REFERENCES people(id) ON DELETE CASCADE,
  place     TEXT NOT NULL,
  card      TEXT NOT NULL,
  due_ms    BIGINT NOT NULL,
  at_ms     BIGINT NOT NULL,
  PRIMARY KEY (person_id, place)
);

-- +goose Down
DROP TABLE reviews;
