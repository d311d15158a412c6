package indexes

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/sims/sqlengine"
)

func (t task) schema(s sqlengine.Sample, queries ...string) string {
	return s.Schema() + ";\n\n" + strings.Join(queries, ";\n") + ";"
}

func index(t task) exercises.Asked {
	visible := t.sets()[0]
	hot := func(s set) []string { return []string{t.hot(fmt.Sprint(s.owner))} }
	goals := []exercises.IndexGoal{t.used(), t.equality(), t.noSort(), t.newest(), same()}
	ask := &exercises.SQL{Schema: t.schema(visible.Sample, hot(visible)...),
		Index: &exercises.Index{Queries: hot(visible), Most: 1, Sets: t.asked(hot), Goals: goals, Note: t.noteIndex}}
	answer := func(columns ...string) []byte { return exercises.Value(t.on("hot", columns...)) }
	return exercises.Asked{
		Part: exercises.Part{ID: "index", Points: 4, Section: "order", Ask: ask,
			Title: "Write the index for the hot query",
			Text: "One CREATE INDEX statement. It is judged by the plan and the counters of the engine on five " +
				"tables, not by its text.",
			Learn: fmt.Sprintf("(%s, %s, %s): the search runs down to one stretch of entries that hold exactly the "+
				"answer, and the stretch is already in the order of %s. Read from its end it is newest first, "+
				"so DESC changes nothing here. (%s, %s, %s) does the same for this query. A partial index on (%s, "+
				"%s) WHERE %s is smaller still, and serves only queries with that condition.",
				t.owner, t.state, t.time, t.time, t.state, t.owner, t.time, t.owner, t.time, t.pinned())},
		Solution: answer(t.owner, t.state, t.time+" DESC"),
		Wrong: []exercises.WrongAnswer{
			{Name: "sort column in the middle", Checks: []string{goalEquality}, Note: "before",
				Value: answer(t.owner, t.time, t.state)},
			{Name: "no sort column", Checks: []string{goalNoSort, goalNewest}, Value: answer(t.owner, t.state)},
			{Name: "state alone", Checks: []string{goalEquality, goalNoSort, goalNewest}, Value: answer(t.state)},
			{Name: "owner alone", Checks: []string{goalEquality, goalNoSort, goalNewest}, Value: answer(t.owner)},
			{Name: "sort column alone", Checks: []string{goalUsed, goalEquality}, Value: answer(t.time)},
			{Name: "partial on another state", Checks: []string{goalUsed, goalEquality, goalNoSort, goalNewest},
				Note: "rows that the query does not ask for",
				Value: exercises.Value(fmt.Sprintf("%s WHERE %s = '%s'", t.on("hot", t.owner, t.time), t.state,
					t.others[0]))},
			{Name: "an index that the query cannot use", Checks: []string{goalUsed, goalEquality, goalNoSort,
				goalNewest}, Value: answer(t.amount)},
			{Name: "no index at all", Checks: goalNames(goals), Value: exercises.Value("DROP TABLE " + t.table)},
		},
	}
}

func goalNames(goals []exercises.IndexGoal) []string {
	var out []string
	for _, g := range goals {
		out = append(out, g.Name)
	}
	return out
}

// noteIndex says why an unexpected answer is as good, or where a common one goes wrong.
func (t task) noteIndex(tried sqlengine.Tried) (note, claim string, ok bool) {
	s := tried.Sets[0]
	if len(s.Indexes) != 1 {
		return "", "", false
	}
	i, e := s.Indexes[0], s.Queries[0]
	columns := i.Columns
	switch {
	case i.Pinned && len(e.Used) > 0 && !e.Sort:
		return fmt.Sprintf("A partial index holds only the rows with %s: fewer entries, and no write for the others. "+
			"It serves only queries that carry this condition.", t.pinned()), "", true
	case i.Pinned && len(e.Used) == 0:
		return "The index holds the right rows, but the engine did not use it: it uses a partial index only when the " +
			"query repeats its condition in the same form.", "", true
	case i.Partial && len(e.Used) == 0:
		return "The index holds rows that the query does not ask for, or lacks some that it does, so the engine may " +
			"not use it.", "", true
	case len(columns) >= 3 && slices.Equal(columns[:3], []string{t.state, t.owner, t.time}):
		return fmt.Sprintf("Both orders of the two equality columns serve this query alike: the same stretch of "+
				"entries. Other queries decide: (%s, …) also serves queries by %s alone.", t.owner, t.person),
			"s05-15", true
	case len(columns) >= 3 && slices.Equal(columns[:3], []string{t.owner, t.time, t.state}):
		return fmt.Sprintf("The order is right without a sort. But %s stands before %s, so every entry of the %s is "+
			"visited and those of another %s are dropped.", t.time, t.state, t.person, t.state), "", true
	}
	return "", "", false
}

