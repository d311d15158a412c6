package families

import (
	"fmt"
	"strconv"
	"strings"

	"tradeofflab/sims/sqlengine"
)

// sqlite runs the transactions on two connections of the real engine.
type sqlite struct {
	s     *sqlengine.Sessions
	begun [2]bool
	fault string // what the engine refused and no transaction should meet
}

// newSQLite opens the engine. Uncommitted shares one page cache and reads what is not committed: the only level SQLite
// has beside the serialisable one.
func newSQLite(start []pair, uncommitted bool) (*sqlite, error) {
	sql := "CREATE TABLE t (k TEXT PRIMARY KEY, v INTEGER);"
	for _, p := range start {
		sql += fmt.Sprintf("INSERT INTO t VALUES ('%s', %d);", p.Key, p.Val)
	}
	s, err := sqlengine.OpenSessions(sql, 2, uncommitted)
	return &sqlite{s: s}, err
}

func (e *sqlite) close() { e.s.Close() }

// statement is a step in SQL.
func (o op) statement(value int) string {
	switch o.Kind {
	case opRead, opLock:
		return fmt.Sprintf("SELECT v FROM t WHERE k = '%s'", o.Key)
	case opCount:
		return fmt.Sprintf("SELECT count(*) FROM t WHERE v >= %d", o.Num)
	case opWrite:
		return fmt.Sprintf("UPDATE t SET v = %d WHERE k = '%s'", value, o.Key)
	case opAdd:
		return fmt.Sprintf("UPDATE t SET v = v + %d WHERE k = '%s'", value, o.Key)
	case opSwap:
		return fmt.Sprintf("UPDATE t SET v = %d WHERE k = '%s' AND v = %d", value, o.Key, o.Num)
	case opInsert:
		return fmt.Sprintf("INSERT INTO t VALUES ('%s', %d)", o.Key, value)
	case opCommit:
		return "COMMIT"
	}
	return "ROLLBACK"
}

func (e *sqlite) exec(tx int, o op, value int) (int, status) {
	if !e.begun[tx] {
		e.s.Do(tx, "BEGIN")
		e.begun[tx] = true
	}
	if o.Kind == opLock { // SQLite has no lock on a row: an update that changes nothing takes that of the file
		if told := e.s.Do(tx, fmt.Sprintf("UPDATE t SET v = v WHERE k = '%s'", o.Key)); told.Busy {
			return 0, waits
		}
	}
	told := e.s.Do(tx, o.statement(value))
	if o.Kind == opAdd && !told.Busy && told.Err == "" { // what the row holds now, for the reader
		told = e.s.Do(tx, fmt.Sprintf("SELECT v FROM t WHERE k = '%s'", o.Key))
	}
	if o.Kind == opSwap && !told.Busy && told.Err == "" {
		if told = e.s.Do(tx, "SELECT changes()"); len(told.Rows) == 1 && told.Rows[0][0] == "i0" {
			return 0, missed
		}
		return value, done
	}
	switch {
	case told.Busy:
		return 0, waits
	case told.Err != "":
		e.fault = told.Err
		return 0, refused
	case len(told.Rows) == 1:
		v, err := strconv.Atoi(strings.TrimPrefix(string(told.Rows[0][0]), "i"))
		if err != nil {
			e.fault = err.Error()
		}
		return v, done
	}
	return value, done
}

func (e *sqlite) rollback(tx int) { e.s.Do(tx, "ROLLBACK") }

func (e *sqlite) rows() []pair {
	var out []pair
	for _, row := range e.s.Do(0, "SELECT k, v FROM t ORDER BY k").Rows {
		v, err := strconv.Atoi(strings.TrimPrefix(string(row[1]), "i"))
		if err != nil {
			e.fault = err.Error()
		}
		out = append(out, pair{string(row[0][1:]), v})
	}
	return out
}
