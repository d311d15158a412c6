package indexes

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/sims/sqlengine"
)

func (t task) schema(s sqlengine.Sample, queries ...string) string {
	return s.Schema() + ";\n\n" + strings.Join(queries, ";\n") + ";"
}

func index(t task, w exercises.PartWords) exercises.Asked {
	visible := t.sets()[0]
	hot := func(s set) []string { return []string{t.hot(fmt.Sprint(s.owner))} }
	goals := []exercises.IndexGoal{t.used(), t.equality(), t.noSort(), t.newest(), same()}
	ask := &exercises.SQL{Schema: t.schema(visible.Sample, hot(visible)...),
		Index: &exercises.Index{Queries: hot(visible), Most: 1, Sets: t.asked(hot), Goals: goals, Note: t.notes(w)}}
	answer := func(columns ...string) []byte { return exercises.Value(t.on("hot", columns...)) }
	return exercises.Asked{
		Part:     w.Part(4, "order", ask),
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

// notes says why an unexpected answer is as good, or where a common one goes wrong.
func (t task) notes(w exercises.PartWords) func(tried sqlengine.Tried) (note, claim string, ok bool) {
	notes := w.Each("note")
	return func(tried sqlengine.Tried) (note, claim string, ok bool) {
		s := tried.Sets[0]
		if len(s.Indexes) != 1 {
			return "", "", false
		}
		i, e := s.Indexes[0], s.Queries[0]
		columns := i.Columns
		switch {
		case i.Pinned && len(e.Used) > 0 && !e.Sort:
			return notes["pinned"], "", true
		case i.Pinned && len(e.Used) == 0:
			return notes["unused"], "", true
		case i.Partial && len(e.Used) == 0:
			return notes["partial"], "", true
		case len(columns) >= 3 && slices.Equal(columns[:3], []string{t.state, t.owner, t.time}):
			return notes["either"], "s05-15", true
		case len(columns) >= 3 && slices.Equal(columns[:3], []string{t.owner, t.time, t.state}):
			return notes["middle"], "", true
		}
		return "", "", false
	}
}

func covering(t task, w exercises.PartWords) exercises.Asked {
	visible := t.sets()[0]
	query := func(s set) []string {
		return []string{fmt.Sprintf("SELECT %s, %s FROM %s WHERE %s = %d AND %s ORDER BY %s DESC", t.time, t.amount,
			t.table, t.owner, s.owner, t.pinned(), t.time)}
	}
	goals := []exercises.IndexGoal{t.covers(), t.equality(), t.noSort(), t.narrow(), same()}
	ask := &exercises.SQL{Schema: t.schema(visible.Sample, query(visible)...),
		Index: &exercises.Index{Queries: query(visible), Most: 1, Sets: t.asked(query), Goals: goals,
			Note: noteCovering(w)}}
	answer := func(columns ...string) []byte { return exercises.Value(t.on("covering", columns...)) }
	return exercises.Asked{
		Part:     w.Part(3, "covering", ask),
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
func noteCovering(w exercises.PartWords) func(tried sqlengine.Tried) (note, claim string, ok bool) {
	// The number is known only when the answer has run.
	text := w.With(map[string]string{"unmapped": "{unmapped}"}).Get("note unmapped")
	return func(tried sqlengine.Tried) (note, claim string, ok bool) {
		for _, s := range tried.Sets {
			if e := s.Queries[0]; e.Covering && e.Unmapped > 0 {
				return exercises.Fill(text, map[string]string{"unmapped": strconv.Itoa(e.Unmapped)}), "s05-17", true
			}
		}
		return "", "", false
	}
}
