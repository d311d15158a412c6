-- +goose Up
CREATE TABLE logins (
  id        TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people(id) ON DELETE CASCADE,
  kind      TEXT NOT NULL,
  issuer    TEXT NOT NULL,
  subject   TEXT NOT NULL,
  data      TEXT NOT NULL,
  made_ms   BIGINT NOT NULL,
  UNIQUE (kind, issuer, subject)
);
CREATE INDEX logins_person ON logins (person_id, kind);
CREATE TABLE classes (
  id        TEXT PRIMARY KEY,
  title     TEXT NOT NULL,
  zone      TEXT NOT NULL,
  code      TEXT NOT NULL UNIQUE,
  code_open INTEGER NOT NULL,
  secret    TEXT NOT NULL,
  starts_ms BIGINT NOT NULL,
  ends_ms   BIGINT NOT NULL,
  erase_ms  BIGINT NOT NULL,
  version   BIGINT NOT NULL
);
CREATE TABLE links (
  hash      TEXT PRIMARY KEY,
  purpose   TEXT NOT NULL,
  person_id TEXT REFERENCES people(id) ON DELETE CASCADE,
  class_id  TEXT REFERENCES classes(id) ON DELETE CASCADE,
  role      TEXT NOT NULL,
  ends_ms   BIGINT NOT NULL,
  used_ms   BIGINT NOT NULL
);
CREATE TABLE groups (
  id       TEXT PRIMARY KEY,
  class_id TEXT NOT NULL REFERENCES classes(id) ON DELETE CASCADE,
  name     TEXT NOT NULL,
  UNIQUE (class_id, name)
);
CREATE TABLE enrolments (
  id        TEXT PRIMARY KEY,
  class_id  TEXT NOT NULL REFERENCES classes(id) ON DELETE CASCADE,
  person_id TEXT REFERENCES people(id) ON DELETE SET NULL,
  role      TEXT NOT NULL,
  group_id  TEXT REFERENCES groups(id) ON DELETE SET NULL,
  name      TEXT NOT NULL,
  number    TEXT NOT NULL,
  email     TEXT NOT NULL,
  state     TEXT NOT NULL,
  source    TEXT NOT NULL,
  made_ms   BIGINT NOT NULL,
  UNIQUE (class_id, person_id)
);
CREATE INDEX enrolments_person ON enrolments (person_id);
CREATE UNIQUE INDEX enrolments_number ON enrolments (class_id, number) WHERE number <> '';
CREATE UNIQUE INDEX enrolments_email ON enrolments (class_id, lower(email)) WHERE email <> '';
CREATE TABLE assignments (
  id          TEXT PRIMARY KEY,
  class_id    TEXT NOT NULL REFERENCES classes(id) ON DELETE CASCADE,
  exercise    TEXT NOT NULL,
  title       TEXT NOT NULL,
  points      BIGINT NOT NULL,
  opens_ms    BIGINT NOT NULL,
  due_ms      BIGINT NOT NULL,
  closes_ms   BIGINT NOT NULL,
  grace_min   INTEGER NOT NULL,
  late        TEXT NOT NULL,
  tries       INTEGER NOT NULL,
  counts      TEXT NOT NULL,
  solution    TEXT NOT NULL,
  released_ms BIGINT NOT NULL,
  position    INTEGER NOT NULL,
  version     BIGINT NOT NULL
);
CREATE INDEX assignments_class ON assignments (class_id, position);
CREATE TABLE extensions (
  id            TEXT PRIMARY KEY,
  assignment_id TEXT NOT NULL REFERENCES assignments(id) ON DELETE CASCADE,
  enrolment_id  TEXT REFERENCES enrolments(id) ON DELETE CASCADE,
  group_id      TEXT REFERENCES groups(id) ON DELETE CASCADE,
  due_ms        BIGINT NOT NULL,
  closes_ms     BIGINT NOT NULL,
  tries         INTEGER NOT NULL,
  reason        TEXT NOT NULL,
  by_id         TEXT NOT NULL,
  at_ms         BIGINT NOT NULL,
  ended_ms      BIGINT NOT NULL
);
CREATE INDEX extensions_assignment ON extensions (assignment_id);
CREATE TABLE attempts (
  submission_id TEXT PRIMARY KEY REFERENCES submissions(id) ON DELETE CASCADE,
  assignment_id TEXT NOT NULL REFERENCES assignments(id) ON DELETE CASCADE,
  enrolment_id  TEXT NOT NULL REFERENCES enrolments(id) ON DELETE CASCADE,
  received_ms   BIGINT NOT NULL,
  number        INTEGER NOT NULL,
  UNIQUE (assignment_id, enrolment_id, number)
);
CREATE INDEX attempts_enrolment ON attempts (enrolment_id, assignment_id, number);
CREATE TABLE overrides (
  id            TEXT PRIMARY KEY,
  assignment_id TEXT NOT NULL REFERENCES assignments(id) ON DELETE CASCADE,
  enrolment_id  TEXT NOT NULL REFERENCES enrolments(id) ON DELETE CASCADE,
  submission_id TEXT REFERENCES submissions(id) ON DELETE CASCADE,
  part          TEXT NOT NULL,
  points        BIGINT NOT NULL,
  excused       INTEGER NOT NULL,
  reason        TEXT NOT NULL,
  by_id         TEXT NOT NULL,
  at_ms         BIGINT NOT NULL,
  ended_ms      BIGINT NOT NULL
);
CREATE INDEX overrides_cell ON overrides (assignment_id, enrolment_id);
CREATE TABLE finals (
  assignment_id TEXT NOT NULL REFERENCES assignments(id) ON DELETE CASCADE,
  enrolment_id  TEXT NOT NULL REFERENCES enrolments(id) ON DELETE CASCADE,
  state         TEXT NOT NULL,
  counted       INTEGER NOT NULL,
  points        BIGINT NOT NULL,
  PRIMARY KEY (assignment_id, enrolment_id)
);
CREATE TABLE audit (
  id         TEXT PRIMARY KEY,
  at_ms      BIGINT NOT NULL,
  class_id   TEXT NOT NULL,
  actor_id   TEXT NOT NULL,
  actor_as   TEXT NOT NULL,
  act        TEXT NOT NULL,
  object     TEXT NOT NULL,
  object_id  TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  before     TEXT NOT NULL,
  after      TEXT NOT NULL,
  reason     TEXT NOT NULL
);
CREATE INDEX audit_class ON audit (class_id, at_ms, id);
CREATE INDEX audit_subject ON audit (subject_id, at_ms);

-- +goose Down
DROP TABLE audit;
DROP TABLE finals;
DROP TABLE overrides;
DROP TABLE attempts;
DROP TABLE extensions;
DROP TABLE assignments;
DROP TABLE enrolments;
DROP TABLE groups;
DROP TABLE links;
DROP TABLE classes;
DROP TABLE logins;
