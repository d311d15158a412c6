package sandbox

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"tradeofflab/sims/sqlengine"
)

// hostileSQL lists what comes in where a statement that reads is asked for. FILE stands for a path in a folder that
// must stay empty.
var hostileSQL = []struct{ name, text, want string }{
	{"attach", "ATTACH DATABASE 'FILE' AS x", "statement"},
	{"vacuum into", "VACUUM INTO 'FILE'", "statement"},
	{"pragma", "PRAGMA writable_schema = 1", "statement"},
	{"pragma function", "SELECT * FROM pragma_table_info('t')", "denied|sql"},
	{"two statements", "SELECT 1; SELECT 2", "statement"},
	{"write", "DELETE FROM t", "statement"},
	{"write behind with", "WITH x AS (SELECT 1) INSERT INTO t SELECT 1, 2 FROM x", "denied"},
	{"delete behind with", "WITH x AS (SELECT 1) DELETE FROM t RETURNING id", "denied"},
	{"schema table", "SELECT * FROM sqlite_master", "denied"},
	{"page table", "SELECT * FROM dbstat", "denied|sql"},
	{"load_extension", "SELECT load_extension('FILE')", "denied|sql"},
	{"readfile", "SELECT readfile('/etc/passwd')", "denied|sql"},
	{"writefile", "SELECT writefile('FILE', 'x')", "denied|sql"},
	{"randomblob", "SELECT randomblob(1000000000)", "denied"},
	{"zeroblob", "SELECT zeroblob(1000000000)", "denied"},
	{"printf width", "SELECT printf('%1000000000d', 1)", "output"},
	{"hex of a long text", "SELECT hex(hex(hex(printf('%90000d', 1))))", "output"},
	{"group_concat of much", "SELECT group_concat(printf('%9000d', a.id)) FROM t a, t b", "output"},
	{"json bomb", "SELECT json_group_array(a.name) FROM t a, t b, t c, t d", "denied"},
	{"endless recursion", "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c",
		"steps|time"},
	{"endless rows", "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c", "rows"},
	{"recursion into memory", "WITH RECURSIVE c(x) AS (SELECT hex(printf('%40000d', 1)) UNION ALL SELECT x || '' " +
		"FROM c) SELECT group_concat(x) FROM c", "output|time|memory|steps"},
	{"sort endless", "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c ORDER BY x DESC",
		"steps|time|memory"},
	{"cross join", "SELECT count(*) FROM t a, t b, t c, t d, t e, t f, t g, t h, t i, t j, t k, t l", "steps|time"},
	{"replace bomb", "SELECT length(replace(printf('%99000d', 1), ' ', printf('%99000d', 1)))", "output"},
	{"huge list", "SELECT 1 WHERE 5 IN (" + strings.Repeat("1,", 9000) + "1)", "output"},
	{"unions", "SELECT 1" + strings.Repeat(" UNION SELECT 1", 500), "sql"},
	{"NUL byte", "SELECT 1\x00", "text"},
	{"not UTF-8", "SELECT '\xff'", "text"},
	{"long text", "SELECT " + strings.Repeat("1 + ", 6000) + "1", "source"},
	{"deep nesting", "SELECT " + strings.Repeat("(", 3000) + "1" + strings.Repeat(")", 3000), "sql"},
	{"syntax", "SELECT FROM WHERE", "sql"},
	{"unknown table", "SELECT * FROM nowhere", "sql"},
	{"parameter", "SELECT * FROM t WHERE id = ?", "sql"},
	{"nothing", "-- nothing", "statement"},
	{"begin", "BEGIN", "statement"},
	{"trigger", "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END", "statement"},
}

