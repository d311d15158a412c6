package indexes

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/sims/sqlengine"
)

// The names of the goals, which are the names of the checks.
const (
	goalUsed     = "The query searches with your index"
	goalEquality = "Equality columns before the sort column"
	goalNoSort   = "No sort step"
	goalNewest   = "Newest first straight out of the index"
	goalSame     = "The same rows as without the index"
	goalCovering = "The index alone answers"
	goalNarrow   = "No column that the query does not read"
)

// goalWords are those of the goals of several parts, which are the same for every variant.
var goalWords = prompt.Fill(nil).Of("goals")

func goal(id, name string, ok func(s sqlengine.TriedSet) (bool, string)) exercises.IndexGoal {
	return exercises.IndexGoal{Name: name, Want: goalWords.Get("want " + id), Hint: goalWords.Get("hint " + id), OK: ok}
}

// free is a goal that holds without any index too.
func free(id, name string, ok func(s sqlengine.TriedSet) (bool, string)) exercises.IndexGoal {
	g := goal(id, name, ok)
	g.Free = true
	return g
}

func planText(e sqlengine.Effect) string { return strings.Join(e.Plan, "; ") }

// bound reports whether the search is bound by owner and state, or by owner in an index that holds the wanted state
// alone.
func (t task) bound(s sqlengine.TriedSet) bool {
	e := s.Queries[0]
	state := slices.Contains(e.Equality, t.state)
	for _, name := range e.Used {
		if i := s.Index(name); i != nil && i.Pinned {
			state = true
		}
	}
	return state && slices.Contains(e.Equality, t.owner)
}

func (t task) used() exercises.IndexGoal {
	return goal("used", goalUsed, func(s sqlengine.TriedSet) (bool, string) {
		e := s.Queries[0]
		return len(e.Used) > 0 && !e.Scan, planText(e)
	})
}

func (t task) equality() exercises.IndexGoal {
	return goal("equality", goalEquality, func(s sqlengine.TriedSet) (bool, string) {
		e := s.Queries[0]
		got := "the search is bound by no column"
		if len(e.Equality) > 0 {
			got = "the search is bound by " + strings.Join(e.Equality, " and ")
		}
		if e.Visited > 0 {
			got += fmt.Sprintf("; it visits %d entries for %d rows", e.Visited, e.Returned)
		}
		return t.bound(s), got
	})
}

func (t task) noSort() exercises.IndexGoal {
	return goal("sort", goalNoSort, func(s sqlengine.TriedSet) (bool, string) {
		e := s.Queries[0]
		return !e.Sort, planText(e)
	})
}

func (t task) newest() exercises.IndexGoal {
	return goal("newest", goalNewest, func(s sqlengine.TriedSet) (bool, string) {
		e := s.Queries[0]
		if len(e.Used) == 0 {
			return false, "no index of yours is read"
		}
		i := s.Index(e.Used[0])
		if i == nil {
			return false, "no index of yours is read"
		}
		n := len(e.Equality)
		way := "read from its start"
		if e.Backward {
			way = "read from its end"
		}
		return !e.Sort && n < len(i.Columns) && strings.EqualFold(i.Columns[n], t.time),
			"(" + strings.Join(named(i.Columns), ", ") + ") is " + way
	})
}

func same() exercises.IndexGoal {
	return free("same", goalSame, func(s sqlengine.TriedSet) (bool, string) {
		for i, e := range s.Queries {
			if !e.Same {
				return false, fmt.Sprintf("query %d gives other rows", i+1)
			}
		}
		return true, "the same rows"
	})
}

func (t task) covers() exercises.IndexGoal {
	return goal("covers", goalCovering, func(s sqlengine.TriedSet) (bool, string) {
		e := s.Queries[0]
		return e.Covering, planText(e)
	})
}

// narrow keeps out columns beyond those of the query. The row id is in every index already.
func (t task) narrow() exercises.IndexGoal {
	allowed := []string{"id", t.owner, t.state, t.time, t.amount}
	return free("narrow", goalNarrow, func(s sqlengine.TriedSet) (bool, string) {
		wide := []string(nil)
		for _, i := range s.Indexes {
			for _, c := range append(named(i.Columns), i.Include...) {
				if !slices.Contains(allowed, strings.ToLower(c)) {
					wide = append(wide, c)
				}
			}
		}
		if len(wide) > 0 {
			return false, "the index also carries " + strings.Join(wide, ", ")
		}
		return true, "nothing beside the columns of the query"
	})
}

// named says "an expression" where a column has no name.
func named(columns []string) []string {
	out := slices.Clone(columns)
	for i, c := range out {
		if c == "" {
			out[i] = "an expression"
		}
	}
	return out
}
