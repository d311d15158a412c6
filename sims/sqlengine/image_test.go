package sqlengine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	lib "modernc.org/sqlite/lib"
)

const ordersTable = `CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, status TEXT NOT NULL,
	created_at INTEGER NOT NULL, total INTEGER NOT NULL, note TEXT NOT NULL)`

func setOrder(in *Inserter, i int) {
	r := uint64(i+1) * 0x9E3779B97F4A7C15
	r ^= r >> 29
	in.Int(0, int64(i+1))
	in.Int(1, int64(r>>33%100))
	in.Text(2, [...]string{"pending", "pending", "pending", "pending", "pending", "paid", "paid", "paid", "shipped",
		"shipped"}[r>>20%10])
	in.Int(3, int64(1_700_000_000+30*i))
	in.Int(4, int64(r>>40%10_000))
	in.Text(5, strings.Repeat("n", 60))
}

func orders(t testing.TB, rows int) *Image {
	t.Helper()
	img, err := Build(ordersTable, func(w *Writer) error {
		in, err := w.Into("orders", 6)
		if err != nil {
			return err
		}
		for i := range rows {
			setOrder(in, i)
			if err := in.Add(); err != nil {
				return err
			}
		}
		return in.Close()
	})
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func indexed(t testing.TB, img *Image, ddl string) *Image {
	t.Helper()
	out, err := img.Index(context.Background(), ddl, DDL{})
	if err != nil {
		t.Fatalf("Index(%s): %v", ddl, err)
	}
	return out
}

func queried(t testing.TB, img *Image, text string) Trace {
	t.Helper()
	tr, err := img.Query(context.Background(), text, QueryOptions{Keep: 100})
	if err != nil {
		t.Fatalf("Query(%s): %v", text, err)
	}
	return tr
}

const hot = "SELECT * FROM orders WHERE user_id = 7 AND status = 'pending' ORDER BY created_at DESC"

func TestQueryCountsAgree(t *testing.T) {
	img := orders(t, 5000)
	all := queried(t, img, "SELECT * FROM orders")
	if all.Count != 5000 || all.Visited != 5000 || all.FullSteps != 4999 {
		t.Errorf("scan of 5,000 rows: %d rows, %d visited, %d full-scan steps; want 5000, 5000, 4999", all.Count,
			all.Visited, all.FullSteps)
	}
	layout, err := img.Layout()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(all.Reads), layout.Trees[0].Pages; got != want {
		t.Errorf("scan reads %d pages, want every one of %d", got, want)
	}
	good := indexed(t, img, "CREATE INDEX good ON orders (user_id, status, created_at)")
	tr := queried(t, good, hot)
	if tr.Visited != tr.Count+1 {
		t.Errorf("search: %d visited for %d rows, want one more: the first entry past the range", tr.Visited, tr.Count)
	}
	if !tr.Backward || tr.Plan.Sorts() {
		t.Errorf("ORDER BY created_at DESC on an ascending index: backward %v, plan %+v; want backward without sort",
			tr.Backward, tr.Plan)
	}
	sorted := queried(t, img, "SELECT id FROM orders WHERE user_id = 7 ORDER BY total")
	if sorted.Visited != 5000 || sorted.SortRuns != 1 {
		t.Errorf("scan with sort: %d visited, %d sorts; want 5000 (the walk over the sorter is not counted) and 1",
			sorted.Visited, sorted.SortRuns)
	}
}

// The walk over the file format must agree with the engine's own dbstat table, page by page.
func TestLayoutIsThatOfDBStat(t *testing.T) {
	img := indexed(t, orders(t, 20_000),
		"CREATE INDEX a ON orders (user_id, status); CREATE INDEX b ON orders (created_at DESC, note)")
	layout, err := img.Layout()
	if err != nil {
		t.Fatal(err)
	}
	c, err := connect(img)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	rows, err := c.query("SELECT name, pageno, pagetype, path, ncell FROM dbstat WHERE name NOT LIKE 'sqlite%' ORDER " +
		"BY name, path")
	if err != nil {
		t.Fatal(err)
	}
	entries, pages := map[string]int{}, map[string]int{}
	for _, row := range rows {
		n, _ := row[1].Number()
		cells, _ := row[4].Number()
		place, leaf := layout.Place(int(n)), row[2].Text() == "leaf"
		name, level := layout.Trees[place.Tree].Name, strings.Count(row[3].Text(), "/")-1
		if row[3].Text() != "/" {
			level = strings.Count(strings.TrimSuffix(row[3].Text(), "/"), "/")
		}
		if name != row[0].Text() || place.Leaf != leaf || place.Level != level {
			t.Errorf("page %d: %s leaf %v level %d; dbstat says %s %s %s", int(n), name, place.Leaf, place.Level,
				row[0].Text(), row[2].Text(), row[3].Text())
		}
		pages[name]++
		if leaf || name != "orders" {
			entries[name] += int(cells)
		}
	}
	for _, tree := range layout.Trees {
		if tree.Pages != pages[tree.Name] || tree.Entries != entries[tree.Name] || tree.Entries != 20_000 {
			t.Errorf("%s: %d pages, %d entries; dbstat says %d and %d", tree.Name, tree.Pages, tree.Entries,
				pages[tree.Name], entries[tree.Name])
		}
	}
	if got := layout.Tree("b").Columns; !slices.Equal(got, []Column{{"created_at", true}, {"note", false}}) {
		t.Errorf("columns of b: %v", got)
	}
}

// Every page read is one the pager missed in its cache: the file system's record equals the engine's own counter.
func TestReadsAreCacheMisses(t *testing.T) {
	img := indexed(t, orders(t, 20_000), "CREATE INDEX a ON orders (user_id, status)")
	c, err := connect(img)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if err := c.exec("BEGIN"); err != nil {
		t.Fatal(err)
	}
	s, err := c.prepare("SELECT * FROM orders WHERE user_id = 7")
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	misses := func() int32 {
		lib.Xsqlite3_db_status(c.tls, c.db, lib.SQLITE_DBSTATUS_CACHE_MISS, c.word, c.word+8, 0)
		return *at[int32](c.word)
	}
	before := misses()
	c.vfs.log.record = true
	for row := true; row; {
		if row, err = s.step(); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := len(c.vfs.log.reads), int(misses()-before); got != want || got == 0 {
		t.Errorf("%d pages read from the file, the engine counts %d cache misses", got, want)
	}
}

func TestInsertCostIsOneEntryATree(t *testing.T) {
	img := orders(t, 3000)
	for k := range MaxIndexes + 1 {
		var ddl []string
		for i := range k {
			ddl = append(ddl, fmt.Sprintf("CREATE INDEX i%d ON orders (%s)", i, [...]string{"user_id", "status",
				"created_at", "total", "note"}[i]))
		}
		cost, err := indexed(t, img, strings.Join(ddl, ";")).InsertCost("orders", 6, 100,
			func(in *Inserter, i int) { setOrder(in, 3000+i) })
		if err != nil {
			t.Fatal(err)
		}
		if cost.Entries != 100*(1+k) {
			t.Errorf("%d indexes: 100 rows add %d entries, want %d", k, cost.Entries, 100*(1+k))
		}
		if per := float64(cost.Pages) / 100; per < float64(1+k) || per > 1.2*float64(1+k)+0.1 {
			t.Errorf("%d indexes: %.2f pages a row, want %d and a few for splits", k, per, 1+k)
		}
		if cost.Headers > 10 || cost.Batch >= cost.Pages && k > 0 {
			t.Errorf("%d indexes: %d writes of the header in 100 transactions, want one for each growth of the file, "+
				"%d pages in one transaction against %d", k, cost.Headers, cost.Batch, cost.Pages)
		}
	}
}

// The image is a value: what is done to a copy does not reach it.
func TestImagesAreIndependent(t *testing.T) {
	img := orders(t, 2000)
	before := queried(t, img, "SELECT * FROM orders")
	a := indexed(t, img, "CREATE INDEX a ON orders (user_id)")
	b, err := indexed(t, img, "CREATE INDEX b ON orders (note)").Analyze()
	if err != nil {
		t.Fatal(err)
	}
	if after := queried(t, img, "SELECT * FROM orders"); after.Sum != before.Sum || after.Steps != before.Steps {
		t.Errorf("the image changed: %+v, was %+v", after.Sum, before.Sum)
	}
	for name, i := range map[string]*Image{"a": a, "b": b, "base": img} {
		if said, err := i.Integrity(); said != "ok" {
			t.Errorf("integrity of %s: %q, %v", name, said, err)
		}
	}
}

func TestSortsSpill(t *testing.T) {
	img := orders(t, 20_000)
	tr, err := img.Query(context.Background(), "SELECT * FROM orders ORDER BY total", QueryOptions{Cache: 100})
	if err != nil || tr.Spilled == 0 || tr.Count != 20_000 {
		t.Errorf("sort of 2 MB in 1 MB: %d rows, %d bytes spilled, %v; want a spill", tr.Count, tr.Spilled, err)
	}
}

func TestStatementsAreBounded(t *testing.T) {
	img := orders(t, 2000)
	for _, text := range []string{
		"WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
		"SELECT count(*) FROM orders a, orders b, orders c",
		"SELECT count(upper(a.note || b.note)) FROM orders a, orders b",
	} {
		_, err := img.Query(context.Background(), text, QueryOptions{})
		var e *Error
		if !errors.As(err, &e) || e.Cause != TooManySteps || e.Limit == 0 || e.Used <= e.Limit {
			t.Errorf("%s: %v, want a stop by steps with limit and use", text, err)
		}
	}
	_, err := img.Query(context.Background(), "SELECT * FROM orders a, orders b ORDER BY a.total", QueryOptions{})
	var e *Error
	if !errors.As(err, &e) || e.Cause != OutOfMemory && e.Cause != TooManySteps {
		t.Errorf("sort of four million rows: %v, want a stop", err)
	}
}

// Several goroutines may work on one image at once, each on a connection of its own, and all see the same.
func TestImagesAreShared(t *testing.T) {
	img := orders(t, 2000)
	var wait sync.WaitGroup
	traces := make([]Trace, 8)
	for g := range traces {
		wait.Go(func() {
			out, err := img.Index(context.Background(), "CREATE INDEX a ON orders (user_id, status)", DDL{})
			if err == nil {
				traces[g], err = out.Query(context.Background(), hot, QueryOptions{})
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for g, tr := range traces {
		if tr.Sum != traces[0].Sum || tr.Steps != traces[0].Steps || !slices.Equal(tr.Reads, traces[0].Reads) {
			t.Errorf("goroutine %d: %d steps, %d reads; the first: %d and %d", g, tr.Steps, len(tr.Reads),
				traces[0].Steps, len(traces[0].Reads))
		}
	}
	vfses.RLock()
	defer vfses.RUnlock()
	if len(vfses.m) != 0 || len(conns.m) != 0 {
		t.Errorf("%d file systems and %d connections are left open", len(vfses.m), len(conns.m))
	}
}
