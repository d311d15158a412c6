package families

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // PostgreSQL driver

	"tradeofflab/store/storetest"
)

// server runs the transactions on two connections of a real PostgreSQL.
type server struct {
	t       *testing.T
	watch   *sql.DB
	conns   [2]*sql.Conn
	pids    [2]int
	begin   string
	begun   [2]bool
	pending [2]chan answer
}

// answer is what the server says to a statement.
type answer struct {
	value, changed int
	err            error
}

// newServer opens the connections. Rows are found by the key's index, so that reads are noted by row; a deadlock is
// left to play, which ends it at once.
func newServer(t *testing.T, url string) *server {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	e := &server{t: t, watch: db}
	for i := range e.conns {
		if e.conns[i], err = db.Conn(context.Background()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { e.conns[i].Close() })
		pid := e.conns[i].QueryRowContext(context.Background(), "SELECT pg_backend_pid()")
		if err := pid.Scan(&e.pids[i]); err != nil {
			t.Fatal(err)
		}
		e.must(i, "SET deadlock_timeout = '1h'")
		e.must(i, "SET enable_seqscan = off")
	}
	return e
}

func (e *server) must(tx int, text string) {
	e.t.Helper()
	if _, err := e.conns[tx].ExecContext(context.Background(), text); err != nil {
		e.t.Fatalf("%s: %v", text, err)
	}
}

// start makes the table anew.
func (e *server) start(level string, start []pair) {
	e.begin, e.begun = "BEGIN ISOLATION LEVEL "+strings.ToUpper(level), [2]bool{}
	e.must(0, "DROP TABLE IF EXISTS t")
	e.must(0, "CREATE TABLE t (k text PRIMARY KEY, v integer)")
	for _, p := range start {
		e.must(0, fmt.Sprintf("INSERT INTO t VALUES ('%s', %d)", p.Key, p.Val))
	}
}

// send runs a statement beside the test.
func (e *server) send(tx int, o op, value int) chan answer {
	out := make(chan answer, 1)
	text := o.statement(value)
	switch o.Kind {
	case opLock:
		text += " FOR UPDATE"
	case opAdd:
		text += " RETURNING v"
	}
	go func() {
		var a answer
		if o.Kind == opRead || o.Kind == opCount || o.Kind == opLock || o.Kind == opAdd {
			a.err = e.conns[tx].QueryRowContext(context.Background(), text).Scan(&a.value)
		} else if result, err := e.conns[tx].ExecContext(context.Background(), text); err != nil {
			a.err = err
		} else if n, err := result.RowsAffected(); err == nil {
			a.value, a.changed = value, int(n)
		}
		out <- a
	}()
	return out
}

func (e *server) exec(tx int, o op, value int) (int, status) {
	if !e.begun[tx] {
		e.must(tx, e.begin)
		e.begun[tx] = true
	}
	if e.pending[tx] == nil {
		e.pending[tx] = e.send(tx, o, value)
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		select {
		case a := <-e.pending[tx]:
			e.pending[tx] = nil
			switch {
			case a.err != nil && strings.Contains(a.err.Error(), "40001"):
				return 0, refused
			case a.err != nil:
				e.t.Fatalf("%s: %v", o.statement(value), a.err)
			case o.Kind == opSwap && a.changed == 0:
				return 0, missed
			}
			return a.value, done
		case <-time.After(500 * time.Microsecond):
			blocked := false
			err := e.watch.QueryRow("SELECT cardinality(pg_blocking_pids($1)) > 0", e.pids[tx]).Scan(&blocked)
			if err != nil {
				e.t.Fatal(err)
			}
			if blocked {
				return 0, waits
			}
		}
	}
	e.t.Fatalf("%s neither ends nor waits for a lock", o.statement(value))
	return 0, refused
}

func (e *server) rollback(tx int) {
	if e.pending[tx] != nil {
		if _, err := e.watch.Exec("SELECT pg_cancel_backend($1)", e.pids[tx]); err != nil {
			e.t.Fatal(err)
		}
		<-e.pending[tx]
		e.pending[tx] = nil
	}
	e.must(tx, "ROLLBACK")
}

func (e *server) rows() []pair {
	rows, err := e.watch.Query("SELECT k, v FROM t ORDER BY k")
	if err != nil {
		e.t.Fatal(err)
	}
	defer rows.Close()
	var out []pair
	for rows.Next() {
		var p pair
		if err := rows.Scan(&p.Key, &p.Val); err != nil {
			e.t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

func (e *server) close() {}

// TestPostgreSQL plays every interleaving of every scenario at every level of PostgreSQL on a real server, and wants
// the model to read, wait, refuse and leave the same.
func TestPostgreSQL(t *testing.T) {
	e := newServer(t, storetest.Postgres(t))
	for _, l := range levels {
		if l.Product != postgres {
			continue
		}
		for _, s := range scenarios {
			bad := 0
			for _, o := range orders(len(s.Tx[0]), len(s.Tx[1])) {
				e.start(l.Name, s.Start)
				real, model := play(s, e, o), play(s, newStore(l, s.Start), o)
				if s.Bad(real) {
					bad++
				}
				if !reflect.DeepEqual(real.Regs, model.Regs) || !reflect.DeepEqual(real.Final, model.Final) ||
					real.Done != model.Done || real.Waits != model.Waits || real.Victim != model.Victim {
					t.Errorf("%s %s at %v:\n  server %v\n  model  %v", s.ID, o, l, outcome(real), outcome(model))
				}
			}
			if prevented := bad == 0; prevented != (s.Cure || l.prevents[s.Symbol]) {
				t.Errorf("%s at %v happens in %d interleavings on the server", s.ID, l, bad)
			}
		}
	}
}

func outcome(h history) string {
	return fmt.Sprintf("%v %v, committed %v, %d waits, rolled back %d", h.Regs, h.Final, h.Done, h.Waits, h.Victim)
}
