package sqlengine

import (
	"fmt"
	"testing"
)

const sessionTable = "CREATE TABLE t (k TEXT PRIMARY KEY, v INTEGER); INSERT INTO t VALUES ('a', 10), ('b', 20)"

// TestSessionsLock walks SQLite's lock states: readers together, one writer, a commit that waits for readers.
func TestSessionsLock(t *testing.T) {
	for range 3 { // equal calls give equal answers
		s, err := OpenSessions(sessionTable, 2, false)
		if err != nil {
			t.Fatal(err)
		}
		for i, step := range []struct {
			session int
			sql     string
			want    string
		}{
			{0, "BEGIN", ""}, {1, "BEGIN", ""},
			{0, "SELECT v FROM t WHERE k = 'a'", "i10"},
			{1, "UPDATE t SET v = 11 WHERE k = 'a'", ""},
			{0, "SELECT v FROM t WHERE k = 'a'", "i10"}, // no dirty read
			{0, "UPDATE t SET v = 12 WHERE k = 'b'", "busy"},
			{1, "COMMIT", "busy"}, // a reader is in
			{0, "COMMIT", ""},
			{1, "COMMIT", ""},
			{0, "SELECT v FROM t WHERE k = 'a'", "i11"},
			{0, "SELECT nothing", "error"},
		} {
			told := s.Do(step.session, step.sql)
			got := ""
			switch {
			case told.Busy:
				got = "busy"
			case told.Err != "":
				got = "error"
			case len(told.Rows) > 0:
				got = fmt.Sprint(told.Rows[0][0])
			}
			if got != step.want {
				t.Errorf("step %d, session %d, %s: %q %s, want %q", i, step.session, step.sql, got, told.Err, step.want)
			}
		}
		s.Close()
	}
}

// TestSessionsReadUncommitted wants the dirty read that a shared cache allows on request.
func TestSessionsReadUncommitted(t *testing.T) {
	s, err := OpenSessions(sessionTable, 2, true)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, sql := range []string{"BEGIN", "UPDATE t SET v = 11 WHERE k = 'a'"} {
		if told := s.Do(0, sql); told.Busy || told.Err != "" {
			t.Fatalf("%s: %+v", sql, told)
		}
	}
	told := s.Do(1, "SELECT v FROM t WHERE k = 'a'")
	if len(told.Rows) != 1 || fmt.Sprint(told.Rows[0][0]) != "i11" {
		t.Errorf("read beside an open write: %+v, want the uncommitted i11", told)
	}
	if told = s.Do(1, "UPDATE t SET v = 5 WHERE k = 'b'"); !told.Busy {
		t.Errorf("second writer: %+v, want busy", told)
	}
	s.Do(0, "ROLLBACK")
	if told = s.Do(1, "SELECT v FROM t WHERE k = 'a'"); fmt.Sprint(told.Rows[0][0]) != "i10" {
		t.Errorf("after the rollback: %+v, want 10", told)
	}
}
