package sqlengine

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func run(statement string) (Result, error) {
	r, err := Run(context.Background(),
		Request{Schema: "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, price REAL)",
			Sets: []string{"INSERT INTO t VALUES (1, 'a', 1.5), (2, 'b', NULL), (3, 'c''d', 2)"}, Statement: statement})
	if err != nil {
		return Result{}, err
	}
	return r.Sets[0].Answer, nil
}

func TestRun(t *testing.T) {
	r, err := run("SELECT id, name, price, x'00ff' AS bytes FROM t WHERE id > 1 ORDER BY id -- the last two\n;")
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, row := range r.Rows {
		var cells []string
		for _, c := range row {
			cells = append(cells, c.Text())
		}
		rows = append(rows, strings.Join(cells, "|"))
	}
	if got, want := strings.Join(rows, "\n"), "2|b|NULL|x'00ff'\n3|c'd|2|x'00ff'"; got != want {
		t.Errorf("rows\n%s\nwant\n%s", got, want)
	}
	if len(r.Plan) == 0 || !strings.Contains(r.Plan[0], "PRIMARY KEY") {
		t.Errorf("plan %q, want a search by primary key", r.Plan)
	}
}

func TestRefusals(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Cause
	}{
		{"SELECT 1; SELECT 2", NotOneStatement}, {"", NotOneStatement}, {"/* only a comment */ ;;", NotOneStatement},
		{"SELECT ';' || \";\" || [;] || 1 /* ; */ -- ;\n", Refused}, {"UPDATE t SET id = 1", NotReading},
		{"EXPLAIN SELECT 1", NotReading},
		{"PRAGMA user_version", NotReading}, {"BEGIN", NotReading}, {"ATTACH ':memory:' AS x", NotReading},
		{"WITH x AS (SELECT 1) DELETE FROM t", Denied}, {"SELECT * FROM sqlite_schema", Denied},
		{"SELECT randomblob(10)", Denied},
		{"SELECT random()", Denied}, {"SELECT * FROM pragma_user_version", Denied}, {"SELECT sqlite_version()", Denied},
		{"SELECT * FROM nowhere", Refused}, {"SELEC 1", NotReading}, {"SELECT ?", Refused},
		{"SELECT printf('%200000d', 1)", TooLarge}, {"SELECT a.id FROM t a, t b, t c, t d, t e, t f, t g", TooManyRows},
		{"SELECT 1 WHERE 'a' LIKE '" + strings.Repeat("%a", 200) + "'", Refused},
	} {
		_, err := run(tt.text)
		var e *Error
		if !errors.As(err, &e) || e.Cause != tt.want {
			t.Errorf("%s: %v (%#v), want cause %q", tt.text, err, err, tt.want)
		}
		if err != nil && (strings.Contains(err.Error(), "SQLITE_") || strings.Contains(err.Error(),
			"SQL logic error")) {
			t.Errorf("%s: message %q holds an engine code", tt.text, err)
		}
	}
}

func TestCellSame(t *testing.T) {
	for _, tt := range []struct {
		a, b any
		want bool
	}{
		{int64(2), 2.0, true}, {int64(2), "2", false}, {0.1 + 0.2, 0.3, true}, {nil, int64(0), false}, {nil, nil, true},
		{"a", "A", false},
		{int64(9007199254740993), int64(9007199254740993), true}, {[]byte{1}, []byte{1}, true},
	} {
		if got := cell(tt.a).Same(cell(tt.b)); got != tt.want {
			t.Errorf("%v same as %v: %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}

func FuzzSingle(f *testing.F) {
	for _, s := range []string{"SELECT 1", "WITH x AS (SELECT ';') SELECT * FROM x;", "'", "\"\"\"", "[", "/*", "--",
		"\x00", "é"} {
		f.Add(s)
	}
	f.Fuzz(func(_ *testing.T, text string) { single(text) })
}
