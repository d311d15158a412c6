package indexes

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"tradeofflab/sims"
	"tradeofflab/sims/simtest"
)

// refused gives the errors of one run of the text in the knob.
func refused(t testing.TB, knob, text string) *sims.ParamError {
	t.Helper()
	_, err := simtest.Run(Sim, url.Values{knob: {text}, "rows": {"1000"}})
	if err == nil {
		return nil
	}
	var bad *sims.ParamError
	if !errors.As(err, &bad) {
		t.Fatalf("%s=%q: %v is no ParamError", knob, text, err)
	}
	return bad
}

// Whatever does more than read, or more than create an index, or too much of either, is refused in words.
func TestBadTextsAreRefused(t *testing.T) {
	long := strings.Repeat("x", 3000)
	for _, tt := range []struct{ knob, text, want string }{
		{"sql", "SELECT 1; SELECT 2", "2 statements"},
		{"sql", "UPDATE orders SET total = 0", "UPDATE"},
		{"sql", "DELETE FROM orders", "DELETE"},
		{"sql", "INSERT INTO orders VALUES (1,1,'a',1,1,'a','a')", "INSERT"},
		{"sql", "DROP TABLE orders", "DROP"},
		{"sql", "PRAGMA journal_mode = WAL", "PRAGMA"},
		{"sql", "ATTACH '/etc/passwd' AS x", "ATTACH"},
		{"sql", "VACUUM INTO '/tmp/x'", "VACUUM"},
		{"sql", "BEGIN", "BEGIN"},
		{"sql", "EXPLAIN SELECT 1", "EXPLAIN"},
		{"sql", "CREATE TABLE t (a)", "CREATE"},
		{"sql", "WITH x AS (SELECT 1) DELETE FROM orders", "more than read"},
		{"sql", "SELECT * FROM sqlite_schema", "engine itself"},
		{"sql", "SELECT * FROM pragma_table_info('orders')", "engine itself"},
		{"sql", "SELECT * FROM pragma_database_list", "engine itself"},
		{"sql", "SELECT * FROM dbstat", "engine itself"},
		{"sql", "SELECT * FROM sqlite_dbpage", "engine itself"},
		{"sql", "SELECT load_extension('x')", "load_extension"},
		{"sql", "SELECT randomblob(1000000)", "randomblob"},
		{"sql", "SELECT zeroblob(1000000000)", "zeroblob"},
		{"sql", "SELECT random()", "random"},
		{"sql", "SELECT printf('%1000000d', 1)", "printf"},
		{"sql", "SELECT replace(note, 'a', 'b') FROM orders", "replace"},
		{"sql", "SELECT group_concat(note) FROM orders", "group_concat"},
		{"sql", "SELECT sqlite_version()", "sqlite_version"},
		{"sql", "SELECT * FROM nowhere", "tables are users, orders"},
		{"sql", "SELECT colour FROM orders", "user_id"},
		{"sql", "SELEC * FROM orders", "SELEC"},
		{"sql", "SELECT * FORM orders", "FORM"},
		{"sql", "SELECT * FROM orders WHERE user_id = ?", "parameter"},
		{"sql", "SELECT \x00 1", "not text"},
		{"sql", "-- nothing", "no statement"},
		{"sql", ";;;", "no statement"},
		{"sql", "SELECT '" + long + "'", "at most"},
		{"sql", "SELECT '" + long[:1500] + "'", "longer than"},
		{"sql", "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r", "steps"},
		{"sql", "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r ORDER BY n", "steps"},
		{"sql", "SELECT count(*) FROM orders a, orders b, orders c", "steps"},
		{"sql", "SELECT * FROM orders a, orders b ORDER BY a.total, b.total", "s"},
		{"sql", "SELECT 1" + strings.Repeat("+total", 150) + " FROM orders", "depth"},
		{"sql", "SELECT 'unterminated", ""},
		{"index", "SELECT 1", "CREATE INDEX"},
		{"index", "DROP TABLE orders", "DROP TABLE"},
		{"index", "CREATE TABLE t (a)", "CREATE TABLE"},
		{"index", "CREATE VIEW v AS SELECT 1", "CREATE VIEW"},
		{"index", "CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END", "CREATE TRIGGER"},
		{"index", "CREATE INDEX a ON orders (user_id); DROP TABLE orders", "DROP TABLE"},
		{"index", "PRAGMA writable_schema = ON", "PRAGMA"},
		{"index", "ATTACH 'x' AS y", "ATTACH"},
		{"index", "CREATE INDEX a ON orders (colour)", "the columns are"},
		{"index", "CREATE INDEX a ON ordrs (user_id)", "the tables are"},
		{"index", "CREATE INDEX a ON orders (user_id", "incomplete"},
		{"index", "CREATE INDEX a ON orders user_id", "syntax"},
		{"index", "CREATE INDEX a ON sqlite_schema (name)", ""},
		{"index", "CREATE INDEX a ON orders (user_id) INCLUDE (total)", "no INCLUDE"},
		{"index", "CREATE INDEX a ON orders USING HASH (user_id)", "USING"},
		{"index", "CREATE INDEX CONCURRENTLY a ON orders (user_id)", "PostgreSQL"},
		{"index", "CREATE INDEX a ON orders (user_id); CREATE INDEX a ON orders (total)", "already exists"},
		{"index", "CREATE INDEX \"a;b\" ON orders (user_id)", "begins with a letter"},
		{"index", "CREATE INDEX temp.a ON orders (user_id)", ""},
		{"index", "CREATE UNIQUE INDEX a ON orders (status)", "UNIQUE"},
		{"index", "CREATE INDEX a ON orders (randomblob(9))", ""},
		{"index", "CREATE INDEX a ON orders (replace(note, 'a', 'b'))", "replace"},
		{"index", "CREATE INDEX a ON orders ((SELECT 1))", "subqueries"},
		{"index", strings.Repeat("CREATE INDEX a ON orders (user_id);", 6), "at most 5"},
		{"index", "CREATE INDEX a ON orders (" + long + ")", "at most"},
		{"index", "CREATE INDEX a\x00 ON orders (user_id)", "not text"},
	} {
		bad := refused(t, tt.knob, tt.text)
		name := tt.text[:min(len(tt.text), 60)]
		if bad == nil {
			t.Errorf("%s=%q is accepted, want a refusal", tt.knob, name)
			continue
		}
		f := bad.Fields[0]
		if f.Knob != tt.knob || !strings.Contains(f.Message, tt.want) {
			t.Errorf("%s=%q: knob %s, %q; want %q in it", tt.knob, name, f.Knob, f.Message, tt.want)
		}
		for _, leak := range []string{"SQLITE_", "/tmp", "image1", "SQL logic", "code "} {
			if strings.Contains(f.Message, leak) {
				t.Errorf("%s=%q: %q tells of the machine: %s", tt.knob, name, f.Message, leak)
			}
		}
	}
}

