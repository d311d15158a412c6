package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"tradeofflab/exercises"
	"tradeofflab/store/storetest"
)

// TestGradeIndexesOnBothEngines grades index statements on SQLite and on a PostgreSQL server: the same answers score
// the same, except INCLUDE, which only PostgreSQL has.
func TestGradeIndexesOnBothEngines(t *testing.T) {
	if underRace {
		t.Skip("skipped under the race detector: the sandbox's children do not start there")
	}
	url := storetest.Postgres(t)
	for _, tt := range []struct {
		part, sql        string
		sqlite, postgres bool // full marks
		says             string
	}{
		{"index", "CREATE INDEX i ON orders (user_id, status, created_at DESC)", true, true, ""},
		{"index", "CREATE INDEX i ON orders (status, user_id, created_at)", true, true, "alike"},
		{"index", "CREATE INDEX i ON orders (user_id, created_at) WHERE status = 'pending'", true, true,
			"A partial index"},
		{"index", "CREATE INDEX i ON orders (user_id, created_at, status)", false, false, "before status"},
		{"index", "CREATE INDEX i ON orders (user_id, status)", false, false, ""},
		{"index", "DROP TABLE orders", false, false, "only CREATE INDEX|Only CREATE INDEX"},
		{"covering", "CREATE INDEX i ON orders (user_id, status, created_at, total)", true, true, ""},
		{"covering", "CREATE INDEX i ON orders (user_id, status, created_at) INCLUDE (total)", false, true,
			"visibility map|SQLite has no INCLUDE"},
		{"covering", "CREATE INDEX i ON orders (user_id, status, created_at) INCLUDE (total, note)", false,
			false, "note"},
		{"budget", "CREATE INDEX a ON orders (user_id, created_at); CREATE INDEX b ON orders (created_at) WHERE " +
			"status = 'pending'", true, true, ""},
	} {
		answers := fmt.Sprintf(`{"%s": %s}`, tt.part, exercises.Value(tt.sql))
		for _, engine := range []string{"", url} {
			args := []string{"grade", "indexes", "--answers", "-", "--json"}
			want := tt.sqlite
			if engine != "" {
				args, want = append(args, "--sql-engine", engine), tt.postgres
			}
			got := lab(t, answers, args...)
			var v exercises.Verdict
			if err := json.Unmarshal([]byte(got.out), &v); err != nil || got.code != 0 {
				t.Fatalf("%s %s: exit %d, %v\n%s", tt.part, tt.sql, got.code, err, got.err)
			}
			p, _ := v.Part(tt.part)
			said := false
			for _, piece := range strings.Split(tt.says, "|") {
				said = said || strings.Contains(got.out, piece)
			}
			if full := p.Score == p.Max; full != want || !said {
				t.Errorf("%s %s, on %q: full %v, want %v, and %q said\n%s", tt.part, tt.sql,
					strings.SplitN(engine, ":", 2)[0], full, want, tt.says, got.out)
			}
		}
	}
	if got := lab(t, `{}`, "grade", "indexes", "--answers", "-", "--sql-engine", "mysql://x"); got.code != 2 ||
		!strings.Contains(got.err, "postgres://") {
		t.Errorf("another engine: %+v, want exit 2 and the form of the URL", got)
	}
	if got := lab(t, `{}`, "grade", "indexes", "--answers", "-", "--sql-engine",
		"postgres://127.0.0.1:1/x?connect_timeout=1"); got.code != 1 {
		t.Errorf("no server: %+v, want exit 1", got)
	}
}
