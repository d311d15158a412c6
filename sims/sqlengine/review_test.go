package sqlengine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A grader opens a database from SQL, makes the learner's index, and asks what it does for the hot query.
func ExampleImage_Review() {
	var rows strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&rows, "INSERT INTO orders VALUES (%d, %d, '%s', %d, %d);", i+1, i%50,
			[]string{"pending", "paid"}[i/50%2], 1000+i, i%7)
	}
	img, err := BuildSQL("CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id, status, created_at, total)",
		rows.String())
	if err != nil {
		panic(err)
	}
	r, err := img.Review(context.Background(), "CREATE INDEX mine ON orders (user_id, status, created_at)",
		"SELECT * FROM orders WHERE user_id = 7 AND status = 'pending' ORDER BY created_at DESC",
		DDL{Tables: []string{"orders"}, Max: 1},
		Rows{Table: "orders", Columns: 5, Count: 10, Set: func(in *Inserter, i int) {
			in.Int(0, int64(2001+i))
			in.Int(1, int64(i))
			in.Text(2, "pending")
			in.Int(3, int64(9000+i))
			in.Int(4, 1)
		}})
	if err != nil {
		panic(err)
	}
	fmt.Println("used", r.Used[0].Name, "=", r.Equality, "sort", r.Sort, "covering", r.Covering, "backward", r.Backward,
		"same rows", r.Same)
	fmt.Println("visited", r.Trace.Visited, "of", r.Before.Visited, "entries an insert", r.Insert.Entries/r.Insert.Rows,
		"against", r.InsertWas.Entries/r.InsertWas.Rows)
	// Output:
	// used mine = [user_id status] sort false covering false backward true same rows true
	// visited 21 of 2000 entries an insert 2 against 1
}

func TestParseStep(t *testing.T) {
	for _, tt := range []struct {
		text string
		want PlanStep
	}{
		{"SCAN orders", PlanStep{Action: Scan, Table: "orders"}},
		{"SCAN o USING COVERING INDEX i", PlanStep{Action: Scan, Table: "o", Index: "i", Covering: true}},
		{"SEARCH orders USING INDEX i (user_id=? AND status=? AND created_at>? AND created_at<?)",
			PlanStep{Action: Search, Table: "orders", Index: "i",
				Terms: []Term{{"user_id", "="}, {"status", "="}, {"created_at", ">"}, {"created_at", "<"}}}},
		{"SEARCH orders USING INDEX i (ANY(status) AND user_id=?)", PlanStep{Action: Search, Table: "orders",
			Index: "i", Terms: []Term{{"status", "any"}, {"user_id", "="}}}},
		{"SEARCH u USING INTEGER PRIMARY KEY (rowid=?)", PlanStep{Action: Search, Table: "u", PrimaryKey: true,
			Terms: []Term{{"rowid", "="}}}},
		{"SEARCH o USING AUTOMATIC COVERING INDEX (user_id=?)", PlanStep{Action: Search, Table: "o", Automatic: true,
			Covering: true, Terms: []Term{{"user_id", "="}}}},
		{"SEARCH o USING AUTOMATIC PARTIAL COVERING INDEX (user_id=?) LEFT-JOIN", PlanStep{Action: Search, Table: "o",
			Automatic: true, Covering: true, Terms: []Term{{"user_id", "="}}}},
		{"USE TEMP B-TREE FOR ORDER BY", PlanStep{Action: Sort, For: "ORDER BY"}},
		{"USE TEMP B-TREE FOR LAST TERM OF ORDER BY", PlanStep{Action: Sort, For: "ORDER BY"}},
		{"USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY", PlanStep{Action: Sort, For: "ORDER BY"}},
		{"USE TEMP B-TREE FOR RIGHT PART OF ORDER BY", PlanStep{Action: Sort, For: "ORDER BY"}},
		{"USE TEMP B-TREE FOR count(DISTINCT)", PlanStep{Action: Sort, For: "count(DISTINCT)"}},
		{"SCAN CONSTANT ROW", PlanStep{Action: Other}}, {"SCAN 3-ROW VALUES CLAUSE", PlanStep{Action: Other}},
		{"CO-ROUTINE x", PlanStep{Action: Other}}, {"MULTI-INDEX OR", PlanStep{Action: Other}},
		{"", PlanStep{Action: Other}},
	} {
		tt.want.Text, tt.want.Parent = tt.text, -1
		got := parseStep(tt.text)
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", tt.want) {
			t.Errorf("parseStep(%q) = %+v, want %+v", tt.text, got, tt.want)
		}
	}
}

