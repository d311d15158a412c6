// Package sqlengine runs learners' SQL on a real SQLite, with limits.
//
// Run takes one reading statement over small data sets and returns rows and plan. It is meant for a child process: with
// its long list of functions no setting bounds memory or one long call.
//
// Image is a database in memory that may hold a million rows. On it Index runs CREATE INDEX, Query one reading statement,
// InsertCost new rows, and Review all three for a grader; each says what the engine did: plan as a structure, steps,
// pages read by tree and level, pages written. All files lie in memory behind a file system of ours that counts and
// bounds what is read and written, functions are few and cheap, values short and steps limited, so it may run inside a
// server, and equal calls give equal numbers on every machine.
package sqlengine

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"modernc.org/sqlite" // the driver
	lib "modernc.org/sqlite/lib"
)

// The limits of one statement.
const (
	MaxRows   = 1000    // rows of a result
	MaxLength = 100_000 // bytes of one text, blob or row
	MaxSQL    = 21_000  // bytes of statement, with the words that ask for the plan
	MaxResult = 400_000 // bytes of one result
)

// Request is a statement to run over one or more data sets with one schema.
type Request struct {
	Schema    string   `json:"schema"`              // trusted SQL that creates the tables
	Sets      []string `json:"sets"`                // trusted SQL that fills them, one database each
	Statement string   `json:"statement"`           // untrusted: one statement that reads
	Reference string   `json:"reference,omitempty"` // trusted: the model statement, run over the same data
}

// Reply holds one outcome a data set.
type Reply struct {
	Sets []Outcome `json:"sets"`
}

// Outcome is what the statement and the reference gave on one data set.
type Outcome struct {
	Answer    Result `json:"answer"`
	Reference Result `json:"reference"`
}

// Result is a result table and the plan it came by.
type Result struct {
	Columns []string `json:"columns"`
	Rows    [][]Cell `json:"rows"`
	Plan    []string `json:"plan,omitempty"` // one line a step, indented by two spaces a level
}

// Run runs the statement over every data set. An *Error tells what is wrong with the statement.
func Run(ctx context.Context, req Request) (Reply, error) {
	if err := single(req.Statement); err != nil {
		return Reply{}, err
	}
	var reply Reply
	for i, set := range req.Sets {
		o, err := runSet(ctx, req, set)
		if err != nil {
			if e, ok := err.(*Error); ok {
				return Reply{}, e
			}
			return Reply{}, fmt.Errorf("data set %d: %w", i, err)
		}
		reply.Sets = append(reply.Sets, o)
	}
	return reply, nil
}

func runSet(ctx context.Context, req Request, set string) (Outcome, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return Outcome{}, err
	}
	defer db.Close()
	// Every connection to :memory: is a database of its own, so there is exactly one.
	conn, err := db.Conn(ctx)
	if err != nil {
		return Outcome{}, err
	}
	defer conn.Close()
	// Sorting in files is switched off before the authorizer refuses every pragma.
	for _, text := range []string{"PRAGMA temp_store = 2", "PRAGMA trusted_schema = OFF", req.Schema, set} {
		if strings.TrimSpace(text) == "" {
			continue
		}
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return Outcome{}, fmt.Errorf("load data: %w", err)
		}
	}
	var o Outcome
	if req.Reference != "" {
		if o.Reference, err = query(ctx, conn, req.Reference); err != nil {
			return Outcome{}, fmt.Errorf("reference: %w", err)
		}
	}
	guard := &guard{}
	if err := guard.install(conn); err != nil {
		return Outcome{}, fmt.Errorf("install limits: %w", err)
	}
	if o.Answer, err = query(ctx, conn, req.Statement); err != nil {
		return Outcome{}, guard.explain(err)
	}
	if o.Answer.Plan, err = plan(ctx, conn, req.Statement); err != nil {
		return Outcome{}, guard.explain(err)
	}
	return o, nil
}

func query(ctx context.Context, conn *sql.Conn, text string) (Result, error) {
	rows, err := conn.QueryContext(ctx, text)
	if err != nil {
		return Result{}, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return Result{}, err
	}
	r := Result{Columns: columns, Rows: [][]Cell{}}
	size := 0
	for rows.Next() {
		if len(r.Rows) == MaxRows {
			return Result{}, &Error{Cause: TooManyRows, Message: "the result has more than 1,000 rows"}
		}
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return Result{}, err
		}
		row := make([]Cell, len(columns))
		for i, v := range values {
			row[i] = cell(v)
			size += len(row[i]) + 4
		}
		if size > MaxResult {
			return Result{}, &Error{Cause: TooLarge, Message: "the result is larger than 400 kB"}
		}
		r.Rows = append(r.Rows, row)
	}
	return r, rows.Err()
}

func plan(ctx context.Context, conn *sql.Conn, text string) ([]string, error) {
	rows, err := conn.QueryContext(ctx, "EXPLAIN QUERY PLAN "+text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	depth := map[int]int{}
	var lines []string
	for rows.Next() && len(lines) < MaxRows {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			return nil, err
		}
		depth[id] = depth[parent] + 1
		lines = append(lines, strings.Repeat("  ", depth[id]-1)+detail)
	}
	return lines, rows.Err()
}

// limits bound what one statement may hold; a text of 100 kB also bounds how long one built-in function can take.
var limits = []struct{ id, max int }{
	{lib.SQLITE_LIMIT_LENGTH, MaxLength}, {lib.SQLITE_LIMIT_SQL_LENGTH, MaxSQL}, {lib.SQLITE_LIMIT_COLUMN, 100},
	{lib.SQLITE_LIMIT_EXPR_DEPTH, 100}, {lib.SQLITE_LIMIT_COMPOUND_SELECT, 20}, {lib.SQLITE_LIMIT_VDBE_OP, 25_000},
	{lib.SQLITE_LIMIT_FUNCTION_ARG, 20}, {lib.SQLITE_LIMIT_ATTACHED, 0}, {lib.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200},
	{lib.SQLITE_LIMIT_VARIABLE_NUMBER, 0}, {lib.SQLITE_LIMIT_TRIGGER_DEPTH, 0}, {lib.SQLITE_LIMIT_WORKER_THREADS, 0},
}

func (g *guard) install(conn *sql.Conn) error {
	for _, l := range limits {
		if _, err := sqlite.Limit(conn, l.id, l.max); err != nil {
			return err
		}
	}
	return conn.Raw(func(driverConn any) error {
		r, ok := driverConn.(sqlite.AuthorizerRegisterer)
		if !ok {
			return fmt.Errorf("driver has no authorizer")
		}
		return r.RegisterAuthorizer(g.authorize)
	})
}
