-- +goose Up
CREATE TABLE live (
  id          TEXT PRIMARY KEY,
  class_id    TEXT NOT NULL REFERENCES classes(id) ON DELETE CASCADE,
  group_id    TEXT REFERENCES groups(id) ON DELETE CASCADE,
  place       TEXT NOT NULL,
  question    TEXT NOT NULL,
  sim         TEXT NOT NULL,
  sim_version TEXT NOT NULL,
  query       TEXT NOT NULL,
  metric      TEXT NOT NULL,
  seeds       INTEGER NOT NULL,
  actual      DOUBLE PRECISION NOT NULL,
  unit        TEXT NOT NULL,
  lowest      DOUBLE PRECISION NOT NULL,
  highest     DOUBLE PRECISION NOT NULL,
  step        DOUBLE PRECISION NOT NULL,
  near        DOUBLE PRECISION NOT NULL,
  state       TEXT NOT NULL,
  by_id       TEXT NOT NULL,
  at_ms       BIGINT NOT NULL,
  shown_ms    BIGINT NOT NULL,
  version     BIGINT NOT NULL
);
CREATE INDEX live_class ON live (class_id, at_ms);
-- One question at a time stands before the same people, whoever asks.
CREATE UNIQUE INDEX live_open ON live (class_id, COALESCE(group_id, '')) WHERE state = 'open';
-- The guess of somebody who deleted everything stays as a number, under a name that leads to nobody.
CREATE TABLE live_guesses (
  live_id      TEXT NOT NULL REFERENCES live(id) ON DELETE CASCADE,
  enrolment_id TEXT NOT NULL,
  guess        DOUBLE PRECISION NOT NULL,
  counted      INTEGER NOT NULL,
  at_ms        BIGINT NOT NULL,
  PRIMARY KEY (live_id, enrolment_id)
);
CREATE INDEX live_guesses_enrolment ON live_guesses (enrolment_id);

-- +goose Down
DROP TABLE live_guesses;
DROP TABLE live;
