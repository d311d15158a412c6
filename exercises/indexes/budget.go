package indexes

import (
	"fmt"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/sqlengine"
)

// The limits of the budget, on every table.
const (
	mostIndexes = 2
	mostVisited = 3   // entries for each row returned, over the three queries
	mostEntries = 3   // written by an insert, that of the table among them
	mostSteps   = 1.8 // steps of the engine for an insert, against a table without indexes
	newRows     = 40  // inserts that are counted
)

// mostBytes is the room of all indexes for each row of the table: two narrow ones fit, whatever the length of the
// state.
func (t task) mostBytes() int { return 35 + len(t.wanted) }

const (
	goalTwo     = "At most two indexes"
	goalNoSorts = "No query sorts"
	goalNoScans = "No query scans"
	goalVisited = "Entries visited"
	goalBytes   = "Size of the indexes"
	goalInsert  = "Cost of an insert"
)

// three are the queries of the budget: the hot one, all rows of one owner, and the wanted rows of two hours.
func (t task) three(s set) []string {
	from := sqlengine.SampleStart + sqlengine.SampleStep*rows/2
	return []string{
		t.hot(fmt.Sprint(s.owner)),
		fmt.Sprintf("SELECT id, %s, %s FROM %s WHERE %s = %d ORDER BY %s DESC", t.state, t.time, t.table, t.owner,
			s.owner, t.time),
		fmt.Sprintf("SELECT id, %s, %s FROM %s WHERE %s AND %s >= %d AND %s < %d ORDER BY %s", t.owner, t.amount,
			t.table, t.pinned(), t.time, from, t.time, from+2*3600, t.time),
	}
}

func (t task) budgetGoals() []exercises.IndexGoal {
	// some tells the queries for which it holds.
	some := func(s sqlengine.TriedSet, f func(sqlengine.Effect) bool) (string, bool) {
		var which []string
		for i, e := range s.Queries {
			if f(e) {
				which = append(which, fmt.Sprintf("query %d: %s", i+1, planText(e)))
			}
		}
		return strings.Join(which, " · "), len(which) > 0
	}
	none := func(name, what, hint string, f func(sqlengine.Effect) bool) exercises.IndexGoal {
		return exercises.IndexGoal{Name: name, Want: "no plan with a " + what, Hint: hint,
			OK: func(s sqlengine.TriedSet) (bool, string) {
				which, any := some(s, f)
				if any {
					return false, which
				}
				return true, "no " + what + " in three plans"
			}}
	}
	return []exercises.IndexGoal{
		{Name: goalTwo, Want: fmt.Sprintf("%d indexes or fewer", mostIndexes),
			Hint: "Look for a query that another query's index serves well enough.", Free: true,
			OK: func(s sqlengine.TriedSet) (bool, string) {
				return len(s.Indexes) <= mostIndexes, fmt.Sprintf("%d indexes", len(s.Indexes))
			}},
		none(goalNoSorts, "sort step",
			"For each query: which columns are fixed, and is its sort column the next one in some index?",
			func(e sqlengine.Effect) bool { return e.Sort }),
		none(goalNoScans, "scan", "Which query has no index whose first column it fixes or bounds?",
			func(e sqlengine.Effect) bool { return e.Scan }),
		{Name: goalVisited,
			Want: fmt.Sprintf("at most %d entries visited for each row returned, over the three queries", mostVisited),
			Hint: "The engine picks one index a query, by rules and not by foresight. Is it led to an index that " +
				"matches, and matches far too much?",
			OK: func(s sqlengine.TriedSet) (bool, string) {
				visited, returned := 0, 0
				for _, e := range s.Queries {
					visited, returned = visited+e.Visited, returned+e.Returned
				}
				return visited <= mostVisited*returned, fmt.Sprintf("%s entries for %s rows",
					say.Int(visited), say.Int(returned))
			}},
		{Name: goalBytes, Want: fmt.Sprintf("at most %d bytes for each row of the table", t.mostBytes()),
			Hint: "Leave out what a query can fetch from the table. An index need not hold every row.", Free: true,
			OK: func(s sqlengine.TriedSet) (bool, string) {
				each := float64(s.IndexBytes) / float64(s.Rows)
				return each <= float64(t.mostBytes()), say.Number(each, 1) + " bytes a row"
			}},
		{Name: goalInsert, Want: fmt.Sprintf("at most %d entries written and %.1f times the engine steps of a table "+
			"without indexes", mostEntries, mostSteps),
			Hint: "Every index of a row is one more entry, and every column of it more to compare and copy.",
			Free: true,
			OK: func(s sqlengine.TriedSet) (bool, string) {
				times := s.Insert.Steps / s.InsertWas.Steps
				return s.Insert.Entries <= mostEntries && times <= mostSteps,
					fmt.Sprintf("%s entries, %s pages and %s times the steps", say.Number(s.Insert.Entries, 2),
						say.Number(s.Insert.Pages, 2), say.Number(times, 2))
			}},
		same(),
	}
}