// hostileIndex lists what comes in where CREATE INDEX is asked for.
var hostileIndex = []struct{ name, text, want string }{
	{"attach", "ATTACH DATABASE 'FILE' AS x", "index"},
	{"attach behind an index", "CREATE INDEX a ON orders (id); ATTACH 'FILE' AS x", "index"},
	{"detach", "DETACH DATABASE main", "index"},
	{"vacuum", "VACUUM", "index"},
	{"vacuum into", "VACUUM INTO 'FILE'", "index"},
	{"pragma", "PRAGMA writable_schema = 1", "index"},
	{"pragma of the journal", "PRAGMA journal_mode = WAL", "index"},
	{"pragma of the folder", "PRAGMA temp_store_directory = '/tmp'", "index"},
	{"pragma behind an index", "CREATE INDEX a ON orders (id); PRAGMA mmap_size = 1000000000", "index"},
	{"load_extension", "SELECT load_extension('FILE')", "index"},
	{"load_extension in an index", "CREATE INDEX a ON orders (load_extension('FILE'))", "denied|sql"},
	{"readfile in an index", "CREATE INDEX a ON orders (readfile('/etc/passwd'))", "denied|sql"},
	{"trigger", "CREATE TRIGGER a AFTER INSERT ON orders BEGIN DELETE FROM orders; END", "index"},
	{"view", "CREATE VIEW a AS SELECT * FROM orders", "index"},
	{"virtual table", "CREATE VIRTUAL TABLE a USING fts5(x)", "index"},
	{"table", "CREATE TABLE a (b)", "index"},
	{"table as select", "CREATE TABLE a AS SELECT * FROM orders", "index"},
	{"temporary table", "CREATE TEMP TABLE a (b)", "index"},
	{"drop table", "DROP TABLE orders", "index"},
	{"drop index", "DROP INDEX a", "index"},
	{"alter", "ALTER TABLE orders RENAME TO b", "index"},
	{"reindex", "REINDEX orders", "index"},
	{"analyze", "ANALYZE", "index"},
	{"begin", "BEGIN; CREATE INDEX a ON orders (id)", "index"},
	{"commit", "COMMIT", "index"},
	{"savepoint", "SAVEPOINT a", "index"},
	{"delete", "DELETE FROM orders", "index"},
	{"update behind an index", "CREATE INDEX a ON orders (id); UPDATE orders SET total = 0", "index"},
	{"insert with returning", "INSERT INTO orders SELECT * FROM orders RETURNING id", "index"},
	{"select", "SELECT * FROM orders", "index"},
	{"endless recursion", "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c", "index"},
	{"explain", "EXPLAIN CREATE INDEX a ON orders (id)", "index"},
	{"too many", strings.Repeat("CREATE INDEX a ON orders (id);", 9), "index"},
	{"the same name twice", "CREATE INDEX a ON orders (id); CREATE INDEX a ON orders (id)", "sql"},
	{"another table", "CREATE INDEX a ON users (id)", "sql|denied"},
	{"the schema table", "CREATE INDEX a ON sqlite_master (name)", "sql|denied"},
	{"another database", "CREATE INDEX temp.a ON orders (id)", "sql|denied"},
	{"odd name", "CREATE INDEX \"../../FILE\" ON orders (id)", "denied"},
	{"unique over repeated values", "CREATE UNIQUE INDEX a ON orders (status)", "sql"},
	{"random", "CREATE INDEX a ON orders (random())", "denied|sql"},
	{"randomblob", "CREATE INDEX a ON orders (randomblob(100000000))", "denied|sql"},
	{"zeroblob", "CREATE INDEX a ON orders (zeroblob(1000000000))", "denied"},
	{"printf width", "CREATE INDEX a ON orders (printf('%1000000000d', id))", "denied"},
	{"hex", "CREATE INDEX a ON orders (hex(note))", "denied"},
	{"replace", "CREATE INDEX a ON orders (replace(note, '', note))", "denied"},
	{"json", "CREATE INDEX a ON orders (json_extract(note, '$'))", "denied"},
	{"long expression", "CREATE INDEX a ON orders (note || note || note || note || note || note || note || note || " +
		"note || note || note || note || note || note || note || note || note || note || note || note || note || " +
		"note || note || note || note || note || note || note || note || note || note || note || note || note || " +
		"note || note || note)", "source|output"},
	{"heavy pattern", "CREATE INDEX a ON orders (id) WHERE note LIKE '" + strings.Repeat("%e", 90) + "%z'",
		"ok|sql|steps"},
	{"subquery", "CREATE INDEX a ON orders ((SELECT count(*) FROM orders))", "sql"},
	{"subquery in the condition", "CREATE INDEX a ON orders (id) WHERE id IN (SELECT id FROM orders)", "sql|denied"},
	{"window function", "CREATE INDEX a ON orders (row_number() OVER ())", "sql|denied"},
	{"aggregate", "CREATE INDEX a ON orders (count(id))", "sql|denied"},
	{"parameter", "CREATE INDEX a ON orders (id) WHERE id = ?", "sql"},
	{"include", "CREATE INDEX a ON orders (user_id) INCLUDE (total)", "index"},
	{"using", "CREATE INDEX a ON orders USING btree (user_id)", "index|sql"},
	{"concurrently", "CREATE INDEX CONCURRENTLY a ON orders (user_id)", "index"},
	{"unknown column", "CREATE INDEX a ON orders (nowhere)", "sql"},
	{"syntax", "CREATE INDEX a ON (", "sql"},
	{"half", "CREATE INDEX", "sql|index"},
	{"open comment", "CREATE INDEX a ON orders (id) /*", "ok|sql"},
	{"open quote", "CREATE INDEX a ON orders (id) WHERE note = 'x", "sql"},
	{"semicolons", strings.Repeat(";", 1500), "ok"},
	{"NUL byte", "CREATE INDEX a ON orders (id)\x00; DROP TABLE orders", "text"},
	{"not UTF-8", "CREATE INDEX a\xff ON orders (id)", "text"},
	{"long text", "CREATE INDEX a ON orders (" + strings.Repeat("id, ", 700) + "id)", "source"},
	{"huge text", strings.Repeat("CREATE INDEX a ON orders (id); ", 40_000), "source"},
	{"many columns", "CREATE INDEX a ON orders (" + strings.Repeat("id, ", 400) + "id)", "sql"},
	{"deep nesting", "CREATE INDEX a ON orders (" + strings.Repeat("(", 900) + "id" + strings.Repeat(")", 900) +
		")", "source"},
	{"deep minus", "CREATE INDEX a ON orders (" + strings.Repeat("- ", 900) + "id)", "sql"},
}