func covering(t task) exercises.Asked {
	visible := t.sets()[0]
	query := func(s set) []string {
		return []string{fmt.Sprintf("SELECT %s, %s FROM %s WHERE %s = %d AND %s ORDER BY %s DESC", t.time, t.amount,
			t.table, t.owner, s.owner, t.pinned(), t.time)}
	}
	goals := []exercises.IndexGoal{t.covers(), t.equality(), t.noSort(), t.narrow(), same()}
	ask := &exercises.SQL{Schema: t.schema(visible.Sample, query(visible)...),
		Index: &exercises.Index{Queries: query(visible), Most: 1, Sets: t.asked(query), Goals: goals,
			Note: noteCovering}}
	answer := func(columns ...string) []byte { return exercises.Value(t.on("covering", columns...)) }
	return exercises.Asked{
		Part: exercises.Part{ID: "covering", Points: 3, Section: "covering", Ask: ask,
			Title: "Write an index that answers this query alone",
			Text: fmt.Sprintf("The list on the screen needs two columns only: `SELECT %s, %s FROM %s WHERE %s = ? "+
				"AND %s ORDER BY %s DESC`. The plan must say that the index covers the query, and the index must "+
				"carry nothing else.",
				t.time, t.amount, t.table, t.owner, t.pinned(), t.time),
			Learn: fmt.Sprintf("(%s, %s, %s, %s): the searched columns, the sort column, and the column that is only "+
				"read at the end. PostgreSQL can carry the last one outside the key, with INCLUDE (%s), "+
				"and still visits the table for pages that its visibility map does not mark as all-visible. For "+
				"SELECT * an index would have to be a second table.", t.owner, t.state, t.time, t.amount, t.amount)},
		Solution: answer(t.owner, t.state, t.time, t.amount),
		Wrong: []exercises.WrongAnswer{
			{Name: "the index of the hot query", Checks: []string{goalCovering},
				Value: answer(t.owner, t.state, t.time)},
			{Name: "read column before the sort column", Checks: []string{goalNoSort}, Value: answer(t.owner, t.state,
				t.amount, t.time)},
			{Name: "sort column in the middle", Checks: []string{goalEquality},
				Value: answer(t.owner, t.time, t.state, t.amount)},
			{Name: "the whole table", Checks: []string{goalNarrow}, Value: answer(t.owner, t.state, t.time,
				t.amount, t.text)},
			{Name: "INCLUDE", Checks: goalNames(goals),
				Value: exercises.Value(t.on("covering", t.owner, t.state, t.time) + " INCLUDE (" + t.amount + ")")},
		},
	}
}

// noteCovering explains an index-only scan that visits the table.
func noteCovering(tried sqlengine.Tried) (note, claim string, ok bool) {
	for _, s := range tried.Sets {
		if e := s.Queries[0]; e.Covering && e.Unmapped > 0 {
			return fmt.Sprintf("PostgreSQL calls this an index-only scan, and still fetched %d rows from the table: "+
					"whether a row is visible stands with the row, and the visibility map vouches only for pages "+
					"that VACUUM has "+
					"marked all-visible. The table here is a moment old and was never vacuumed.", e.Unmapped),
				"s05-17", true
		}
	}
	return "", "", false
}
