package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/pressly/goose/v3"
)

// Condition is how a database is. It was found without changing anything of it; of a log that a kill left, SQLite
// makes the index anew.
type Condition struct {
	Postgres      bool
	Missing       bool  // an SQLite file that is not there yet
	Bytes         int64 // size of an SQLite file
	Schema, Known int64 // of the database, and of this release; Schema is 0 for an empty database
	Unwritable    error // why nothing can be written, nil where it can
	Damage        string
	Checked       bool     // whether Damage was looked for
	ClockMS       int64    // the clock of a PostgreSQL
	NewestMS      int64    // the latest time that stands in the database
	Zones         []string // of the classes
	KeyMS         int64    // when the key was made that the lab shows to an LMS, 0 for none
	Waiting       int      // submissions without a grade
	Overdue       int      // classes whose time is over
}

// Inspect looks at a database that need not be in order. thorough also reads all pages of an SQLite file, which takes
// about a second a gigabyte. The error says that the database does not answer.
func Inspect(ctx context.Context, name string, thorough bool) (c Condition, err error) {
	c.Postgres = isPostgres(name)
	if c.Known, err = newestSchema(); err != nil {
		return c, err
	}
	if !c.Postgres {
		info, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			c.Missing = true
			return c, nil
		}
		if err != nil {
			return c, err
		}
		c.Bytes = info.Size()
	}
	// Who only reads leaves the log where it is when the last one closes: it is what a kill has left to look at.
	driver, source := "sqlite", "file:"+escapePath(name)+"?mode=ro&_pragma=busy_timeout(2000)"
	if c.Postgres {
		driver, source = "pgx", name
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		return c, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	first := `SELECT COUNT(*) FROM sqlite_master` // reads the first page, so that a file of another kind is told
	if c.Postgres {
		first = `SELECT 1`
	}
	var n int
	if err := db.QueryRowContext(ctx, first).Scan(&n); err != nil {
		return c, fmt.Errorf("the database does not answer: %w", err)
	}
	c.schema(ctx, db)
	if c.Postgres {
		if err := db.QueryRowContext(ctx,
			`SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`).Scan(&c.ClockMS); err != nil {
			return c, err
		}
	} else {
		c.Unwritable = c.takes(ctx, "file:"+escapePath(name)+"?mode=rw&_pragma=busy_timeout(2000)")
		if err := c.pages(ctx, db, thorough); err != nil {
			return c, err
		}
	}
	if c.Schema != c.Known { // its tables may be others
		return c, nil
	}
	return c, c.contents(ctx, db)
}

// newestSchema is the version of the schema that this release makes.
func newestSchema() (newest int64, err error) {
	for _, folder := range []string{"migrations/both", "migrations/sqlite"} {
		entries, err := fs.ReadDir(migrations, folder)
		if err != nil {
			return 0, err
		}
		for _, e := range entries {
			version, err := goose.NumericComponent(e.Name())
			if err != nil {
				return 0, err
			}
			newest = max(newest, version)
		}
	}
	return newest, nil
}

// schemaText asks for the version of the schema.
const schemaText = `SELECT MAX(version_id) FROM goose_db_version WHERE is_applied`

// schema reads the version of the schema, which stays 0 for a database that was never opened by the lab.
func (c *Condition) schema(ctx context.Context, db *sql.DB) {
	var version sql.NullInt64
	err := db.QueryRowContext(ctx, schemaText).Scan(&version)
	if err == nil {
		c.Schema = version.Int64
	}
}

// takes says why an SQLite file takes no change, nil when it does. To begin one is not enough: of a file that cannot be
// written SQLite then only reads. The caller has the file open, too, so that this is not the last to close it.
func (c *Condition) takes(ctx context.Context, source string) error {
	db, err := sql.Open("sqlite", source)
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	change := `DELETE FROM goose_db_version WHERE 0`
	if c.Schema == 0 {
		change = `CREATE TABLE looked_at (x)`
	}
	for _, text := range []string{`BEGIN IMMEDIATE`, change, `ROLLBACK`} {
		if _, err := db.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// pages looks, with thorough, whether the pages of an SQLite file fit together.
func (c *Condition) pages(ctx context.Context, db *sql.DB, thorough bool) error {
	if !thorough {
		return nil
	}
	var verdict string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict); err != nil {
		return fmt.Errorf("the file cannot be read: %w", err)
	}
	if c.Checked = true; verdict != "ok" {
		c.Damage = verdict
	}
	return nil
}

// contents looks into the tables.
func (c *Condition) contents(ctx context.Context, db *sql.DB) (err error) {
	now := c.ClockMS
	if now == 0 {
		now = nowMS()
	}
	for _, look := range []struct {
		into *int64
		text string
	}{
		{&c.NewestMS, `SELECT COALESCE(MAX(at), 0) FROM (SELECT MAX(seen_ms) AS at FROM sessions UNION ALL
			SELECT MAX(at_ms) FROM audit UNION ALL SELECT MAX(received_ms) FROM attempts) x`},
		{&c.KeyMS, `SELECT COALESCE(MAX(made_ms), 0) FROM lti_keys WHERE retired_ms = 0`},
	} {
		if err := db.QueryRowContext(ctx, look.text).Scan(look.into); err != nil {
			return err
		}
	}
	if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM classes WHERE erase_ms > 0 AND erase_ms <= $1`,
		now).Scan(&c.Overdue); err != nil {
		return err
	}
	if err := db.QueryRowContext(ctx, `SELECT COUNT(*) FROM submissions s WHERE NOT EXISTS (SELECT 1 FROM grades g
		WHERE g.submission_id = s.id)`).Scan(&c.Waiting); err != nil {
		return err
	}
	c.Zones, err = query(ctx, db, func(r *sql.Rows) (zone string, err error) { return zone, r.Scan(&zone) },
		`SELECT DISTINCT zone FROM classes ORDER BY zone`)
	return err
}
