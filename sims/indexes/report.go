package indexes

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
	"tradeofflab/sims/sqlengine"
)

// defaults are the knobs of a run that sets none.
var defaults = Params{Rows: 20_000, PerUser: 33, Query: "hot", Inserts: 500, Cache: 2000, Seed: 1}

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Of(about, sims.Model[Params, Result]{
	Defaults: defaults,
	Knobs:    knobs,
	Valid:    valid,
	Cost:     cost,
	Run:      withLaws,
	Takeaway: takeaway, Coach: coach, Metrics: metrics, Checks: checks,
	Figures: []sims.Picture[Params, Result]{
		{ID: "plan", Draw: drawn(planTree)},
		{ID: "gloss", Draw: drawn(planGloss)},
		{ID: "touch", Draw: drawn(touchMap)},
		{ID: "leaves", If: func(_ Params, r Result) bool { _, ok := leafStrip(r); return ok },
			Draw: func(_ Params, r Result) figure.Figure { f, _ := leafStrip(r); return f }},
		{ID: "curve", Draw: func(_ Params, r Result) figure.Figure { return curve(r.laws) }},
		{ID: "writes", Draw: func(_ Params, r Result) figure.Figure { return writeChart(r, r.laws) }},
		{ID: "compare", Work: compare},
		{ID: "rows", Draw: drawn(firstRows)},
	},
	Measure: measure,
})

// drawn is a figure of the result alone.
func drawn(draw func(Result) figure.Figure) func(Params, Result) figure.Figure {
	return func(_ Params, r Result) figure.Figure { return draw(r) }
}

// withLaws is the run with what the laws say beside it.
func withLaws(b *model.Budget, p Params) (Result, error) {
	r, err := Run(b, p)
	if err != nil {
		return Result{}, err
	}
	r.laws, err = lawsOf(p)
	return r, err
}

var about = sims.About{
	Slug: "indexes", Title: "Indexes on a real engine", Version: "3", Lesson: 5,
	Question: "What does an index save a query, and what does it cost every insert?",
	Doc: "Your CREATE INDEX on rows of a real SQLite: the plan it gives, the pages the query reads, and what an " +
		"insert then writes.",
	LeavesOut: []string{
		"One engine is shown, SQLite. PostgreSQL and MySQL choose plans by other rules and store rows in other ways.",
		"The cache is cold. On a running server the upper levels of an index are nearly always in memory.",
		"Reads and writes are counted in pages, not timed. A disk reads neighbouring pages faster than scattered ones.",
		"There is one client. Locks, and versions of rows that others still read, cost nothing here.",
		"New indexes are packed full, so the first inserts split many leaves. An index that has grown has room on " +
			"its leaves.",
		"The journal that makes a commit durable is off. It writes each page, or its change, once more.",
	},
	Sources: []sims.Source{
		{Label: "SQLite, EXPLAIN QUERY PLAN", URL: "https://www.sqlite.org/eqp.html", For: "the words of the plan"},
		{Label: "SQLite, Query Planning", URL: "https://www.sqlite.org/queryplanner.html",
			For: "searching, sorting and covering indexes"},
		{Label: "SQLite, The Query Optimizer Overview", URL: "https://www.sqlite.org/optoverview.html",
			For: "skip-scan after ANALYZE, and LIKE on an index"},
		{Label: "SQLite, The DBSTAT Virtual Table", URL: "https://www.sqlite.org/dbstat.html",
			For: "which pages a table or an index takes; the page map is tested against it"},
		{Label: "SQLite, Database File Format", URL: "https://www.sqlite.org/fileformat2.html",
			For: "the levels of a B-tree and the size of an entry"},
		{Label: "SQLite, Prepared statement status", URL: "https://www.sqlite.org/c3ref/c_stmtstatus_counter.html",
			For: "steps of the engine, full-scan steps and sorts"},
		{Label: "Markus Winand, Use The Index, Luke", URL: "https://use-the-index-luke.com/",
			For: "the order of columns, and the myth of the most selective column"},
	},
	Headline: []string{"pages_read", "rows_visited", "vm_steps", "sorts", "index_bytes", "pages_written_per_insert"},
	First:    []string{"index", "query", "rows", "analyze"},
	Predict: &sims.Predict{Question: "20,000 orders, no index. How many orders does the engine look at to find the " +
		"30 or so pending ones of one user?", Metric: "rows_visited", Min: 0, Max: 40_000, Step: 100, Unit: "orders",
		Hides: []string{"plan", "gloss"}},
	Challenge: challenge,
}

