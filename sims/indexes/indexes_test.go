package indexes

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"testing"

	"tradeofflab/sims/model"
	"tradeofflab/sims/simtest"
	"tradeofflab/sims/sqlengine"
)

func run(t testing.TB, change func(*Params)) Result {
	t.Helper()
	p := defaults
	change(&p)
	r, err := Run(nil, p)
	if err != nil {
		t.Fatalf("Run(%+v): %v", p, err)
	}
	return r
}

func on(query, columns string) func(*Params) {
	return func(p *Params) {
		p.Query = query
		if columns != "" {
			p.Index = "CREATE INDEX i ON orders (" + columns + ")"
		}
	}
}

// The plans that the course prints, on the structure of the plan and not on its words. Values of 3.40.1, kept by 3.54.
func TestGoldenPlans(t *testing.T) {
	for _, tt := range []struct {
		query, columns       string
		analyze              bool
		scan, sort, covering bool
		equal, skipped       []string
	}{
		{query: "hot", scan: true, sort: true},
		{query: "hot", columns: "user_id, status, created_at", equal: []string{"user_id", "status"}},
		{query: "hot", columns: "status, user_id, created_at", equal: []string{"status", "user_id"}},
		{query: "hot", columns: "user_id, created_at, status", equal: []string{"user_id"}},
		{query: "hot", columns: "user_id", equal: []string{"user_id"}, sort: true},
		{query: "status", columns: "user_id, status, created_at", scan: true},
		{query: "covering", columns: "user_id, status, created_at", covering: true,
			equal: []string{"user_id", "status"}},
		{query: "user", columns: "status, user_id, created_at", scan: true},
		{query: "user", columns: "status, user_id, created_at", analyze: true, equal: []string{"user_id"},
			skipped: []string{"status"}},
		{query: "prefix", columns: "name", covering: true},
	} {
		r := run(t, func(p *Params) { on(tt.query, tt.columns)(p); p.Analyze = tt.analyze })
		plan := r.Parts[0].Trace.Plan
		if plan.Scans() != tt.scan || plan.Sorts() != tt.sort || plan.Covering() != tt.covering ||
			plan.SkipScan() != (tt.skipped != nil) ||
			!slices.Equal(plan.Columns("="), tt.equal) || !slices.Equal(plan.Columns("any"), tt.skipped) {
			t.Errorf("%s on (%s), analyze %v: plan %+v; want scan %v, sort %v, covering %v, = %v, any %v",
				tt.query, tt.columns, tt.analyze, plan, tt.scan, tt.sort, tt.covering, tt.equal, tt.skipped)
		}
	}
}

// Both orders of the equality columns cost the hot query the same. 3 % leaves room for one more page level.
func TestEqualityOrderDoesNotMatter(t *testing.T) {
	a, b := run(t, on("hot", "user_id, status, created_at")).Parts[0].Trace,
		run(t, on("hot", "status, user_id, created_at")).Parts[0].Trace
	if d := math.Abs(float64(a.Steps-b.Steps)) / float64(a.Steps); d > 0.03 || a.Visited != b.Visited {
		t.Errorf("user first: %d steps, %d visited; status first: %d and %d; want equal", a.Steps, a.Visited,
			b.Steps, b.Visited)
	}
}

// 500 inserts a second on a table with five indexes are 3,000 writes of an entry a second.
func TestFiveIndexesMakeThreeThousandWrites(t *testing.T) {
	q := url.Values{"inserts": {"500"}, "index": {"CREATE INDEX a ON orders (user_id); CREATE INDEX b ON orders " +
		"(status); CREATE INDEX c ON orders (created_at); CREATE INDEX d ON orders (total); CREATE INDEX e ON " +
		"orders (name)"}}
	r, err := simtest.Run(Sim, q)
	if err != nil {
		t.Fatal(err)
	}
	if m, _ := r.Metric("btree_writes_per_s"); m.Value != 3000 {
		t.Errorf("500 inserts/s on five indexes: %g B-tree writes a second, want 3000", m.Value)
	}
}

// A table of 10 million rows of 100 bytes is 122,070 pages of 8 KiB, four and a half orders of magnitude more than the
// four or so of a search.
func TestPagesOfTenMillionRows(t *testing.T) {
	pages := pagesOf(10_000_000, 100, 8192)
	if math.Floor(pages) != 122_070 || math.Abs(math.Log10(pages/4)-4.5) > 0.05 {
		t.Errorf("10 M rows of 100 B: %g pages of 8 KiB, 10^%.2f times 4; want 122,070 and 10^4.5", pages,
			math.Log10(pages/4))
	}
}

