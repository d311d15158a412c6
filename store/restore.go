package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// keptEnding ends the name of a database whose place a backup took.
const keptEnding = ".before-restore"

// discard removes a file that was to be a database, with what SQLite kept beside it.
func discard(part string) {
	for _, ending := range append(beside, "") {
		os.Remove(part + ending)
	}
}

// Restore puts a backup in the place of the database file, which must not be in use. It refuses a file that is damaged,
// is not a database of the lab or was made by a later release. The database that was there is kept beside it: kept is
// its name, which ends with .before-restore, or with a number after that; "" where there was none. The new file belongs
// to whom the old one belonged. When it fails, the database is what it was.
func Restore(ctx context.Context, backup, name string) (kept string, err error) {
	info, err := os.Stat(backup)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(name); err == nil { // SQLite keeps its journals beside the file itself
		name = real
	}
	part := name + partEnding
	if other, err := os.Stat(part); err == nil && os.SameFile(info, other) {
		return "", fmt.Errorf("%s is a copy that may have been cut off: give it another name to restore it", backup)
	}
	discard(part) // of a restore that was cut off
	defer discard(part)
	if err := copyFile(backup, part); err != nil {
		return "", fmt.Errorf("copy %s: %w", backup, err)
	}
	for _, ending := range journals {
		if err := copyFile(backup+ending, part+ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("copy %s: %w", backup+ending, err)
		}
	}
	if err := sound(ctx, part); err != nil {
		return "", fmt.Errorf("%s %w", backup, err)
	}
	if err := settled(part); err != nil {
		return "", err
	}
	old, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", install(part, name)
	}
	if err != nil {
		return "", err
	}
	if err := exclusive(ctx, name); err != nil {
		return "", err
	}
	if err := os.Chmod(part, private|old.Mode().Perm()&0o060); err != nil { // its group may be that of who copies it
		return "", err
	}
	if err := ownedLike(part, name); err != nil {
		return "", fmt.Errorf("%w: the lab could not open the restored file; do it as root or as the user of the lab",
			err)
	}
	return replace(part, name)
}

// Endings of the files that SQLite keeps beside a database and reads as a part of it, whosever they are.
const (
	walEnding     = "-wal"
	journalEnding = "-journal"
	sharedEnding  = "-shm"
)

var (
	journals = []string{walEnding, journalEnding} // with what is not yet in the file, or to be taken out of it
	beside   = []string{walEnding, journalEnding, sharedEnding}
)

// replace puts a database in the place of another, which is kept under a name that is free. There is a whole database
// at every moment.
func replace(part, name string) (kept string, err error) {
	if kept, err = aliasFree(name, name+keptEnding); err != nil {
		return "", err
	}
	var moved []string
	for _, ending := range beside {
		os.Remove(kept + ending) // of a file that somebody took away without it
		if err = os.Rename(name+ending, kept+ending); err == nil {
			moved = append(moved, ending)
		} else if !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		if err = os.Rename(part, name); err == nil {
			return kept, settledNames(name)
		}
	}
	for _, ending := range moved {
		err = errors.Join(err, os.Rename(kept+ending, name+ending))
	}
	err = errors.Join(err, os.Rename(kept, name)) // where both are the same file, it does nothing
	os.Remove(kept)
	return "", err
}

// install puts a database where none is. Journals that lie there belonged to another one: they are kept, too.
func install(part, name string) error {
	ownedLike(part, filepath.Dir(name)) // where that cannot be, it belongs to whom it would without this
	os.Remove(name + sharedEnding)
	for _, ending := range journals {
		if _, err := aliasFree(name+ending, name+keptEnding+ending); errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return err
		}
		if err := os.Remove(name + ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return errors.Join(alias(part, name), settledNames(name))
}

// sound says what is wrong with a file that is to be the database. It leaves nothing of it outside the file.
func sound(ctx context.Context, file string) error {
	db, err := sql.Open("sqlite", "file:"+escapePath(file)+"?mode=rw")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
		return errors.New("is not an intact database")
	}
	var n int
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM submissions`).Scan(&n); err != nil {
		return errors.New("is not a backup of the lab")
	}
	known, err := newestSchema()
	if err != nil {
		return err
	}
	var schema int64
	if err := db.QueryRowContext(ctx, schemaText).Scan(&schema); err != nil {
		return errors.New("is not a backup of the lab")
	}
	if schema > known {
		return fmt.Errorf("has schema %d and this release knows %d: restore it with the release that made it", schema,
			known)
	}
	var busy, log, done int
	if err := db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &done); err != nil {
		return err
	}
	return db.Close()
}

// exclusive empties the write-ahead log into the file and fails when another process has the database open for writing.
// Of a damaged file nobody can tell; it is let be as it is.
func exclusive(ctx context.Context, name string) error {
	db, err := sql.Open("sqlite", "file:"+escapePath(name)+"?mode=rw&_pragma=busy_timeout(500)"+
		"&_pragma=locking_mode(EXCLUSIVE)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var busy, log, done int
	err = db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &done)
	if err == nil && busy == 0 {
		_, err = db.ExecContext(ctx, `BEGIN EXCLUSIVE; COMMIT`)
	}
	code := 0
	var e *sqlite.Error
	if errors.As(err, &e) {
		code = e.Code() & 0xff // without what is added to it
	}
	switch {
	case busy != 0, code == lib.SQLITE_BUSY, code == lib.SQLITE_LOCKED:
		return fmt.Errorf("%s is in use: stop the lab first", name)
	case code == lib.SQLITE_CORRUPT, code == lib.SQLITE_NOTADB, err == nil:
		return nil
	}
	return fmt.Errorf("look whether %s is in use: %w", name, err)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, private)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
