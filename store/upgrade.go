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

// unopened is why an SQLite file cannot be opened, with what to look at.
func (s *Store) unopened(err error) error {
	return fmt.Errorf("open %s: %w; see that the file and its folder can be written and the disk has room", s.path, err)
}

// upgrade brings the schema up to date. What an SQLite file held before is kept beside it; the way back is that copy,
// since migrations only go forward.
func (s *Store) upgrade(ctx context.Context, provider *goose.Provider) error {
	schema, known, err := provider.GetVersions(ctx)
	switch {
	case err != nil && !s.postgres:
		return s.unopened(err)
	case err != nil:
		return fmt.Errorf("read the schema of the database: %w", err)
	case schema > known:
		return &newerSchemaError{schema, known}
	case schema > 0 && schema < known && !s.postgres:
		if err := s.snapshot(ctx, schema); err != nil {
			return fmt.Errorf("copy the database before its schema is upgraded: %w", err)
		}
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate database: %w", err)
	}
	return nil
}

// snapshot copies the database, which has a schema, to a file of that name. One that is there was made before the
// database was opened with an older release again, and holds less. Others who start at the same moment wait: under the
// lock the schema is that of the name, and one of them writes.
func (s *Store) snapshot(ctx context.Context, schema int64) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		return err
	}
	defer conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`)
	var now int64
	if err := conn.QueryRowContext(ctx, schemaText).Scan(&now); err != nil || now != schema {
		return err
	}
	file := fmt.Sprintf("%s.schema-%d", s.path, schema)
	part := file + partEnding
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) { // of an upgrade that was cut off
		return err
	}
	if err := s.copyTo(ctx, part); err != nil {
		return err
	}
	return errors.Join(os.Rename(part, file), settledNames(file))
}

// copyTo writes a consistent copy of an SQLite database to a new file, which others cannot read.
func (s *Store) copyTo(ctx context.Context, file string) error {
	if err := newFile(file); err != nil { // SQLite takes an empty one, and leaves it its rights
		return err
	}
	if _, err := s.db.ExecContext(ctx, `VACUUM INTO $1`, file); err != nil {
		return errors.Join(err, os.Remove(file))
	}
	return settled(file)
}
