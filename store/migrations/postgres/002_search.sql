-- +goose Up
CREATE TABLE search_state (
  id      INTEGER PRIMARY KEY,
  content TEXT NOT NULL
);
CREATE TABLE search_docs (
  url   TEXT NOT NULL,
  kind  TEXT NOT NULL,
  title TEXT NOT NULL,
  body  TEXT NOT NULL,
  words TSVECTOR GENERATED ALWAYS AS (setweight(to_tsvector('english', title), 'A') || to_tsvector('english', body)) STORED
);
CREATE INDEX search_words ON search_docs USING gin (words);

-- +goose Down
DROP TABLE search_docs;
DROP TABLE search_state;
