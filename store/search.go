package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"unicode"
)

// Doc is one thing to find: a section, a simulation, a term, a claim.
type Doc struct {
	URL   string
	Kind  string
	Title string
	Text  string
}

// Hit is a found document; Snippet holds the words around the match with the matches between \x01 and \x02.
type Hit struct {
	URL, Kind, Title, Snippet string
}

// Index replaces the search index when its content changed; content is a digest of the documents.
func (s *Store) Index(ctx context.Context, content string, docs []Doc) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		var have string
		err := tx.QueryRowContext(ctx, `SELECT content FROM search_state WHERE id = 1`).Scan(&have)
		if err == nil && have == content {
			return nil
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM search_docs`); err != nil {
			return err
		}
		for _, d := range docs {
			if _, err := tx.ExecContext(ctx, `INSERT INTO search_docs (url, kind, title, body) VALUES ($1, $2, $3, $4)`,
				d.URL, d.Kind, d.Title, d.Text); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx,
			`INSERT INTO search_state (id, content) VALUES (1, $1)
			ON CONFLICT (id) DO UPDATE SET content = excluded.content`, content)
		return err
	})
}

// Search finds documents that hold every word of the text, the last one also as a prefix, best first.
func (s *Store) Search(ctx context.Context, text string, limit int) ([]Hit, error) {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) == 0 {
		return nil, nil
	}
	if len(words) > 12 {
		words = words[:12]
	}
	read := func(r *sql.Rows) (h Hit, err error) { return h, r.Scan(&h.URL, &h.Kind, &h.Title, &h.Snippet) }
	if s.postgres {
		return query(ctx, s.db, read, `SELECT url, kind, title,
			ts_headline('english', body, q,
				'StartSel=' || chr(1) || ', StopSel=' || chr(2) || ', MaxWords=24, MinWords=12')
			FROM search_docs, to_tsquery('english', $1) q
			WHERE words @@ q ORDER BY ts_rank(words, q) DESC, url LIMIT $2`,
			strings.Join(words, " & ")+":*", limit)
	}
	return query(ctx, s.db, read, `SELECT url, kind, title, snippet(search_docs, 3, char(1), char(2), '…', 24)
		FROM search_docs WHERE search_docs MATCH $1 ORDER BY bm25(search_docs, 0, 0, 6, 1), url LIMIT $2`,
		`"`+strings.Join(words, `" "`)+`"*`, limit)
}
