package indexes

import (
	"fmt"
	"strconv"
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

func (t task) budgetGoals(w exercises.PartWords) []exercises.IndexGoal {
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
	none := func(id, name, what string, f func(sqlengine.Effect) bool) exercises.IndexGoal {
		return exercises.IndexGoal{Name: name, Want: w.Get("want " + id), Hint: w.Get("hint " + id),
			OK: func(s sqlengine.TriedSet) (bool, string) {
				which, any := some(s, f)
				if any {
					return false, which
				}
				return true, "no " + what + " in three plans"
			}}
	}
	return []exercises.IndexGoal{
		{Name: goalTwo, Want: w.Get("want two"), Hint: w.Get("hint two"), Free: true,
			OK: func(s sqlengine.TriedSet) (bool, string) {
				return len(s.Indexes) <= mostIndexes, fmt.Sprintf("%d indexes", len(s.Indexes))
			}},
		none("sorts", goalNoSorts, "sort step", func(e sqlengine.Effect) bool { return e.Sort }),
		none("scans", goalNoScans, "scan", func(e sqlengine.Effect) bool { return e.Scan }),
		{Name: goalVisited, Want: w.Get("want visited"), Hint: w.Get("hint visited"),
			OK: func(s sqlengine.TriedSet) (bool, string) {
				visited, returned := 0, 0
				for _, e := range s.Queries {
					visited, returned = visited+e.Visited, returned+e.Returned
				}
				return visited <= mostVisited*returned, fmt.Sprintf("%s entries for %s rows",
					say.Int(visited), say.Int(returned))
			}},
		{Name: goalBytes, Want: w.Get("want bytes"), Hint: w.Get("hint bytes"), Free: true,
			OK: func(s sqlengine.TriedSet) (bool, string) {
				each := float64(s.IndexBytes) / float64(s.Rows)
				return each <= float64(t.mostBytes()), say.Number(each, 1) + " bytes a row"
			}},
		{Name: goalInsert, Want: w.Get("want insert"), Hint: w.Get("hint insert"), Free: true,
			OK: func(s sqlengine.TriedSet) (bool, string) {
				times := s.Insert.Steps / s.InsertWas.Steps
				return s.Insert.Entries <= mostEntries && times <= mostSteps,
					fmt.Sprintf("%s entries, %s pages and %s times the steps", say.Number(s.Insert.Entries, 2),
						say.Number(s.Insert.Pages, 2), say.Number(times, 2))
			}},
		same(),
	}
}

func budget(t task, w exercises.PartWords) exercises.Asked {
	visible := t.sets()[0]
	queries := t.three(visible)
	w = w.With(map[string]string{"second": queries[1], "third": queries[2], "most": strconv.Itoa(mostIndexes),
		"visited": strconv.Itoa(mostVisited), "bytes": strconv.Itoa(t.mostBytes()),
		"entries": strconv.Itoa(mostEntries), "steps": say.Number(mostSteps, 1)})
	goals := t.budgetGoals(w)
	ask := &exercises.SQL{Schema: t.schema(visible.Sample, t.three(visible)...),
		Index: &exercises.Index{Queries: t.three(visible), Most: sqlengine.MaxIndexes, Sets: t.asked(t.three),
			Goals: goals, Inserts: newRows, Counted: true}}
	answer := func(definitions ...string) []byte { return exercises.Value(strings.Join(definitions, ";\n") + ";") }
	byOwner, waiting := t.on("by_owner", t.owner, t.time), t.on("waiting", t.time)+" WHERE "+t.pinned()
	byState := t.on("by_state", t.state, t.time)
	return exercises.Asked{
		Part:     w.Part(4, "budget", ask),
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
