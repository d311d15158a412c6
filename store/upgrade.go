package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/pressly/goose/v3"
)

// newerSchemaError says that a later release of the lab has made the database. Nothing was changed.
type newerSchemaError struct{ Schema, Known int64 }

func (e *newerSchemaError) Error() string {
	return fmt.Sprintf("the database has schema %d and this release knows %d: start the release that made it, or put "+
		"the copy back that it kept beside the file before it upgraded", e.Schema, e.Known)
}

// upgrade brings the schema up to date. What an SQLite file held before is kept beside it; the way back is that copy,
// since migrations only go forward.
func (s *Store) upgrade(ctx context.Context, provider *goose.Provider) error {
	schema, known, err := provider.GetVersions(ctx)
	switch {
	case err != nil && !s.postgres:
		return fmt.Errorf("open %s: %w; see that the file and its folder can be written and the disk has room", s.path,
			err)
	case err != nil:
		return fmt.Errorf("read the schema of the database: %w", err)
	case schema > known:
		return &newerSchemaError{schema, known}
	case schema > 0 && schema < known && !s.postgres:
		if err := s.snapshot(ctx, fmt.Sprintf("%s.schema-%d", s.path, schema)); err != nil {
			return fmt.Errorf("copy the database before its schema is upgraded: %w", err)
		}
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate database: %w", err)
	}
	return nil
}

// snapshot copies the database to a file, unless it is there: then it is that of an upgrade that was cut off.
func (s *Store) snapshot(ctx context.Context, file string) error {
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	part := file + ".part" // a copy that is cut off bears this name
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := s.db.ExecContext(ctx, `VACUUM INTO $1`, part); err != nil {
		return err
	}
	if err := os.Chmod(part, 0o600); err != nil {
		return err
	}
	return os.Rename(part, file)
}
