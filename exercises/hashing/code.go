package hashing

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/exercises/sandbox"
)

//go:embed starter.star
var starter string

//go:embed model.star
var modelCode string

// What the learner's ring is tried on. A lookup that compares every point with the best one so far takes about 35 steps
// a point, so these sizes leave even that a fifth of its five million steps.
const (
	oldNodes  = 4
	points    = 20
	keysTried = 500
	keysAgain = 100
	exactKeys = 20
	keysAlone = 20
	maxLoad   = 1.60 // busiest node over the mean, at 20 points a node
)

// The names of the checks.
const (
	checkOwned = "Every key belongs to the first point at or after it"
	checkGains = "Only the new node gains, and its share is near 1/5"
	checkEven  = "Busiest node at most 1.60 × the mean, whatever the order of the nodes"
	checkExact = "A key that falls exactly on a point belongs to that point"
)

// calls lists what the grader asks of the program.
func (t trial) calls() []sandbox.Call {
	old, permuted := t.nodes[:oldNodes], make([]string, oldNodes)
	for i, from := range t.order {
		permuted[i] = old[from]
	}
	build := func(nodes []string, vnodes int, name string) sandbox.Call {
		return sandbox.Call{Fn: "build", Args: []sandbox.Arg{{Value: nodes}, {Value: vnodes}}, Save: name}
	}
	owner := func(name string, keys []string) sandbox.Call {
		return sandbox.Call{Fn: "owner", Args: []sandbox.Arg{{Ref: name}}, Each: anyList(keys)}
	}
	return []sandbox.Call{
		build(old, points, "old"), owner("old", t.keys),
		build(t.nodes, points, "new"), owner("new", t.keys),
		build(permuted, points, "permuted"), owner("permuted", t.keys[:keysAgain]),
		owner("old", t.exact),
		build(old[:1], 1, "alone"), owner("alone", t.keys[:keysAlone]),
	}
}

func anyList(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}

// judge turns what the program returned into the four checks.
func (t trial) judge(source string, results []json.RawMessage) ([]exercises.Check, error) {
	lists := map[int][]any{1: nil, 3: nil, 5: nil, 6: nil, 8: nil}
	for i := range lists {
		if i >= len(results) {
			return nil, fmt.Errorf("%d results, want 9", len(results))
		}
		var list []any
		if err := json.Unmarshal(results[i], &list); err != nil {
			return nil, fmt.Errorf("result %d: %w", i, err)
		}
		lists[i] = list
	}
	o := outcome{trial: t, old: t.names(lists[1]), new: t.names(lists[3]), permuted: t.names(lists[5]),
		exact: t.names(lists[6]),
		raw:   [3][]any{lists[1], lists[3], lists[8]}}
	return []exercises.Check{o.owned(), o.gains(), o.even(), o.exactHits(source)}, nil
}

// names keeps owners that are names of nodes; "" stands for anything else.
func (t trial) names(list []any) []string {
	out := make([]string, len(list))
	for i, v := range list {
		if s, ok := v.(string); ok && slices.Contains(t.nodes, s) {
			out[i] = s
		}
	}
	return out
}

func ringCode(variant int, w exercises.PartWords) exercises.Asked {
	t := newTrial(variant)
	ask := &exercises.Code{Starter: starter, Functions: []string{"build(nodes, vnodes)", "owner(ring, key)"},
		Help: prompt.Fill(nil).Under("The language"), Checks: []string{checkOwned, checkGains, checkEven,
			checkExact},
		Calls: t.calls(), Judge: t.judge}
	wrong := func(name, from, to string, checks ...string) exercises.WrongAnswer {
		if !strings.Contains(modelCode, from) {
			panic("model.star no longer holds " + from)
		}
		return exercises.WrongAnswer{Name: name, Checks: checks,
			Value: exercises.Value(strings.Replace(modelCode, from, to, 1))}
	}
	remainder := "def build(nodes, vnodes):\n    return sorted(nodes)\n\ndef owner(ring, key):\n    return " +
		"ring[hash64(key) % len(ring)]\n"
	return exercises.Asked{
		Part:     w.Part(4, "points", ask),
		Solution: exercises.Value(modelCode),
		Wrong: []exercises.WrongAnswer{
			wrong("no way past the last point", "return ring[0][1]", "return None", checkOwned),
			wrong("the last node keeps the rest of the circle", "return ring[0][1]", "return ring[-1][1]", checkOwned),
			{Name: "the other way round", Checks: []string{checkOwned}, Value: exercises.Value(strings.NewReplacer(
				"for point, n in ring", "for point, n in reversed(ring)", "point >= h", "point <= h", "ring[0][1]",
				"ring[-1][1]").Replace(modelCode))},
			wrong("points from one on", "str(i)", "str(i + 1)", checkOwned, checkExact),
			{Name: "remainder", Checks: []string{checkOwned, checkGains, checkExact}, Value: exercises.Value(
				remainder)},
			wrong("one point a node", "range(vnodes)", "range(1)", checkOwned, checkEven, checkExact),
			wrong("points by place in the list", "hash64(n + \"-\"", "hash64(str(nodes.index(n)) + \"-\"", checkOwned,
				checkEven, checkExact),
			wrong("strictly after", "point >= h", "point > h", checkExact),
		},
	}
}
