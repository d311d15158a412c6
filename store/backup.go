package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Backup writes a consistent copy of an SQLite database to a new file while the lab runs. Others cannot read it.
func (s *Store) Backup(ctx context.Context, file string) error {
	if s.postgres {
		return errors.New("this lab keeps its data in PostgreSQL: back it up with pg_dump")
	}
	taken := fmt.Errorf("%s exists: choose a new file", file)
	if _, err := os.Lstat(file); err == nil {
		return taken
	}
	part := file + partEnding
	if _, err := os.Lstat(part); err == nil {
		return fmt.Errorf("%s exists: a backup is being written, or was cut off; remove it then", part)
	}
	if err := s.copyTo(ctx, part); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	defer os.Remove(part)
	if err := alias(part, file); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return taken
		}
		return fmt.Errorf("write backup: %w", err)
	}
	return settledNames(file)
}