func trialRequest(definitions string) Request {
	return Request{Trial: &sqlengine.Trial{Definitions: definitions, Most: 2, Inserts: 10,
		Sets: []sqlengine.TrialSet{{Pinned: "status = 'pending'",
			Sample: sqlengine.Sample{Table: "orders", Rows: 2000, Seed: 1,
				Columns: []sqlengine.Draw{{Column: "id", Kind: sqlengine.DrawID},
					{Column: "user_id", Kind: sqlengine.DrawNumber, Low: 1, High: 40},
					{Column: "status", Kind: sqlengine.DrawWord, Words: []string{"pending", "paid"}},
					{Column: "total", Kind: sqlengine.DrawNumber, Low: 1, High: 500},
					{Column: "note", Kind: sqlengine.DrawText,
						Low: 30, High: 60}}},
			Queries: []string{"SELECT * FROM orders WHERE user_id = 7 AND status = 'pending'"}}}}}
}

// TestHostileSQL sends every statement to a child of its own: the right message within the limits, no file, and no
// memory left behind in this process.
func TestHostileSQL(t *testing.T) {
	runner := hurriedRunner(t)
	if _, err := runner.Run(context.Background(), trialRequest("CREATE INDEX a ON orders (id)")); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "x.db")
	heap, resident := memory(t)
	try := func(name, text, want string, request func(string) Request) {
		t.Run(name, func(t *testing.T) {
			reply, err := runner.Run(context.Background(), request(strings.ReplaceAll(text, "FILE", file)))
			if err != nil {
				t.Fatalf("Run: %v", err)
			}
			if reply.CPU > mostCPU {
				t.Errorf("took %v of processor time, want at most %v", reply.CPU, mostCPU)
			}
			if s := reply.Stop; s != nil { // what the learner typed may be quoted back
				for _, word := range engineWords.FindAllString(text+file, -1) {
					s.Message = strings.ReplaceAll(s.Message, word, "…")
				}
			}
			checkStop(t, reply.Stop, want)
		})
	}
	for _, h := range hostileSQL {
		try("read "+h.name, h.text, h.want, sqlRequest)
	}
	for _, h := range hostileIndex {
		try("index "+h.name, h.text, h.want, trialRequest)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("the folder holds %v (%v), want no file", left, err)
	}
	const most = 20 << 20
	if h, r := memory(t); h-heap > most || r-resident > most {
		t.Errorf("this process grew by %d kB of heap and %d kB resident, want less than 20 MB", (h-heap)>>10,
			(r-resident)>>10)
	}
	if err := runHonest(runner); err != nil {
		t.Errorf("honest answer afterwards: %v", err)
	}
}

// memory gives the bytes in use on the heap and resident in this process.
func memory(t *testing.T) (heap, resident int64) {
	t.Helper()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return int64(m.HeapAlloc), 0
	}
	pages, err := strconv.ParseInt(strings.Fields(string(text))[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return int64(m.HeapAlloc), pages * int64(os.Getpagesize())
}

// FuzzIndex runs any text as index definitions: it ends in a verdict or in a message, never in a fault of ours.
func FuzzIndex(f *testing.F) {
	for _, h := range hostileIndex {
		f.Add(h.text)
	}
	f.Add("CREATE INDEX a ON orders (user_id, status DESC) WHERE total > 5")
	f.Fuzz(func(t *testing.T, text string) {
		reply, err := Inline{}.Run(context.Background(), trialRequest(text))
		if err != nil && utf8.ValidString(text) {
			t.Fatalf("Run(%q): %v", text, err)
		}
		if reply.Stop != nil && reply.Stop.Message == "" {
			t.Errorf("Run(%q) stops without a word", text)
		}
		if reply.Trial != nil && !reply.Trial.Sets[0].Queries[0].Same {
			t.Errorf("Run(%q): the index changes the answer", text)
		}
	})
}
