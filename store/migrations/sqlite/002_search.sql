-- +goose Up
CREATE TABLE search_state (
  id      INTEGER PRIMARY KEY,
  content TEXT NOT NULL
);
CREATE VIRTUAL TABLE search_docs USING fts5(url UNINDEXED, kind UNINDEXED, title, body, tokenize = 'porter unicode61', prefix = '2 3');

-- +goose Down
DROP TABLE search_docs;
DROP TABLE search_state;