func TestLawsHold(t *testing.T) {
	for _, q := range queries {
		for _, index := range []string{"", "user_id, status, created_at", "created_at DESC"} {
			p := defaults
			on(q.id, index)(&p)
			r, err := withLaws(nil, p)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range checks(p, r) {
				if !c.OK {
					t.Errorf("%s on (%s): %s: got %g, want %g ± %g", q.id, index, c.Name, c.Got, c.Want, c.Tolerance)
				}
			}
		}
	}
}

// randomIndexes draws up to four indexes over random columns, some descending, some partial.
func randomIndexes(seed int) string {
	rng, ddl := model.Stream(seed, "indexes"), ""
	columns := []string{"user_id", "status", "created_at", "total", "name"}
	for i := range 1 + rng.IntN(4) {
		ddl += fmt.Sprintf("CREATE INDEX r%d ON orders (", i)
		for k, c := range rng.Perm(len(columns))[:1+rng.IntN(3)] {
			if k > 0 {
				ddl += ", "
			}
			ddl += columns[c]
			if rng.IntN(3) == 0 {
				ddl += " DESC"
			}
		}
		ddl += ")"
		if rng.IntN(4) == 0 {
			ddl += " WHERE status = 'pending'"
		}
		ddl += ";"
	}
	return ddl
}

// Whatever the indexes: the result is the same, the file is sound, a covering plan leaves the table unread, and where
// the plan stays as it was the query takes no more steps.
func TestIndexesChangeCostOnly(t *testing.T) {
	plain := map[string]Part{}
	for _, q := range queries {
		plain[q.id] = run(t, func(p *Params) { p.Rows, p.Query = 3000, q.id }).Parts[0]
	}
	for seed := range 12 {
		ddl := randomIndexes(seed)
		for _, analyze := range []bool{false, true} {
			p := Params{Rows: 3000, PerUser: 33, Index: ddl, Analyze: analyze, Cache: 2000, Seed: 1}
			img, _, err := base(data{3000, 33, 1})
			if err != nil {
				t.Fatal(err)
			}
			if img, err = prepare(nil, img, p); err != nil {
				t.Fatalf("%s: %v", ddl, err)
			}
			if said, err := img.Integrity(); said != "ok" {
				t.Errorf("%s: integrity %q, %v", ddl, said, err)
			}
			for _, q := range queries {
				r := run(t, func(p *Params) { p.Rows, p.Query, p.Index, p.Analyze = 3000, q.id, ddl, analyze })
				was, now := plain[q.id].Trace, r.Parts[0].Trace
				if now.Sum != was.Sum || now.Count != was.Count {
					t.Errorf("%s, %s: %d rows, sum %x; without indexes %d, %x", q.id, ddl, now.Count, now.Sum,
						was.Count, was.Sum)
				}
				if now.Plan.Covering() && r.tablePages() != 0 {
					t.Errorf("%s, %s: covering, and %d pages of tables read", q.id, ddl, r.tablePages())
				}
				if now.Plan.Same(was.Plan) && now.Steps > was.Steps {
					t.Errorf("%s, %s: same plan, %d steps, %d without indexes", q.id, ddl, now.Steps, was.Steps)
				}
			}
		}
	}
}

// Statistics are gathered the same way each time.
func TestAnalyzeIsDeterministic(t *testing.T) {
	change := func(p *Params) { on("user", "status, user_id, created_at")(p); p.Analyze = true }
	a, b := run(t, change), run(t, change)
	if a.Parts[0].Trace.Steps != b.Parts[0].Trace.Steps || a.Bytes != b.Bytes || !slices.Equal(a.Parts[0].Trace.Reads,
		b.Parts[0].Trace.Reads) {
		t.Error("two runs with ANALYZE differ")
	}
}

// Rows fetched in the order of an index leave a cache smaller than the table and are read again; the result stays.
func TestSmallCacheReadsAgain(t *testing.T) {
	change := func(cache int) Result {
		return run(t, func(p *Params) {
			on("hot", "user_id")(p)
			p.SQL, p.Cache = "SELECT sum(total) FROM orders INDEXED BY i WHERE user_id > 0", cache
		})
	}
	small, large := change(10), change(10_000)
	if small.pagesRead() <= large.pagesRead() || small.Parts[0].Trace.Sum != large.Parts[0].Trace.Sum {
		t.Errorf("cache of 10 pages reads %d, of 10,000 %d; want more, and the same rows", small.pagesRead(),
			large.pagesRead())
	}
}

func TestGlossNamesEveryStep(t *testing.T) {
	for _, q := range queries {
		for _, part := range run(t, on(q.id, "user_id, status, created_at")).Parts {
			for _, s := range part.Trace.Plan {
				if s.Action == sqlengine.Other && q.id != "join" {
					t.Errorf("%s: step %q is not understood", q.id, s.Text)
				}
				if gloss(s) == "" {
					t.Errorf("%s: no words for %q", q.id, s.Text)
				}
			}
		}
	}
}
