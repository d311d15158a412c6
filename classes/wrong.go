package classes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Group is a wrong answer that several learners may share: the answer itself where it is short, else the set of checks
// that fail. A group with neither has points missing though every check passes.
type Group struct {
	Answer   string
	Checks   []string // sorted, each once
	Learners int      // whose first attempt says it, from 1
	Times    int      // how often it was sent, over all attempts; at least Learners
}

// Remainder is what the groups that are not shown come to.
type Remainder struct{ Groups, Learners, Times int }

// mostGroups is how many groups of a part are shown.
const mostGroups = 10

// wrongAnswers are the groups of a part by key.
type wrongAnswers map[groupKey]*Group

// groupKey holds an answer, or a set of checks as one text.
type groupKey struct{ answer, checks string }

func keyOf(p PartTry) (key groupKey, checks []string) {
	if p.Answer != "" {
		return groupKey{answer: p.Answer}, nil
	}
	checks = slices.Compact(slices.Sorted(slices.Values(p.Failed)))
	return groupKey{checks: fmt.Sprintf("%q", checks)}, checks // quoted, so that no name can look like two
}

// of gives the group of a wrong answer, a new one where it is the first.
func (w wrongAnswers) of(p PartTry) *Group {
	key, checks := keyOf(p)
	if w[key] == nil {
		w[key] = &Group{Answer: p.Answer, Checks: checks}
	}
	return w[key]
}

// count adds how often a learner sent the answers that were somebody's first.
func (w wrongAnswers) count(tries []Try, id string) {
	for _, t := range tries {
		if p, _ := t.part(id); t.Graded && p.wrong() {
			key, _ := keyOf(p)
			if g := w[key]; g != nil {
				g.Times++
			}
		}
	}
}

// largest sorts the groups and sums those that are too many to show.
func (w wrongAnswers) largest() ([]Group, Remainder) {
	all := make([]Group, 0, len(w))
	for _, g := range w {
		all = append(all, *g)
	}
	slices.SortFunc(all, func(a, b Group) int {
		return cmp.Or(b.Learners-a.Learners, strings.Compare(a.Answer, b.Answer), slices.Compare(a.Checks, b.Checks))
	})
	var rest Remainder
	for _, g := range all[min(mostGroups, len(all)):] {
		rest.Groups++
		rest.Learners += g.Learners
		rest.Times += g.Times
	}
	return all[:min(mostGroups, len(all))], rest
}
