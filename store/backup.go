package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
)

// Backup writes a consistent copy of an SQLite database to a new file while the lab runs.
func (s *Store) Backup(ctx context.Context, file string) error {
	if s.postgres {
		return errors.New("this lab keeps its data in PostgreSQL: back it up with pg_dump")
	}
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("%s exists: choose a new file", file)
	}
	if _, err := s.db.ExecContext(ctx, `VACUUM INTO $1`, file); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	return nil
}

// Restore puts a backup in the place of the database file, which must not be in use. It refuses a file that is damaged
// or not a database of the lab; the database that was there is kept beside it with the ending .before-restore.
func Restore(ctx context.Context, backup, name string) error {
	db, err := sql.Open("sqlite", "file:"+escapePath(backup)+"?mode=ro")
	if err != nil {
		return err
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
		return fmt.Errorf("%s is not an intact database", backup)
	}
	var n int
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM submissions`).Scan(&n); err != nil {
		return fmt.Errorf("%s is not a backup of the lab", backup)
	}
	if _, err := os.Stat(name); err == nil {
		if err := exclusive(ctx, name); err != nil {
			return err
		}
		if err := os.Rename(name, name+".before-restore"); err != nil {
			return err
		}
		os.Remove(name + "-wal")
		os.Remove(name + "-shm")
	}
	return copyFile(backup, name)
}

// exclusive empties the write-ahead log into the file and fails when another process has the database open for writing.
func exclusive(ctx context.Context, name string) error {
	db, err := sql.Open("sqlite", "file:"+escapePath(name)+"?_pragma=busy_timeout(500)&_pragma=locking_mode(EXCLUSIVE)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var busy, log, done int
	row := db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	if err := row.Scan(&busy, &log, &done); err != nil || busy != 0 {
		return fmt.Errorf("%s is in use: stop the lab first", name)
	}
	if _, err := db.ExecContext(ctx, `BEGIN EXCLUSIVE; COMMIT`); err != nil {
		return fmt.Errorf("%s is in use: stop the lab first", name)
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	if err := out.Sync(); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}