func budget(t task) exercises.Asked {
	visible := t.sets()[0]
	goals := t.budgetGoals()
	ask := &exercises.SQL{Schema: t.schema(visible.Sample, t.three(visible)...),
		Index: &exercises.Index{Queries: t.three(visible), Most: sqlengine.MaxIndexes, Sets: t.asked(t.three),
			Goals: goals, Inserts: newRows, Counted: true}}
	answer := func(definitions ...string) []byte { return exercises.Value(strings.Join(definitions, ";\n") + ";") }
	byOwner, waiting := t.on("by_owner", t.owner, t.time), t.on("waiting", t.time)+" WHERE "+t.pinned()
	byState := t.on("by_state", t.state, t.time)
	queries := t.three(visible)
	return exercises.Asked{
		Part: exercises.Part{ID: "budget", Points: 4, Section: "budget", Ask: ask,
			Title: "Serve three queries within a budget",
			Text: fmt.Sprintf("Beside the hot query there are `%s` and `%s`. Write at most %d indexes, with "+
				"semicolons between them, so that no query sorts or scans, the three visit at most %d entries for "+
				"each row they return, "+
				"the indexes take at most %d bytes for each row, and an insert writes at most %d entries and takes "+
				"at most %.1f times the engine steps it takes without indexes. This is counted on SQLite.",
				queries[1], queries[2], mostIndexes, mostVisited, t.mostBytes(), mostEntries, mostSteps),
			Learn: fmt.Sprintf("(%s, %s) serves both queries by %s: the hot one drops a few entries of other values "+
				"on the way, which is far cheaper than a third index. A partial index on (%s) WHERE %s serves the "+
				"stretch of time and holds "+
				"only what it needs. (%s, %s) in full does as well, with more entries.", t.owner, t.time, t.person,
				t.time, t.pinned(), t.state, t.time)},
		Solution: answer(byOwner, waiting),
		Wrong: []exercises.WrongAnswer{
			{Name: "one for each query", Checks: []string{goalTwo, goalBytes, goalInsert},
				Value: answer(t.on("hot", t.owner, t.state, t.time), byOwner, byState)},
			{Name: "one alone", Checks: []string{goalNoSorts, goalNoScans, goalVisited}, Value: answer(byOwner)},
			{Name: "the best for the hot query", Checks: []string{goalNoSorts},
				Value: answer(t.on("hot", t.owner, t.state, t.time), waiting)},
			{Name: "wide", Checks: []string{goalBytes, goalInsert},
				Value: answer(t.on("by_owner", t.owner, t.time, t.state, t.amount, t.text),
					t.on("waiting", t.time, t.owner, t.amount)+" WHERE "+t.pinned())},
			{Name: "led astray", Checks: []string{goalVisited, goalBytes},
				Value: answer(t.on("by_owner", t.owner, t.time, t.state), byState)},
			{Name: "no index at all", Checks: goalNames(goals), Value: exercises.Value("PRAGMA cache_size = 1")},
		},
	}
}
