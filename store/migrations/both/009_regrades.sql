-- +goose Up
CREATE TABLE regrades (
  id          TEXT PRIMARY KEY,
  exercise    TEXT NOT NULL,
  class_id    TEXT REFERENCES classes(id) ON DELETE CASCADE,
  version     TEXT NOT NULL,
  keep_higher INTEGER NOT NULL,
  state       TEXT NOT NULL,
  by_id       TEXT NOT NULL,
  reason      TEXT NOT NULL,
  at_ms       BIGINT NOT NULL,
  lease_ms    BIGINT NOT NULL
);
CREATE INDEX regrades_class ON regrades (class_id, at_ms);
CREATE TABLE regrade_rows (
  regrade_id    TEXT NOT NULL REFERENCES regrades(id) ON DELETE CASCADE,
  submission_id TEXT NOT NULL REFERENCES submissions(id) ON DELETE CASCADE,
  before        TEXT NOT NULL,
  after         TEXT NOT NULL,
  PRIMARY KEY (regrade_id, submission_id)
);
CREATE INDEX regrade_rows_submission ON regrade_rows (submission_id);
CREATE TABLE flags (
  id            TEXT PRIMARY KEY,
  submission_id TEXT NOT NULL REFERENCES submissions(id) ON DELETE CASCADE,
  part          TEXT NOT NULL,
  text          TEXT NOT NULL,
  at_ms         BIGINT NOT NULL,
  answer        TEXT NOT NULL,
  by_id         TEXT NOT NULL,
  closed_ms     BIGINT NOT NULL,
  UNIQUE (submission_id, part)
);

-- +goose Down
DROP TABLE flags;
DROP TABLE regrade_rows;
DROP TABLE regrades;
