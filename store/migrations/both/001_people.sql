-- +goose Up
CREATE TABLE people (
  id         TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  created_ms BIGINT NOT NULL
);
CREATE TABLE reading (
  person_id TEXT NOT NULL REFERENCES people(id) ON DELETE CASCADE,
  lesson    TEXT NOT NULL,
  section   TEXT NOT NULL,
  at_ms     BIGINT NOT NULL,
  PRIMARY KEY (person_id, lesson, section)
);
CREATE TABLE predictions (
  person_id TEXT NOT NULL REFERENCES people(id) ON DELETE CASCADE,
  place     TEXT NOT NULL,
  guess     DOUBLE PRECISION NOT NULL,
  actual    DOUBLE PRECISION NOT NULL,
  unit      TEXT NOT NULL,
  at_ms     BIGINT NOT NULL,
  PRIMARY KEY (person_id, place)
);
CREATE TABLE quick_checks (
  person_id TEXT NOT NULL REFERENCES people(id) ON DELETE CASCADE,
  place     TEXT NOT NULL,
  choice    INTEGER NOT NULL,
  correct   INTEGER NOT NULL,
  at_ms     BIGINT NOT NULL,
  PRIMARY KEY (person_id, place)
);
CREATE TABLE drafts (
  person_id TEXT NOT NULL REFERENCES people(id) ON DELETE CASCADE,
  exercise  TEXT NOT NULL,
  variant   BIGINT NOT NULL,
  version   BIGINT NOT NULL,
  answers   TEXT NOT NULL,
  at_ms     BIGINT NOT NULL,
  PRIMARY KEY (person_id, exercise, variant)
);
CREATE TABLE submissions (
  id        TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people(id) ON DELETE CASCADE,
  exercise  TEXT NOT NULL,
  version   TEXT NOT NULL,
  variant   BIGINT NOT NULL,
  answers   TEXT NOT NULL,
  at_ms     BIGINT NOT NULL
);
CREATE INDEX submissions_person ON submissions (person_id, exercise, at_ms, id);
CREATE TABLE grades (
  submission_id TEXT PRIMARY KEY REFERENCES submissions(id) ON DELETE CASCADE,
  version       TEXT NOT NULL,
  score         DOUBLE PRECISION NOT NULL,
  max_score     DOUBLE PRECISION NOT NULL,
  fault         INTEGER NOT NULL,
  verdict       TEXT NOT NULL,
  at_ms         BIGINT NOT NULL
);
CREATE TABLE given_up (
  person_id TEXT NOT NULL REFERENCES people(id) ON DELETE CASCADE,
  exercise  TEXT NOT NULL,
  variant   BIGINT NOT NULL,
  at_ms     BIGINT NOT NULL,
  PRIMARY KEY (person_id, exercise, variant)
);

-- +goose Down
DROP TABLE given_up;
DROP TABLE grades;
DROP TABLE submissions;
DROP TABLE drafts;
DROP TABLE quick_checks;
DROP TABLE predictions;
DROP TABLE reading;
DROP TABLE people;
