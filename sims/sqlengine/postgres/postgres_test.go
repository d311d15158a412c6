package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tradeofflab/sims/sqlengine"
	"tradeofflab/store/storetest"
)

func orders(rows int) sqlengine.Sample {
	return sqlengine.Sample{Table: "orders", Rows: rows, Seed: 1,
		Columns: []sqlengine.Draw{{Column: "id", Kind: sqlengine.DrawID},
			{Column: "user_id", Kind: sqlengine.DrawNumber, Low: 1, High: 60},
			{Column: "status", Kind: sqlengine.DrawWord,
				Words: []string{"pending", "paid"}},
			{Column: "created_at", Kind: sqlengine.DrawMixed}, {Column: "total", Kind: sqlengine.DrawNumber, Low: 1,
				High: 500}, {Column: "note", Kind: sqlengine.DrawText, Low: 30, High: 60}}}
}

const (
	hotQuery = "SELECT * FROM orders WHERE user_id = 7 AND status = 'pending' ORDER BY created_at DESC"
	twoOnly  = "SELECT created_at, total FROM orders WHERE user_id = 7 AND status = 'pending' ORDER BY created_at DESC"
)

func trial(definitions string, queries ...string) sqlengine.Trial {
	return sqlengine.Trial{Definitions: definitions, Most: 1,
		Sets: []sqlengine.TrialSet{{Sample: orders(3000), Pinned: "status = 'pending'", Queries: queries}}}
}

func open(t *testing.T) (*Engine, string) {
	t.Helper()
	url := storetest.Postgres(t)
	e, err := Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e, url
}

// The two engines must agree on what an index does: which columns bind the search, whether rows are sorted, whether the
// table is needed. Both follow from the order of entries in a B-tree, not from the engine.
func TestAgreesWithSQLite(t *testing.T) {
	e, url := open(t)
	if !strings.HasPrefix(e.name, "PostgreSQL ") {
		t.Errorf("engine %q", e.name)
	}
	for _, tt := range []struct{ index, query string }{
		{"CREATE INDEX i ON orders (user_id, status, created_at DESC)", hotQuery},
		{"CREATE INDEX i ON orders (user_id, status, created_at)", hotQuery},
		{"CREATE INDEX i ON orders (status, user_id, created_at)", hotQuery},
		{"CREATE INDEX i ON orders (user_id, created_at, status)", hotQuery},
		{"CREATE INDEX i ON orders (user_id, status)", hotQuery}, {"CREATE INDEX i ON orders (status)", hotQuery},
		{"CREATE INDEX i ON orders (total)", hotQuery},
		{"CREATE INDEX i ON orders (user_id, created_at) WHERE status = 'pending'", hotQuery},
		{"CREATE INDEX i ON orders (user_id, created_at) WHERE status = 'paid'", hotQuery},
		{"CREATE INDEX i ON orders (created_at)", hotQuery}, {"", hotQuery},
		{"CREATE INDEX i ON orders (user_id, status, created_at, total)", twoOnly},
		{"CREATE INDEX i ON orders (user_id, status, created_at)", twoOnly},
		{"CREATE INDEX i ON orders (user_id, status, total, created_at)", twoOnly},
	} {
		want, err := sqlengine.Try(context.Background(), trial(tt.index, tt.query))
		if err != nil {
			t.Fatal(err)
		}
		tried, err := e.Try(context.Background(), trial(tt.index, tt.query))
		if err != nil {
			t.Fatalf("Try(%s): %v", tt.index, err)
		}
		a, b := tried.Sets[0].Queries[0], want.Sets[0].Queries[0]
		if !slices.Equal(a.Used, b.Used) || !slices.Equal(a.Equality, b.Equality) || a.Sort != b.Sort ||
			a.Scan != b.Scan || a.Covering != b.Covering || a.Same != b.Same || a.Returned != b.Returned {
			t.Errorf("%s\n  PostgreSQL %+v\n  SQLite     %+v", tt.index, a, b)
		}
		if len(tried.Sets[0].Indexes) > 0 {
			x, y := tried.Sets[0].Indexes[0], want.Sets[0].Indexes[0]
			if !slices.Equal(x.Columns, y.Columns) || x.Partial != y.Partial || x.Pinned != y.Pinned ||
				x.Entries != y.Entries {
				t.Errorf("%s: index %+v, SQLite has %+v", tt.index, x, y)
			}
		}
	}
	nothingLeft(t, url)
}

