package indexes

import (
	"context"
	"strings"
	"testing"

	"tradeofflab/exercises"
	"tradeofflab/exercises/sandbox"
)

func grade(t *testing.T, variant int, part, sql string) exercises.PartVerdict {
	t.Helper()
	p, err := exercises.GradePart(context.Background(), Exercise, variant, part,
		exercises.Answers{part: exercises.Value(sql)}, exercises.Env{Sandbox: sandbox.Inline{}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Every index that serves the query as well is accepted, whatever its text; what only looks like it is not.
func TestIndexAnswers(t *testing.T) {
	for _, tt := range []struct {
		part, sql string
		full      bool
		said      string // a piece of the note or of what is said of the checks
	}{
		{"index", "CREATE INDEX i ON orders (user_id, status, created_at DESC)", true, ""},
		{"index", "CREATE INDEX i ON orders (user_id, status, created_at)", true, "read from its end"},
		{"index", "create index i on ORDERS (USER_ID, STATUS, CREATED_AT ASC);", true, ""},
		{"index", "CREATE INDEX i ON orders (status, user_id, created_at)", true, "serve this query alike"},
		{"index", "CREATE INDEX i ON orders (status DESC, user_id, created_at DESC)", true, "Other queries decide"},
		{"index", "CREATE INDEX i ON orders (user_id, created_at DESC) WHERE status = 'pending'", true,
			"A partial index holds only the rows"},
		{"index", "CREATE INDEX i ON orders (user_id, created_at) WHERE 'pending' = status", false, "in the same form"},
		{"index", "CREATE INDEX i ON orders (user_id, status, created_at, total, note)", true, ""},
		{"index", "CREATE INDEX i ON orders (user_id, created_at) WHERE status = 'paid'", false, "does not ask for"},
		{"index", "CREATE INDEX i ON orders (user_id, created_at) WHERE status IS NOT NULL", false, ""},
		{"index", "CREATE INDEX i ON orders (user_id, created_at, status)", false, "before status"},
		{"index", "CREATE INDEX i ON orders (user_id, status)", false, "SORT|TEMP B-TREE"},
		{"index", "CREATE INDEX i ON orders (status)", false, ""},
		{"index", "CREATE INDEX i ON orders (user_id + 0, status, created_at)", false, ""},
		{"index", "CREATE UNIQUE INDEX i ON orders (user_id, status, created_at)", true, ""},
		{"index", "CREATE UNIQUE INDEX i ON orders (user_id, status)", false, "UNIQUE"},
		{"covering", "CREATE INDEX i ON orders (user_id, status, created_at, total)", true, ""},
		{"covering", "CREATE INDEX i ON orders (status, user_id, created_at DESC, total)", true, ""},
		{"covering", "CREATE INDEX i ON orders (user_id, created_at, total) WHERE status = 'pending'", true, ""},
		{"covering", "CREATE INDEX i ON orders (user_id, status, created_at, total, id)", true, ""},
		{"covering", "CREATE INDEX i ON orders (user_id, status, created_at) INCLUDE (total)", false,
			"CREATE INDEX i ON orders (user_id, status, created_at, total)"},
		{"covering", "CREATE INDEX i ON orders (user_id, status, created_at)", false, ""},
		{"budget", "CREATE INDEX a ON orders (user_id, created_at); CREATE INDEX b ON orders (status, created_at)",
			true, ""},
		{"budget", "CREATE INDEX a ON orders (user_id, created_at); CREATE INDEX b ON orders (created_at)", false,
			"few rows 'pending'"},
		{"budget", "CREATE INDEX a ON orders (user_id, created_at, status); CREATE INDEX b ON orders (created_at) " +
			"WHERE status = 'pending'", true, ""},
		{"budget", "CREATE INDEX a ON orders (created_at)", false, ""},
		{"budget", "CREATE INDEX a ON orders (user_id, created_at DESC, status, total); CREATE INDEX b ON orders " +
			"(status, created_at, total, user_id)", false, ""},
		{"budget", strings.Repeat("CREATE INDEX a ON orders (total);", 6), false, "at most 5 run"},
	} {
		p := grade(t, 0, tt.part, tt.sql)
		said := p.Note
		for _, c := range p.Checks {
			said += " " + c.Got + " " + c.Hint
			if strings.Contains(c.Got, "SQLITE") {
				t.Errorf("%s: %q holds a code of the engine", tt.sql, c.Got)
			}
		}
		found := false
		for _, piece := range strings.Split(tt.said, "|") {
			found = found || strings.Contains(said, piece)
		}
		if full := p.Score == p.Max; full != tt.full || !found {
			t.Errorf("%s %s: %d of %d, said %q; want full %v and %q", tt.part, tt.sql, p.Score, p.Max, said,
				tt.full, tt.said)
		}
	}
}

// TestCourseNumbers pins variant 0 to the course's own: 500 inserts/s and five indexes are 3,000 writes a second.
func TestCourseNumbers(t *testing.T) {
	solution, err := Exercise.Solution(0)
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]string{"writes": "3000", "order": `"alike"`,
		"index": `"CREATE INDEX hot ON orders (user_id, status, created_at DESC)"`} {
		if got := string(solution[part]); got != want {
			t.Errorf("%s: %s, want %s", part, got, want)
		}
	}
}

// TestStatementsThatAreNoIndex wants a sentence that names the thing and the way out.
func TestStatementsThatAreNoIndex(t *testing.T) {
	const good = "CREATE INDEX hot ON orders (user_id, status, created_at DESC)"
	for _, c := range []struct{ part, sql, says string }{
		{"index", "DROP INDEX a; " + good, "nothing to drop"},
		{"index", "BEGIN; " + good + "; COMMIT", "needs no transaction"},
		{"index", good + "; ANALYZE", "ANALYZE is not needed"},
		{"budget", good + "\nCREATE INDEX c ON orders (user_id)", "semicolon between them"},
		{"index", "CREATE INDEX ON orders (user_id)", "a name for each index"},
		{"index", "ALTER TABLE orders ADD INDEX b (user_id)", "not with ALTER TABLE"},
		{"index", "EXPLAIN " + good, "leave EXPLAIN out"},
	} {
		p := grade(t, 0, c.part, c.sql)
		if p.Score != 0 || !strings.Contains(p.Checks[0].Got, c.says) {
			t.Errorf("%q: %d points, %q, want %q in it", c.sql, p.Score, p.Checks[0].Got, c.says)
		}
	}
	for _, sql := range []string{strings.Replace(good, "hot", `"hot index"`, 1), strings.Replace(good, "hot",
		"[hot index]", 1),
		"\ufeff" + strings.ReplaceAll(good, " ", "\u00a0"), good + " ; -- done"} {
		if p := grade(t, 0, "index", sql); p.Score != p.Max {
			t.Errorf("%q gets %d of %d: %+v", sql, p.Score, p.Max, p.Checks)
		}
	}
}
