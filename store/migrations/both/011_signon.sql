-- +goose Up
ALTER TABLE logins ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE logins ADD COLUMN used_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN proved_ms BIGINT NOT NULL DEFAULT 0;
CREATE TABLE signon_steps (
  hash      TEXT PRIMARY KEY,
  purpose   TEXT NOT NULL,
  person_id TEXT REFERENCES people(id) ON DELETE CASCADE,
  holder    TEXT NOT NULL,
  browser   TEXT NOT NULL,
  address   TEXT NOT NULL,
  data      TEXT NOT NULL,
  made_ms   BIGINT NOT NULL,
  ends_ms   BIGINT NOT NULL
);
CREATE INDEX signon_steps_person ON signon_steps (person_id);
CREATE INDEX signon_steps_holder ON signon_steps (holder);
CREATE INDEX signon_steps_address ON signon_steps (address);
CREATE INDEX signon_steps_ends ON signon_steps (ends_ms);

-- +goose Down
DROP TABLE signon_steps;
ALTER TABLE sessions DROP COLUMN proved_ms;
ALTER TABLE logins DROP COLUMN used_ms;
ALTER TABLE logins DROP COLUMN name;