// nothingLeft looks for what trials might have left on the server.
func nothingLeft(t *testing.T, url string) {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var n int
	if err := db.QueryRow("SELECT count(*) FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace WHERE " +
		"s.nspname LIKE 'lab%' OR s.nspname = 'public'").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d relations left (%v), want none", n, err)
	}
}

func TestIncludeAndVisibility(t *testing.T) {
	e, url := open(t)
	const include = "CREATE INDEX i ON orders (user_id, status, created_at) INCLUDE (total)"
	tried, err := e.Try(context.Background(), trial(include, twoOnly))
	if err != nil {
		t.Fatal(err)
	}
	effect, index := tried.Sets[0].Queries[0], tried.Sets[0].Indexes[0]
	if !effect.Covering || effect.Sort || !slices.Equal(index.Include, []string{"total"}) || len(index.Columns) != 3 {
		t.Errorf("effect %+v of index %+v, want it covering with total carried along", effect, index)
	}
	if effect.Unmapped != effect.Returned {
		t.Errorf("%d rows fetched from a table that was never vacuumed, want all %d", effect.Unmapped, effect.Returned)
	}
	// The counterpart, outside of a trial: VACUUM marks the pages all-visible, and the scan stays in the index.
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var raw []byte
	for _, text := range []string{orders(0).Schema(), "INSERT INTO orders SELECT g, g % 60, CASE g % 2 WHEN 0 THEN " +
		"'paid' ELSE 'pending' END, g, g, 'x' FROM generate_series(1, 3000) g", include,
		"VACUUM ANALYZE orders", "SET enable_bitmapscan = off", "SET enable_seqscan = off"} {
		if _, err := conn.ExecContext(context.Background(), text); err != nil {
			t.Fatal(err)
		}
	}
	if err := conn.QueryRowContext(context.Background(),
		"EXPLAIN (FORMAT JSON, ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF) "+twoOnly).Scan(&raw); err != nil {
		t.Fatal(err)
	}
	after, err := readPlan(raw, &tried.Sets[0])
	if err != nil || !after.Covering || after.Unmapped != 0 {
		t.Errorf("after VACUUM: %+v, %v; want no row fetched from the table", after, err)
	}
}

func TestServerRefusals(t *testing.T) {
	e, url := open(t)
	for _, text := range []string{"CREATE UNIQUE INDEX i ON orders (user_id)", "CREATE INDEX orders ON orders (id)",
		"CREATE INDEX i ON orders USING hash (user_id, status)",
		"CREATE INDEX i ON orders (id) WHERE status = 5", "CREATE INDEX i ON orders (id) WHERE total = 99999999999"} {
		_, err := e.Try(context.Background(), trial(text, hotQuery))
		var own *sqlengine.Error
		if text == "CREATE INDEX i ON orders (id) WHERE total = 99999999999" {
			if err != nil { // compared as a wider number, and so legal
				t.Errorf("%s: %v", text, err)
			}
			continue
		}
		if !errors.As(err, &own) || own.Cause != sqlengine.Refused || strings.Contains(own.Message, "SQLSTATE") {
			t.Errorf("%s: %v, want a refusal in words", text, err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if _, err := e.Try(ctx, trial("CREATE INDEX i ON orders (id)", hotQuery)); err == nil {
		t.Error("a trial within a millisecond ends well, want an error")
	}
	if _, err := Open(context.Background(), "postgres://nobody:secret@127.0.0.1:1/x?connect_timeout=1"); err == nil ||
		strings.Contains(err.Error(), "secret") {
		t.Errorf("no server: %v, want an error without the password", err)
	}
	nothingLeft(t, url)
}

// Trials of several people run side by side on one server, each in its own transaction.
func TestTrialsSideBySide(t *testing.T) {
	e, url := open(t)
	failed := make(chan error, 6)
	for range cap(failed) {
		go func() {
			tried, err := e.Try(context.Background(), trial("CREATE INDEX i ON orders (user_id, status, created_at)",
				hotQuery))
			if err == nil && tried.Sets[0].Queries[0].Sort {
				err = fmt.Errorf("plan %v", tried.Sets[0].Queries[0].Plan)
			}
			failed <- err
		}()
	}
	for range cap(failed) {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	nothingLeft(t, url)
}