func knobs(p *Params) []sims.Knob {
	ids, labels := []string{}, []string{}
	for _, q := range queries {
		ids, labels = append(ids, q.id), append(labels, q.label)
	}
	picker := sims.Choice(&p.Query, "query", "Query", append(ids, three)...)
	picker.Labels = append(labels, "the three queries of the challenge")
	// Text is checked by the engine once all knobs are known.
	later := func(string) error { return nil }
	return []sims.Knob{
		sims.Text(&p.Index, "index", "Indexes", sqlengine.MaxDDL, later).With("", "Up to five CREATE INDEX "+
			"statements with semicolons between them. Columns of orders: id, user_id, status, created_at, total, "+
			"name, note."),
		picker.With("", "What the engine is asked."),
		sims.Text(&p.SQL, "sql", "Your own query", sqlengine.MaxSelect, later).
			With("", "One SELECT over orders and users (id, city). Empty runs the query chosen above."),
		sims.Int(&p.Rows, "rows", "Orders", 1000, 1_000_000).LogScale().With("rows",
			fmt.Sprintf("About 90 bytes each. With one index at most %s fit the time of a run, with five %s.",
				say.Int(fitOne), say.Int(fitFive))),
		sims.Bool(&p.Analyze, "analyze", "Gather statistics").
			With("", "Runs ANALYZE, so that the planner knows how many rows share a value."),
		sims.Int(&p.Inserts, "inserts", "New orders", 0, 5000).With("per second", ""),
		sims.Int(&p.PerUser, "per_user", "Orders of a user", 1, 1000).LogScale().With("mean",
			"Users are drawn evenly; 33 makes 6,060 users of 200,000 orders."),
		sims.Int(&p.Cache, "cache", "Page cache", 10, 10_000).LogScale().With("pages", "Pages of 4 KiB the engine "+
			"keeps in memory during the query, and the room of a sort before it spills, at least 1 MiB."),
		sims.Seed(&p.Seed),
	}
}

// How many orders fit a run with one index, and with five.
var fitOne, fitFive = mostRows(1), mostRows(5)

// mostRows is how many orders of the first run fit with so many indexes, down to 5,000.
func mostRows(indexes int) int {
	const step = 5000
	p := defaults
	p.Index = strings.Repeat("CREATE INDEX a ON orders (id);", indexes)
	return step * sort.Search(1_000_000/step, func(i int) bool {
		p.Rows = step * (i + 1)
		return cost(p) > sims.MostWork
	})
}

// cost is the work of a run in nanoseconds or so: of rows loaded, beside which an entry sorted into an index costs
// 0.8, statistics 0.3 and a user 0.5. A query that visits a large part of the rows, or looks up the user of each, costs
// 0.25 of each more, and what an own query does nobody knows. A page kept in the cache costs memory that the system
// first has to give, once for each statement, since each starts with a cold cache. A million orders of as many users
// take 3 s and 267 MB, which is too much.
func cost(p Params) float64 {
	const (
		rowsPerPage  = 55.0 // of 4 KiB, at least
		usersPerPage = 250.0
		perPage      = 90_000.0 // a page kept in the cache, over all plans that are compared
	)
	perRow := 1 + 0.8*float64(sqlengine.Statements(p.Index))
	if p.Analyze {
		perRow += 0.3
	}
	if p.SQL != "" || slices.Contains([]string{"status", "count", "join", three}, p.Query) {
		perRow += 0.25
	}
	users := float64(data{p.Rows, p.PerUser, p.Seed}.users())
	pages, statements := float64(p.Rows)/rowsPerPage, 1.0
	switch {
	case p.SQL != "" || p.Query == "join":
		pages += users / usersPerPage
	case p.Query == three:
		statements = 3
	}
	return 2600*perRow*float64(p.Rows) + 1000*users + perPage*statements*min(float64(p.Cache), pages)
}

