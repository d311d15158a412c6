package hashing

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/exercises/sandbox"
	"tradeofflab/sims"
)

//go:embed starter.star
var starter string

//go:embed model.star
var model string

// What the learner's ring is tried on. An owner function that walks every point takes about eight steps a point, so
// these sizes leave it half of its five million steps.
const (
	oldNodes  = 4
	points    = 25
	keysTried = 1000
	keysAgain = 300
	exactKeys = 20
	maxLoad   = 1.60 // busiest node over the mean, at 25 points a node
)

// The names of the checks.
const (
	checkOwned = "Every key has one owner"
	checkGains = "Only the new node gains, and its share is near 1/5"
	checkEven  = "Busiest node at most 1.60 × the mean, whatever the order of the nodes"
	checkExact = "A key that falls exactly on a point belongs to that point"
)

// trial is the nodes and keys that the learner's ring is tried on.
type trial struct {
	nodes []string // the last one joins
	order []int    // another order of the old ones
	keys  []string
	exact []string // texts that hash to points: "cache-7-3"
}

// newTrial draws node names until the plain model is well inside its bounds and a ring that ignores the number of
// points is well outside: the checks must tell the two apart on every variant.
func newTrial(variant int) trial {
	rng := sims.Stream(variant, "assignment hashing: code")
	t := trial{order: []int{2, 0, 3, 1}}
	for i := range keysTried {
		t.keys = append(t.keys, fmt.Sprintf("user:%d", 1000*i+rng.IntN(1000)))
	}
	for {
		t.nodes = t.nodes[:0]
		for _, n := range rng.Perm(100)[:oldNodes+1] {
			t.nodes = append(t.nodes, fmt.Sprintf("cache-%d", n))
		}
		if t.tells() {
			break
		}
	}
	for i := range exactKeys {
		t.exact = append(t.exact, t.nodes[i%oldNodes]+"-"+strconv.Itoa(rng.IntN(points)))
	}
	return t
}

func (t trial) tells() bool {
	honest := func(r reference) bool {
		share := r.share(t)
		return math.Abs(share-0.2) < 2*shareDeviation() && r.busiest(t, oldNodes) < 1.5 && r.busiest(t, oldNodes+1) < 1.5
	}
	single := newReference(t, 1)
	s := single.share(t)
	return honest(newReference(t, points)) && math.Abs(s-0.2) < 3.5*shareDeviation() && single.busiest(t, oldNodes) > 1.75
}

// shareDeviation is the standard deviation of the share of the new node: chance of the points and of the keys.
func shareDeviation() float64 {
	n, p := float64(oldNodes), 1/float64(oldNodes+1)
	return math.Sqrt(p*(1-p)/keysTried + p*p*n/((n+1)*points+1))
}

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
		build(old[:1], 1, "alone"), owner("alone", t.keys[:20]),
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
	o := outcome{trial: t, old: t.names(lists[1]), new: t.names(lists[3]), permuted: t.names(lists[5]), exact: t.names(lists[6]),
		raw: [3][]any{lists[1], lists[3], lists[8]}}
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

// reference is a ring built by the stated rule, to draw trials with.
type reference struct {
	at    []uint64
	owner map[uint64]int
}

func newReference(t trial, perNode int) reference {
	r := reference{owner: map[uint64]int{}}
	for n, name := range t.nodes {
		for i := range perNode {
			h := sandbox.Hash64(name + "-" + strconv.Itoa(i))
			r.at = append(r.at, h)
			r.owner[h] = n
		}
	}
	slices.Sort(r.at)
	return r
}

// node gives the owner among the first n nodes.
func (r reference) node(key string, n int) int {
	h := sandbox.Hash64(key)
	from := sort.Search(len(r.at), func(i int) bool { return r.at[i] >= h })
	for i := range r.at {
		if who := r.owner[r.at[(from+i)%len(r.at)]]; who < n {
			return who
		}
	}
	return 0
}

func (r reference) share(t trial) float64 {
	gained := 0
	for _, k := range t.keys {
		if r.node(k, oldNodes+1) == oldNodes {
			gained++
		}
	}
	return float64(gained) / keysTried
}

func (r reference) busiest(t trial, n int) float64 {
	load := make([]int, n)
	for _, k := range t.keys {
		load[r.node(k, n)]++
	}
	return float64(slices.Max(load)*n) / keysTried
}

func ringCode(variant int) question {
	t := newTrial(variant)
	ask := &exercises.Code{Starter: starter, Functions: []string{"build(nodes, vnodes)", "owner(ring, key)"},
		Help: exercises.Section(prompt, "The language"), Checks: []string{checkOwned, checkGains, checkEven, checkExact},
		Calls: t.calls(), Judge: t.judge}
	wrong := func(name, from, to string, checks ...string) exercises.WrongAnswer {
		if !strings.Contains(model, from) {
			panic("model.star no longer holds " + from)
		}
		return exercises.WrongAnswer{Name: name, Checks: checks, Value: exercises.Value(strings.Replace(model, from, to, 1))}
	}
	remainder := "def build(nodes, vnodes):\n    return sorted(nodes)\n\ndef owner(ring, key):\n    return ring[hash64(key) % len(ring)]\n"
	return question{
		part: exercises.Part{ID: "ring", Points: 4, Section: "vnodes", Ask: ask, Title: "Write `build(nodes, vnodes)` and `owner(ring, key)`",
			Text: "`nodes` is a list of names and `vnodes` the points per node. Point `i` of node `n`, for `i` from 0, stands at " +
				"`hash64(n + \"-\" + str(i))`, and a key at `hash64(key)`. `owner` returns the name of the node of the first point at or " +
				"after the key; past the last point the circle starts again.",
			Learn: "Sorted points make “first node clockwise” a search for the first point that is not smaller than the key's hash; past the " +
				"last one the ring starts again. Sorting also makes the order in which nodes were added irrelevant."},
		solution: exercises.Value(model),
		wrong: []exercises.WrongAnswer{
			wrong("no way past the last point", "return ring[0][1]", "return None", checkOwned),
			{Name: "remainder", Checks: []string{checkGains, checkExact}, Value: exercises.Value(remainder)},
			wrong("one point a node", "range(vnodes)", "range(1)", checkEven, checkExact),
			wrong("points by place in the list", "hash64(n + \"-\"", "hash64(str(nodes.index(n)) + \"-\"", checkEven, checkExact),
			wrong("strictly after", "point >= h", "point > h", checkExact),
		},
	}
}
