// Package postgres runs trials of indexes on a PostgreSQL server: the learner's definitions on tables that exist only
// inside a transaction, which is always rolled back.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver

	"tradeofflab/sims/sqlengine"
)

// Engine is a PostgreSQL server for trials. Several goroutines may use one.
type Engine struct {
	db   *sql.DB
	name string
}

// The limits of one statement, beside those that the planner's and the parser's allow-list set.
const (
	statementLimit = "1500ms"
	lockLimit      = "500ms"
	connections    = 4
)

// Open connects to a server by its postgres:// URL. The role needs the right to create schemas in that database, and
// should have no other: give the engine a database of its own.
func Open(ctx context.Context, url string) (*Engine, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return nil, errors.New("open SQL engine: the URL cannot be read")
	}
	db.SetMaxOpenConns(connections)
	var version string
	row := db.QueryRowContext(ctx, "SELECT split_part(current_setting('server_version'), ' ', 1)")
	if err := row.Scan(&version); err != nil {
		db.Close()
		return nil, fmt.Errorf("open SQL engine: %w", err)
	}
	return &Engine{db, "PostgreSQL " + version}, nil
}

// Close ends the connections.
func (e *Engine) Close() error { return e.db.Close() }

// Try runs a trial. An *sqlengine.Error says what is wrong with the definitions. The burden of inserts and the entries
// visited are left at zero: PostgreSQL does not count them.
func (e *Engine) Try(ctx context.Context, t sqlengine.Trial) (sqlengine.Tried, error) {
	out := sqlengine.Tried{Engine: e.name}
	for _, set := range t.Sets {
		statements, err := definitions(t.Definitions, set.Sample, t.Most)
		if err != nil {
			return sqlengine.Tried{}, err
		}
		tried, err := e.try(ctx, set, statements)
		if err != nil {
			return sqlengine.Tried{}, err
		}
		out.Sets = append(out.Sets, tried)
	}
	return out, nil
}

// settings make small tables show the plans of large ones, and the plan a function of the data alone. The tables are so
// small that the planner would rather read them whole, or gather row addresses in a bitmap, which loses the order.
var settings = []string{
	"statement_timeout = '" + statementLimit + "'", "lock_timeout = '" + lockLimit + "'", "work_mem = '4MB'",
	"maintenance_work_mem = '16MB'",
	"enable_seqscan = off", "enable_bitmapscan = off", "random_page_cost = 1.1", "max_parallel_workers_per_gather = 0",
	"jit = off",
	"max_parallel_maintenance_workers = 0", "enable_material = on", "client_min_messages = error",
}

func (e *Engine) try(ctx context.Context, set sqlengine.TrialSet, statements []string) (sqlengine.TriedSet, error) {
	out := sqlengine.TriedSet{Rows: set.Sample.Rows}
	tx, err := e.db.BeginTx(ctx, nil)
	if err != nil {
		return out, fmt.Errorf("begin trial: %w", err)
	}
	defer tx.Rollback()
	r := run{ctx, tx, set}
	if err := r.load(); err != nil {
		return out, fmt.Errorf("load trial: %w", err)
	}
	before := make([]string, len(set.Queries))
	for i, q := range set.Queries {
		if before[i], _, err = r.sum(q); err != nil {
			return out, fmt.Errorf("query without indexes: %w", err)
		}
	}
	for _, s := range statements {
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return out, explain(ctx, err)
		}
	}
	// Building an index counts its entries exactly; ANALYZE replaces the count by an estimate.
	if err := r.indexes(&out); err != nil {
		return out, fmt.Errorf("read indexes: %w", err)
	}
	if _, err := tx.ExecContext(ctx, "ANALYZE "+set.Sample.Table); err != nil {
		return out, explain(ctx, err)
	}
	for i, q := range set.Queries {
		effect, err := r.effect(q, &out)
		if err != nil {
			return out, fmt.Errorf("explain query: %w", err)
		}
		after, rows, err := r.sum(q)
		if err != nil {
			return out, fmt.Errorf("query with indexes: %w", err)
		}
		effect.Same, effect.Returned = after == before[i], rows
		out.Queries = append(out.Queries, effect)
	}
	return out, nil
}

// run is one transaction.
type run struct {
	ctx context.Context
	tx  *sql.Tx
	set sqlengine.TrialSet
}

// load makes a schema of this transaction and fills its one table.
func (r run) load() error {
	var pid int
	if err := r.tx.QueryRowContext(r.ctx, "SELECT pg_backend_pid()").Scan(&pid); err != nil {
		return err
	}
	schema := fmt.Sprintf("lab_trial_%d", pid)
	texts := []string{"CREATE SCHEMA " + schema, "SET LOCAL search_path = " + schema}
	for _, s := range settings {
		texts = append(texts, "SET LOCAL "+s)
	}
	texts = append(texts, r.set.Sample.Schema())
	const batch = 500
	rows := r.set.Sample.Values(r.set.Sample.Rows)
	for from := 0; from < len(rows); from += batch {
		var lines []string
		for _, row := range rows[from:min(from+batch, len(rows))] {
			var cells []string
			for _, v := range row {
				cells = append(cells, literal(v))
			}
			lines = append(lines, "("+strings.Join(cells, ",")+")")
		}
		texts = append(texts, "INSERT INTO "+r.set.Sample.Table+" VALUES "+strings.Join(lines, ","))
	}
	for _, text := range texts {
		if _, err := r.tx.ExecContext(r.ctx, text); err != nil {
			return err
		}
	}
	return nil
}

func literal(v any) string {
	if text, ok := v.(string); ok {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return fmt.Sprint(v)
}

// sum gives a digest of the rows of a query, whatever their order, and how many there are.
func (r run) sum(query string) (digest string, rows int, err error) {
	var text sql.NullString
	err = r.tx.QueryRowContext(r.ctx, "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)), count(*) FROM ("+query+
		") t").Scan(&text, &rows)
	return text.String, rows, err
}

// explain turns what the server says of a learner's index into an *sqlengine.Error.
func explain(ctx context.Context, err error) error {
	var e *pgconn.PgError
	switch {
	case !errors.As(err, &e):
		return fmt.Errorf("create index: %w", err)
	// canceled by the time limit, or a lock not available
	case e.Code == "57014" || e.Code == "55P03" || ctx.Err() != nil:
		return &sqlengine.Error{Cause: sqlengine.Interrupted, Message: "the statement was stopped"}
	case e.Code == "23505":
		return &sqlengine.Error{Cause: sqlengine.Refused,
			Message: "a unique index admits each value once, and the table holds some more often"}
	case strings.HasPrefix(e.Code, "42"), strings.HasPrefix(e.Code, "22"), strings.HasPrefix(e.Code, "54"),
		strings.HasPrefix(e.Code, "0A"):
		return &sqlengine.Error{Cause: sqlengine.Refused, Message: e.Message}
	}
	return fmt.Errorf("create index: %w", err)
}