func TestPlanIsATree(t *testing.T) {
	img := indexed(t, orders(t, 500), "CREATE INDEX a ON orders (user_id); CREATE INDEX b ON orders (total)")
	plan := queried(t, img, "SELECT id FROM orders WHERE user_id = 3 OR total = 9 ORDER BY note").Plan
	deep := 0
	for i, s := range plan {
		if s.Parent >= i {
			t.Errorf("step %d %q stands before its parent %d", i, s.Text, s.Parent)
		}
		if s.Parent >= 0 {
			deep++
		}
	}
	if got := plan.Indexes(); deep == 0 || !slices.Equal(got, []string{"a", "b"}) || !plan.Sorts() {
		t.Errorf("plan of an OR: indexes %v, %d steps below others, plan %+v; want both indexes below one step",
			got, deep, plan)
	}
}

func TestIndexRefusals(t *testing.T) {
	img := orders(t, 500)
	for _, tt := range []struct {
		text string
		want Cause
	}{
		{"DROP TABLE orders", NotAnIndex}, {"CREATE TABLE t (a)", NotAnIndex},
		{"CREATE INDEX a ON orders (x)", Refused},
		{"CREATE INDEX a ON users (id)", Denied}, {"CREATE INDEX \"a;b\" ON orders (id)", Denied},
		{"CREATE INDEX a ON orders (random())", Denied},
		{"CREATE INDEX a ON orders (id); CREATE INDEX b ON orders (id)", TooMany},
		{strings.Repeat(" ", 3000), TooLarge},
		{"CREATE UNIQUE INDEX a ON orders (status)", Refused},
	} {
		schema := img
		if strings.Contains(tt.text, "users") {
			var err error
			if schema, err = BuildSQL("CREATE TABLE users (id); CREATE TABLE orders (id)", ""); err != nil {
				t.Fatal(err)
			}
		}
		_, err := schema.Index(context.Background(), tt.text, DDL{Tables: []string{"orders"}, Max: 1})
		var e *Error
		if !errors.As(err, &e) || e.Cause != tt.want {
			t.Errorf("%.60s: %v, want cause %q", tt.text, err, tt.want)
		}
	}
	_, err := img.Index(context.Background(), "CREATE INDEX a ON orders (note, note || note || note)", DDL{Steps: 2000})
	var e *Error
	if !errors.As(err, &e) || e.Cause != TooManySteps {
		t.Errorf("index within 2,000 steps: %v, want a stop by steps", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := img.Index(ctx, "CREATE INDEX a ON orders (note)", DDL{}); !errors.As(err, &e) ||
		e.Cause != Interrupted {
		t.Errorf("index with an ended context: %v, want a stop", err)
	}
}

func FuzzDefinitions(f *testing.F) {
	for _, s := range []string{"CREATE INDEX a ON orders (id)", ";';'\";", "CREATE INDEX [a;] ON t(x)/*;*/;--", "\x00",
		"create unique index"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range split(text) {
			if len(split(s)) != 1 {
				t.Errorf("split(%q) gives %q, which is cut again", text, s)
			}
		}
		if Statements(text) != len(split(text)) {
			t.Errorf("Statements(%q)", text)
		}
	})
}
