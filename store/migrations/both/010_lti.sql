-- +goose Up
ALTER TABLE sessions ADD COLUMN frame TEXT NOT NULL DEFAULT '';
CREATE TABLE lti_platforms (
  id        TEXT PRIMARY KEY,
  issuer    TEXT NOT NULL,
  client_id TEXT NOT NULL,
  auth_url  TEXT NOT NULL,
  token_url TEXT NOT NULL,
  token_aud TEXT NOT NULL,
  jwks_url  TEXT NOT NULL,
  product   TEXT NOT NULL,
  state     TEXT NOT NULL,
  made_ms   BIGINT NOT NULL,
  UNIQUE (issuer, client_id)
);
CREATE TABLE lti_deployments (
  platform_id   TEXT NOT NULL REFERENCES lti_platforms(id) ON DELETE CASCADE,
  deployment_id TEXT NOT NULL,
  allowed       INTEGER NOT NULL,
  PRIMARY KEY (platform_id, deployment_id)
);
CREATE TABLE lti_states (
  hash        TEXT PRIMARY KEY,
  nonce       TEXT NOT NULL,
  cookie_hash TEXT NOT NULL,
  platform_id TEXT NOT NULL REFERENCES lti_platforms(id) ON DELETE CASCADE,
  ends_ms     BIGINT NOT NULL,
  used_ms     BIGINT NOT NULL
);
CREATE TABLE lti_keys (
  kid        TEXT PRIMARY KEY,
  pem        TEXT NOT NULL,
  made_ms    BIGINT NOT NULL,
  retired_ms BIGINT NOT NULL
);
CREATE TABLE lti_contexts (
  id            TEXT PRIMARY KEY,
  platform_id   TEXT NOT NULL REFERENCES lti_platforms(id) ON DELETE CASCADE,
  deployment_id TEXT NOT NULL,
  context_id    TEXT NOT NULL,
  title         TEXT NOT NULL,
  class_id      TEXT REFERENCES classes(id) ON DELETE CASCADE,
  roster_url    TEXT NOT NULL,
  lineitems_url TEXT NOT NULL,
  choice        TEXT NOT NULL,
  UNIQUE (platform_id, deployment_id, context_id)
);
CREATE INDEX lti_contexts_class ON lti_contexts (class_id);
CREATE TABLE lti_links (
  id               TEXT PRIMARY KEY,
  context_id       TEXT NOT NULL REFERENCES lti_contexts(id) ON DELETE CASCADE,
  resource_link_id TEXT NOT NULL,
  assignment_id    TEXT REFERENCES assignments(id) ON DELETE CASCADE,
  lineitem_url     TEXT NOT NULL,
  lease_ms         BIGINT NOT NULL DEFAULT 0,
  UNIQUE (context_id, resource_link_id)
);
CREATE TABLE lti_scores (
  link_id      TEXT NOT NULL REFERENCES lti_links(id) ON DELETE CASCADE,
  enrolment_id TEXT NOT NULL REFERENCES enrolments(id) ON DELETE CASCADE,
  points       BIGINT NOT NULL,
  max_points   BIGINT NOT NULL,
  stamp_ms     BIGINT NOT NULL,
  sent_points  BIGINT NOT NULL,
  tries        INTEGER NOT NULL,
  next_ms      BIGINT NOT NULL,
  lease_ms     BIGINT NOT NULL,
  error        TEXT NOT NULL,
  PRIMARY KEY (link_id, enrolment_id)
);

-- +goose Down
DROP TABLE lti_scores;
DROP TABLE lti_links;
DROP TABLE lti_contexts;
DROP TABLE lti_keys;
DROP TABLE lti_states;
DROP TABLE lti_deployments;
DROP TABLE lti_platforms;
ALTER TABLE sessions DROP COLUMN frame;
