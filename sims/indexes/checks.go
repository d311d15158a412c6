package indexes

import (
	"fmt"
	"math"

	"tradeofflab/sims"
	"tradeofflab/sims/model"
	"tradeofflab/sims/sqlengine"
)

const (
	fileFormat = "SQLite, Database File Format"
	eqp        = "SQLite, EXPLAIN QUERY PLAN"
)

// laws holds what was measured beside the run.
type laws struct {
	curve  []lawPoint
	writes []writePoint
}

func lawsOf(p Params) (laws, error) {
	var l laws
	var err error
	if l.curve, err = law(p.Rows); err != nil {
		return l, err
	}
	l.writes, err = writeLaw()
	return l, err
}

// checks holds the run against the laws of B-trees and of the plan.
func checks(p Params, r Result) []sims.Check {
	var out []sims.Check
	k, partial := 0, false
	for _, t := range r.Layout.Indexes() {
		if t.Table == "orders" {
			k, partial = k+1, partial || t.Partial
		}
	}
	if !partial {
		out = append(out, sims.Within("writes",
			fmt.Sprintf("One insert writes an entry to the table and to each of %d indexes", k),
			float64(1+k), entriesPerInsert(r.Insert), 0, "entries", "one entry a row and tree"))
	}
	if r.compared {
		got := uint64(0)
		for _, part := range r.Parts {
			got += part.Trace.Sum
		}
		out = append(out, sims.Within("same", "Rows of the result that differ from the result without an index", 0,
			model.Indicator(got != r.plainSum), 0, "", "an index changes the cost, never the result"))
	}
	for _, part := range r.Parts {
		if plan := part.Trace.Plan; len(plan) == 1 && plan[0].Action == sqlengine.Scan && plan[0].Index == "" &&
			plan[0].Table == "orders" && p.SQL == "" {
			out = append(out, sims.Within("scan", "A scan visits every order", float64(p.Rows),
				float64(part.Trace.Visited), 0, "orders", eqp))
		}
	}
	if r.all(sqlengine.Plan.Covering) {
		out = append(out, sims.Within("covering", "A covering index leaves the table unread", 0,
			float64(r.tablePages()), 0, "pages", eqp))
	}
	return append(out, lawChecks(r.laws)...)
}

// lawChecks compares the measured laws with theory. The row size is the mean of the first 1,000
// rows, which strays by 0.5 % (15 bytes of some 88 over the root of 1,000), so 2 % is four
// times that; the last leaf is one page more. A run of about 16 entries lies on one leaf or across two.
func lawChecks(l laws) []sims.Check {
	worst, off := 0.0, 0
	for _, p := range l.curve {
		worst = max(worst, (math.Abs(float64(p.scan)-scanPages(p.rows))-1)/scanPages(p.rows))
		if d := p.cover - levels(p.rows); d < 0 || d > 1 {
			off++
		}
	}
	rise := 0
	for k, w := range l.writes {
		if w.entries != float64(1+k) || w.pages < float64(1+k) {
			rise++
		}
	}
	return []sims.Check{
		sims.AtMost("scan_law", "Pages of a scan against rows × row size ÷ page size, worst of all sizes, "+
			"beyond one page", 2, 100*max(0, worst), "% off", fileFormat),
		sims.Within("seek_law", "Sizes at which a search of the index reads other than its levels, or one leaf more", 0,
			float64(off), 0, "sizes", fileFormat),
		sims.Within("write_law", "Numbers of indexes, 0 to 5, at which an insert writes other than 1 + k entries", 0,
			float64(rise), 0, "counts", "one entry a row and tree"),
	}
}