func TestGoodTextsAreAccepted(t *testing.T) {
	for _, tt := range []struct{ knob, text string }{
		{"sql", "SELECT count(*) FROM orders;"}, {"sql", "WITH t AS (SELECT user_id, sum(total) s FROM orders GROUP " +
			"BY 1) SELECT * FROM t ORDER BY s DESC LIMIT 5"},
		{"sql", "SELECT date(created_at, 'unixepoch') d, count(*) FROM orders GROUP BY d"},
		{"sql", "SELECT * FROM orders WHERE name LIKE 'jo%' AND total >= 1.5 -- ;\n"},
		{"sql", "VALUES (1)"}, {"sql", "SELECT rank() OVER (ORDER BY total) FROM orders"},
		{"sql", "SELECT date('now')"},
		{"index", "create index if not exists a on orders(user_id desc, total) where total >= 1.5;"},
		{"index", "CREATE UNIQUE INDEX a ON orders (created_at)"},
		{"index", "CREATE INDEX a ON orders (lower(name)); /* ; */ CREATE INDEX b ON users (city);;"},
		{"index", " -- none\n"},
	} {
		if bad := refused(t, tt.knob, tt.text); bad != nil {
			t.Errorf("%s=%q is refused: %v", tt.knob, tt.text, bad)
		}
	}
}

func FuzzTexts(f *testing.F) {
	f.Add("SELECT * FROM orders WHERE total > 3 ORDER BY 2", "CREATE INDEX a ON orders (user_id)")
	f.Add("SELECT '", "CREATE INDEX a ON orders (a')")
	f.Add("WITH x(a) AS (VALUES(1) UNION SELECT a+1 FROM x) SELECT * FROM x",
		"CREATE UNIQUE INDEX [a] ON users (city COLLATE nocase) WHERE 1")
	f.Add("SELECT [a;b] FROM \"orders\" /*", ";--\n;")
	f.Fuzz(func(t *testing.T, query, index string) {
		r, err := simtest.Run(Sim, url.Values{"sql": {query}, "index": {index}, "rows": {"1000"}})
		var bad *sims.ParamError
		if err != nil && !errors.As(err, &bad) {
			t.Errorf("sql=%q index=%q: %v is no ParamError", query, index, err)
		}
		if err == nil && len(r.Metrics) == 0 {
			t.Errorf("sql=%q index=%q: no metrics", query, index)
		}
	})
}

// TestPrintedLimitsHold: as many orders as the help says fit with one index and with five, and 5,000 more do not.
func TestPrintedLimitsHold(t *testing.T) {
	for indexes, rows := range map[int]int{1: fitOne, 5: fitFive} {
		index := ""
		for i := range indexes {
			index += fmt.Sprintf("CREATE INDEX a%d ON orders (id);", i)
		}
		asked := func(rows int) error {
			_, err := Sim.Parse(url.Values{"index": {index}, "rows": {strconv.Itoa(rows)}})
			return err
		}
		fits, more := asked(rows), asked(rows+5000)
		if fits != nil || more == nil || rows < 100_000 || rows > 900_000 {
			t.Errorf("%d indexes: %d orders: %v; 5,000 more: %v", indexes, rows, fits, more)
		}
	}
}

// TestCostCoversTheTime: what runs took of a busy machine, in ns, is stated. The users that a join looks up and the
// pages that each statement keeps count; three statements that keep all pages took 3 s, which is too much.
func TestCostCoversTheTime(t *testing.T) {
	for query, took := range map[string]float64{
		"query=join&rows=289648&per_user=1&cache=10000":   2.02e9,
		"query=join&rows=280000&cache=10000":              1.54e9,
		"rows=280000&cache=10000":                         1.36e9,
		"query=hot&rows=290000&per_user=1&cache=10000":    1.57e9,
		"query=three&rows=290000&per_user=1&cache=10":     1.26e9,
		"query=status&rows=290000&per_user=1&cache=10000": 1.68e9,
	} {
		q, _ := url.ParseQuery(query)
		if run, err := Sim.Parse(q); err != nil || run.Cost < took {
			t.Errorf("%s: error %v, states %.3g, took %.3g", query, err, run.Cost, took)
		}
	}
	simtest.HoldRefused(t, Sim, "query=three&rows=290000&per_user=1&cache=10000",
		"rows=424777&analyze=on&per_user=722&cache=10000")
}
