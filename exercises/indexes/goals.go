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
	return exercises.IndexGoal{Name: goalUsed, Want: "a plan that searches one of your indexes and scans nothing",
		Hint: "An index serves a search only when its first column is one that the query fixes. A partial index " +
			"serves it only when the query's own condition implies the index's.",
		OK: func(s sqlengine.TriedSet) (bool, string) {
			e := s.Queries[0]
			return len(e.Used) > 0 && !e.Scan, planText(e)
		}}
}

func (t task) equality() exercises.IndexGoal {
	return exercises.IndexGoal{Name: goalEquality,
		Want: "a search that both conditions bind, so that nothing is read in vain",
		Hint: "A search follows the columns of the index from the left for as long as the query fixes them with =. " +
			"Which column of yours ends that run too early?",
		OK: func(s sqlengine.TriedSet) (bool, string) {
			e := s.Queries[0]
			got := "the search is bound by no column"
			if len(e.Equality) > 0 {
				got = "the search is bound by " + strings.Join(e.Equality, " and ")
			}
			if e.Visited > 0 {
				got += fmt.Sprintf("; it visits %d entries for %d rows", e.Visited, e.Returned)
			}
			return t.bound(s), got
		}}
}

func (t task) noSort() exercises.IndexGoal {
	return exercises.IndexGoal{Name: goalNoSort, Want: "a plan without a sort step",
		Hint: "Inside one run of equal leading columns, entries are sorted by the next column. Which column has " +
			"to come next?",
		OK: func(s sqlengine.TriedSet) (bool, string) {
			e := s.Queries[0]
			return !e.Sort, planText(e)
		}}
}

func (t task) newest() exercises.IndexGoal {
	return exercises.IndexGoal{Name: goalNewest,
		Want: "an index whose entries, behind the columns that the search fixes, follow the sort column",
		Hint: "An index can be read from either end. What it must have is the sort column right behind the fixed ones.",
		OK: func(s sqlengine.TriedSet) (bool, string) {
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
		}}
}

func same() exercises.IndexGoal {
	return exercises.IndexGoal{Name: goalSame, Want: "exactly the rows that a scan finds",
		Hint: "An index must never change an answer.", Free: true,
		OK: func(s sqlengine.TriedSet) (bool, string) {
			for i, e := range s.Queries {
				if !e.Same {
					return false, fmt.Sprintf("query %d gives other rows", i+1)
				}
			}
			return true, "the same rows"
		}}
}

func (t task) covers() exercises.IndexGoal {
	return exercises.IndexGoal{Name: goalCovering, Want: "a plan in which the index covers the query",
		Hint: "Go through the query word by word: every column it names, in any clause, has to be in the index.",
		OK: func(s sqlengine.TriedSet) (bool, string) {
			e := s.Queries[0]
			return e.Covering, planText(e)
		}}
}

// narrow keeps out columns beyond those of the query. The row id is in every index already.
func (t task) narrow() exercises.IndexGoal {
	allowed := []string{"id", t.owner, t.state, t.time, t.amount}
	return exercises.IndexGoal{Name: goalNarrow, Want: "an index of the columns that the query names",
		Hint: "Every column of an index is stored once more and written once more. Which of yours does the " +
			"query not name?", Free: true,
		OK: func(s sqlengine.TriedSet) (bool, string) {
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
		}}
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