func metrics(p Params, r Result) []sims.Metric {
	pages, plan := r.pagesRead(), sqlengine.Plan.Sorts
	k := len(r.Layout.Indexes())
	orders := r.Layout.Tree("orders")
	writes := entriesPerInsert(r.Insert)
	perInsert := pagesPerInsert(r.Insert)
	steps := float64(r.Insert.Steps) / float64(r.Plain.Steps)
	return []sims.Metric{
		{ID: "pages_read", Label: "Pages read", Value: float64(pages), Unit: "pages", Better: "lower",
			Compare: fmt.Sprintf("the table has %s", say.Int(orders.Pages))},
		{ID: "rows_visited", Label: "Entries visited",
			Value: float64(r.sum(func(t sqlengine.Trace) int { return t.Visited })), Unit: "entries", Better: "lower",
			Compare: "rows or index entries the query stands on"},
		{ID: "rows_returned", Label: "Rows returned",
			Value: float64(r.sum(func(t sqlengine.Trace) int { return t.Count })), Unit: "rows"},
		{ID: "vm_steps", Label: "Engine steps", Value: float64(r.sum(func(t sqlengine.Trace) int { return t.Steps })),
			Unit: "steps", Better: "lower", Compare: "instructions of the engine's machine"},
		{ID: "sorts", Label: "Sort step", Value: model.Indicator(r.some(plan)), Better: "lower",
			Compare: "1 is a sort, a group or a DISTINCT in a temporary B-tree"},
		{ID: "scans", Label: "Scan", Value: model.Indicator(r.some(sqlengine.Plan.Scans)), Better: "lower",
			Compare: "1 reads every entry of a table or index"},
		{ID: "covering", Label: "Index alone", Value: model.Indicator(r.all(sqlengine.Plan.Covering)), Better: "higher",
			Compare: "1 never visits the table"},
		{ID: "skip_scan", Label: "Skip-scan", Value: model.Indicator(r.some(sqlengine.Plan.SkipScan)),
			Compare: "1 jumps from value to value of a leading column"},
		{ID: "index_bytes", Label: "Size of the indexes", Value: float64(r.Layout.IndexBytes()), Unit: "B",
			Better: "lower", Compare: fmt.Sprintf("the table takes %s", say.Number(float64(orders.Bytes()), 0))},
		{ID: "pages_written_per_insert", Label: "Pages written per insert", Value: perInsert, Unit: "pages",
			Better: "lower", Decimals: 2, Compare: fmt.Sprintf("%s without an index",
				say.Number(pagesPerInsert(r.Plain), 2))},
		{ID: "btree_writes_per_insert", Label: "Entries written per insert", Value: writes, Unit: "entries",
			Better: "lower", Decimals: 2, Compare: fmt.Sprintf("1 + %d indexes", k)},
		{ID: "btree_writes_per_s", Label: "B-tree writes", Value: float64(p.Inserts) * writes, Unit: "entries/s",
			Better: "lower", Compare: "entries of table and indexes"},
		{ID: "page_writes_per_s", Label: "Pages written", Value: float64(p.Inserts) * perInsert, Unit: "pages/s",
			Better: "lower", Compare: "each order committed alone"},
		{ID: "bytes_written_per_insert", Label: "Bytes written per insert", Value: perInsert * sqlengine.PageSize,
			Unit: "B", Better: "lower", Compare: "whole pages"},
		{ID: "pages_written_batch", Label: "Pages written per insert in one transaction",
			Value: float64(r.Insert.Batch) / float64(r.Insert.Rows), Unit: "pages", Better: "lower", Decimals: 2,
			Compare: fmt.Sprintf("%d orders committed together", r.Insert.Rows)},
		{ID: "insert_steps", Label: "Engine steps of an insert", Value: float64(r.Insert.Steps) /
			float64(r.Insert.Rows), Unit: "steps", Better: "lower", Decimals: 1},
		{ID: "insert_steps_x", Label: "Insert against no index", Value: steps, Unit: "×", Better: "lower", Decimals: 2,
			Compare: "engine steps"},
		{ID: "indexes", Label: "Indexes", Value: float64(k)},
		{ID: "table_pages_read", Label: "Pages of tables read", Value: float64(r.tablePages()), Unit: "pages",
			Better: "lower"},
		{ID: "sort_spill_bytes", Label: "Written to temporary files by sorts",
			Value: float64(r.sum(func(t sqlengine.Trace) int { return t.Spilled })), Unit: "B", Better: "lower"},
		{ID: "full_scan_steps", Label: "Full-scan steps",
			Value: float64(r.sum(func(t sqlengine.Trace) int { return t.FullSteps })), Unit: "steps", Better: "lower"},
	}
}
