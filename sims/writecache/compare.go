package writecache

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// comparedWrites is about how many writes each row of the comparison simulates.
const comparedWrites = 2000

// compared is one strategy in the comparison.
type compared struct {
	strategy      string
	median, p99   float64 // of the answers, ms
	commits       float64 // writes of the database for an acknowledged one
	lost          int     // acknowledged writes
	stale, misses float64 // % of the reads after a write
}

// comparisons remembers the rows by what they depend on, few of the knobs.
var comparisons = model.NewMemo[Params, []compared](64)

// comparison is the run behind the rows, but for its strategy: small, with a crash of the cache, and with the times and
// the log of this one.
func (p Params) comparison() Params {
	q := defaults
	q.FlushS, q.DBms, q.CacheMs, q.Durable, q.FsyncMs, q.Seed = 0.5, p.DBms, p.CacheMs, p.Durable, p.FsyncMs, p.Seed
	q.Keys, q.Rate, q.Capacity, q.ReadPct, q.ReadAfter, q.CrashAt, q.DownS = 100, 500, 5000, 50, 0.05, 2, 0.1
	q.writes = comparedWrites
	return q
}

// compare runs every strategy on the same writes.
func compare(b *model.Budget, q Params) []compared {
	return comparisons.Of(b, q, func(b *model.Budget) []compared {
		var rows []compared
		for _, s := range strategies {
			q.Strategy = s
			r := Run(b, q)
			rows = append(rows, compared{s, r.Times.Quantile(.5) / milli, r.Times.Quantile(.99) / milli,
				float64(r.Commits) / max(float64(r.Acked), 1), r.Lost, percent(r.Stale, r.Reads),
				percent(r.Misses, r.Reads)})
		}
		return rows
	})
}

// strategiesFigure is the table of what each strategy does with the same writes.
func strategiesFigure(b *model.Budget, p Params, _ Result) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Strategy"}, {Label: "Median answer", Unit: "ms",
		Numeric: true}, {Label: "99th percentile", Unit: "ms", Numeric: true},
		{Label: "Writes of the database for one of a client", Numeric: true},
		{Label: "Lost in a crash", Unit: "writes", Numeric: true, Strong: true}, {Label: "Stale reads after a write",
			Unit: "%", Numeric: true}, {Label: "Reads after a write that miss", Unit: "%", Numeric: true}}}
	lost := 0
	for _, c := range compare(b, p.comparison()) {
		lost = max(lost, c.lost)
		t.Rows = append(t.Rows, []string{c.strategy, say.Short(c.median), say.Short(c.p99), say.Number(c.commits, 2),
			say.Int(c.lost), say.Number(c.stale, 0), say.Number(c.misses, 0)})
	}
	return figure.Figure{ID: "strategies", Title: "The same writes, four ways", Table: t,
		Takeaway: fmt.Sprintf("Only write-behind answers without the database, and only write-behind loses "+
			"acknowledged writes in a crash: here %s.", say.Int(lost)),
		Caption: "500 writes a second to 100 keys, half of which are cached at the start, flushes every 0.5 s, and a " +
			"crash of the cache. Times and log are those of this run.",
		Alt: "A table with one row a strategy: answer times, writes of the database, losses, stale reads " +
			"and misses."}
}
