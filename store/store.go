// Package store keeps what learners do: reading, predictions, drafts, submissions and grades. It runs on an embedded
// SQLite file or on PostgreSQL with the same SQL text. Submissions are append-only events; grades can be rebuilt from
// them.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // PostgreSQL driver
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // SQLite driver
)

//go:embed migrations
var migrations embed.FS

// ErrNotFound says that no such row belongs to the person who asks.
var ErrNotFound = errors.New("not found")

// Store is an open database. Its methods are safe for concurrent use; several processes may share one PostgreSQL.
type Store struct {
	db       *sql.DB
	soft     *sql.DB // for writes that can be made again: they do not wait for the disk
	postgres bool
	path     string           // file of an SQLite database
	now      func() time.Time // replaced by tests
}

// Open opens the database named by a file path or a postgres:// URL and brings its schema up to date. It refuses one
// that a later release has made, and changes nothing of it.
func Open(ctx context.Context, name string) (*Store, error) {
	s := &Store{now: time.Now}
	var err error
	dialect, folder := goose.DialectSQLite3, "migrations/sqlite"
	if isPostgres(name) {
		s.postgres = true
		dialect, folder = goose.DialectPostgres, "migrations/postgres"
		s.db, err = sql.Open("pgx", name)
		s.soft = s.db
	} else {
		s.path = name
		if err = newFile(name); err != nil {
			return nil, s.unopened(err)
		}
		s.db, err = sql.Open("sqlite", sqliteName(name, "FULL"))
		if err == nil {
			s.soft, err = sql.Open("sqlite", sqliteName(name, "NORMAL"))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	s.db.SetMaxOpenConns(8)
	s.db.SetMaxIdleConns(8)
	if !s.postgres {
		s.soft.SetMaxOpenConns(2)
	}
	if err := s.migrate(ctx, dialect, folder); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) migrate(ctx context.Context, dialect goose.Dialect, folder string) error {
	files, err := folders("migrations/both", folder)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	provider, err := goose.NewProvider(dialect, s.db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("prepare migrations: %w", err)
	}
	if s.postgres {
		// Two processes may start at once on an empty database: one migrates, the other waits.
		conn, err := s.db.Conn(ctx)
		if err != nil {
			return fmt.Errorf("connect: %w", err)
		}
		defer conn.Close()
		if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(762211)"); err != nil {
			return fmt.Errorf("lock migrations: %w", err)
		}
		defer conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(762211)")
	}
	return s.upgrade(ctx, provider)
}

// Close closes the database.
func (s *Store) Close() error {
	if s.soft != s.db {
		s.soft.Close()
	}
	return s.db.Close()
}

// sqliteName gives the data source name of a file. busy_timeout comes first: the other pragmas may already have to
// wait. With FULL an acknowledged write survives a power cut; with secure_delete what was deleted is overwritten.
func sqliteName(file, synchronous string) string {
	return "file:" + escapePath(file) + "?_pragma=" + waits(usualWait) + "&_pragma=journal_mode(WAL)" +
		"&_pragma=synchronous(" + synchronous + ")&_pragma=foreign_keys(ON)&_pragma=secure_delete(ON)&_txlock=immediate"
}

// usualWait is how long a statement waits for others to be done with an SQLite file, in milliseconds.
const usualWait = 10_000

func waits(ms int) string { return fmt.Sprintf("busy_timeout(%d)", ms) }

// isPostgres says whether the name of a database is the URL of a PostgreSQL.
func isPostgres(name string) bool {
	return strings.HasPrefix(name, "postgres://") || strings.HasPrefix(name, "postgresql://")
}

// nowMS is the clock of the machine in milliseconds of Unix time.
func nowMS() int64 { return time.Now().UnixMilli() }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.db.PingContext(ctx) }

// Path is the file of an SQLite database; empty on PostgreSQL.
func (s *Store) Path() string { return s.path }

func (s *Store) ms() int64 { return s.now().UnixMilli() }

// escapePath keeps characters that a database URI would read as its own.
func escapePath(p string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(p)
}

func (s *Store) tx(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}

// changed gives ErrNotFound for a statement that found no row to change.
func changed(done sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return ErrNotFound
}

// query runs a query and scans each row with read.
func query[T any](ctx context.Context, db querier, read func(*sql.Rows) (T, error), text string, args ...any) ([]T,
	error) {
	rows, err := db.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := read(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
