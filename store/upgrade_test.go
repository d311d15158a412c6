package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"
)

// TestUpgradeKeepsACopy opens a database of an older schema, one that a later release made, and one whose upgrade was
// cut off while it was copied; a copy that an earlier upgrade left is older than what is copied.
func TestUpgradeKeepsACopy(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lab.db")
	s, err := Open(t.Context(), file)
	must(t, err)
	files, err := folders("migrations/both", "migrations/sqlite")
	must(t, err)
	provider, err := goose.NewProvider(goose.DialectSQLite3, s.db, files, goose.WithDisableGlobalRegistry(true))
	must(t, err)
	_, err = provider.DownTo(t.Context(), 10)
	must(t, err)
	_, err = s.db.ExecContext(t.Context(), `INSERT INTO people (id, token_hash, created_ms) VALUES ('one', 'x', 77)`)
	must(t, err)
	must(t, s.Close())
	must(t, os.WriteFile(file+".schema-10.part", []byte("cut off"), 0o600))
	must(t, os.WriteFile(file+".schema-10", []byte("an older upgrade's"), 0o600)) // that was taken back since
	s, err = Open(t.Context(), file)
	must(t, err)
	var seen int64
	must(t, s.db.QueryRowContext(t.Context(), `SELECT seen_ms FROM people WHERE id = 'one'`).Scan(&seen))
	if seen != 77 {
		t.Errorf("seen at %d, want when it was made", seen)
	}
	_, err = s.db.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)`)
	must(t, err)
	must(t, s.Close())
	var newer *newerSchemaError
	if _, err := Open(t.Context(), file); !errors.As(err, &newer) || newer.Schema != 999 {
		t.Errorf("a database of a later release: %v", err)
	}
	_, err = Restore(t.Context(), file+".schema-10", file)
	must(t, err)
	s, err = Open(t.Context(), file)
	must(t, err)
	defer s.Close()
	if a, err := s.Account(t.Context(), "one"); err != nil || a.MadeMS != 77 {
		t.Errorf("the copy holds %+v, %v", a, err)
	}
}
