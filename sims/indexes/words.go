package indexes

import (
	"fmt"
	"strings"

	"tradeofflab/say"
	"tradeofflab/sims/sqlengine"
)

// gloss says in plain words what a step of a plan does.
func gloss(s sqlengine.PlanStep) string {
	switch s.Action {
	case sqlengine.Sort:
		return "Collects the rows in a temporary B-tree for " + s.For + ", because no index gives that order."
	case sqlengine.Scan:
		switch {
		case s.Covering:
			return "Reads every entry of the index " + s.Index +
				", which holds all columns the query needs, and never visits the table."
		case s.Index != "":
			return "Reads every entry of the index " + s.Index + " in its order, and fetches each row from the table."
		}
		return "Reads every row of " + s.Table + " and tests each one."
	case sqlengine.Search:
		return glossSearch(s)
	}
	return "Runs the part of the statement named here."
}

func glossSearch(s sqlengine.PlanStep) string {
	if s.PrimaryKey {
		return "Descends the table " + s.Table + " by its row id: one row a time."
	}
	var equal, bounds, skipped []string
	for _, t := range s.Terms {
		switch t.Op {
		case "=":
			equal = append(equal, t.Column)
		case "any":
			skipped = append(skipped, t.Column)
		default:
			bounds = append(bounds, t.Column+" "+t.Op)
		}
	}
	said := "Descends the index " + s.Index
	if s.Automatic {
		said = "Builds an index for this one run, then descends it"
	}
	if len(skipped) > 0 {
		said += ", once for each value of " + strings.Join(skipped, " and ") + " (a skip-scan),"
	}
	if len(equal) > 0 {
		said += " to the entries with the given " + strings.Join(equal, " and ")
	}
	if len(bounds) > 0 {
		said += " within the bounds on " + strings.Join(bounds, " and ")
	}
	if s.Covering {
		return said + ". The index holds all columns the query needs: the table is not visited."
	}
	return said + ", and fetches each row from the table."
}

// takeaway says what the run shows.
func takeaway(p Params, r Result) string {
	visited := r.sum(func(t sqlengine.Trace) int { return t.Visited })
	rows := r.sum(func(t sqlengine.Trace) int { return t.Count })
	k := len(r.Layout.Indexes())
	said := fmt.Sprintf("The query returns %s, stands on %s and reads %s of 4 KiB.", say.Count(rows, "row"),
		entries(visited), say.Count(r.PagesRead(), "page"))
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
