package indexes

import (
	"fmt"
	"strings"

	"tradeofflab/say"
	"tradeofflab/sims/sqlengine"
)

// gloss says in plain words what a step of a plan does. A plan tells neither the conditions tested on a row nor where
// LIMIT, EXISTS or min() ends a walk, so the words leave both open.
func gloss(s sqlengine.PlanStep) string {
	switch s.Action {
	case sqlengine.Sort:
		return "Collects the rows in a temporary B-tree for " + s.For +
			", because they do not all arrive in that order."
	case sqlengine.Scan:
		const walk = " one after another, to the end unless the query has enough before"
		switch {
		case s.Covering:
			return "Reads the entries of the index " + s.Index + walk + ". " + covered
		case s.Index != "":
			return "Reads the entries of the index " + s.Index + walk + "," + fetched
		}
		return "Reads the rows of " + s.Table + walk + "."
	case sqlengine.Search:
		return glossSearch(s)
	}
	return "Runs the part of the statement named here."
}

const (
	covered = "The index holds all columns the query needs: the table is not visited."
	fetched = " and fetches the rows it needs from the table."
)

func glossSearch(s sqlengine.PlanStep) string {
	if s.Index == "" && !s.Automatic {
		return glossTable(s)
	}
	said := "Descends the index " + s.Index
	if s.Automatic {
		said = "Builds an index for this one run, then descends it"
	}
	if skipped := s.Columns("any"); len(skipped) > 0 {
		said += ", once for each value of " + strings.Join(skipped, " and ") + " (a skip-scan),"
	}
	said += sought(s)
	if s.Covering {
		return said + ". " + covered
	}
	return said + "," + fetched
}

// glossTable glosses a search of the table itself, whose rows lie in the order of its primary key.
func glossTable(s sqlengine.PlanStep) string {
	said := "Descends the table " + s.Table
	switch {
	case !s.PrimaryKey:
		return said + sought(s) + "."
	case len(s.Columns("=")) > 0:
		return said + " by its primary key, to at most one row for each value given."
	}
	return said + " by its primary key," + sought(s) + "."
}

// sought says where a search goes. A search without a comparison is min() or max(): the engine starts at one end.
func sought(s sqlengine.PlanStep) string {
	var said string
	if equal := s.Columns("="); len(equal) > 0 {
		said += " to the entries with the given " + strings.Join(equal, " and ")
	}
	if bounds := s.Columns("<", ">"); len(bounds) > 0 {
		said += " within the bounds on " + strings.Join(bounds, " and ")
	}
	switch {
	case said != "":
		return said
	case strings.Contains(s.Text, "("): // a comparison the plan does not take apart, as of two columns at once
		return " within the bounds given"
	}
	return " to the end with the least or the greatest value, and stops at the first that the query accepts"
}

// takeaway says what the run shows.
func takeaway(p Params, r Result) string {
	visited := r.sum(func(t sqlengine.Trace) int { return t.Visited })
	rows := r.sum(func(t sqlengine.Trace) int { return t.Count })
	k := len(r.Layout.Indexes())
	said := fmt.Sprintf("The query returns %s, stands on %s and reads %s of 4 KiB.", say.Count(rows, "row"),
		entries(visited), say.Count(r.pagesRead(), "page"))
	if k == 0 {
		return said + " Without an index one new order writes one entry."
	}
	return said + fmt.Sprintf(" With %s one new order writes %s, %s a second at %s.", say.Count(k, "index"),
		count2(entriesPerInsert(r.Insert), "entry", "entries"),
		say.Short(entriesPerInsert(r.Insert)*float64(p.Inserts)), say.Count(p.Inserts, "order"))
}

func entries(n int) string { return count2(float64(n), "entry", "entries") }

func count2(v float64, one, many string) string {
	if v == 1 {
		return "1 " + one
	}
	return say.Short(v) + " " + many
}

// coach names the next thing to try from this run.
func coach(p Params, r Result) string {
	indexes, k := r.Layout.Indexes(), 0
	for _, t := range indexes {
		if t.Table == "orders" {
			k++
		}
	}
	used := map[string]bool{}
	for _, part := range r.Parts {
		for _, name := range part.Trace.Plan.Indexes() {
			used[name] = true
		}
	}
	switch {
	case len(indexes) == 0 && p.Query == "hot" && p.SQL == "":
		return "Type CREATE INDEX hot ON orders (user_id). Which of the two steps of the plan goes away, and " +
			"which stays?"
	case len(indexes) == 0:
		return "Write one CREATE INDEX for this query: first the columns it compares with =, then the one it sorts " +
			"by or bounds. Say how many pages it will read."
	case len(used) == 0 && !p.Analyze && r.some(sqlengine.Plan.Scans):
		return "No index is used: the query does not fix the first column of any. Switch the statistics on. Can the " +
			"engine skip that column?"
	case len(used) == 0:
		return "No index is used, and every insert still pays for them. Which column does the query compare with =?"
	case len(used) < k:
		return fmt.Sprintf("This query uses %d of %s. Drop the others: what changes for the query, and what "+
			"for an insert?", len(used), say.Count(k, "index"))
	case r.some(sqlengine.Plan.SkipScan):
		return "The engine tries the index once for each value of its first column. Put the column you search by " +
			"first: how many steps does that save?"
	case r.some(sqlengine.Plan.Sorts):
		return "The rows are found by the index and then sorted. Add the column of ORDER BY at the end of the index. " +
			"What happens to the sort step?"
	case r.tablePages() > 4*len(r.Parts) && p.Query == "hot" && p.SQL == "":
		return "Each row found costs a visit to the table. Choose the query that asks for the times only: why does " +
			"it read so few pages?"
	case r.all(sqlengine.Plan.Covering):
		return "The index alone answers. Add * to the query: how many pages of the table does that cost?"
	}
	return "Swap the first two columns of the index. Say whether this query gets slower, then try all orders " +
		"of one user."
}
