package hashing

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/sims/model"
)

// cluster is the task of sizing a placement for machines of different memory.
type cluster struct {
	nodes, big int     // machines, and how many of them are big
	factor     int     // memory of a big one against a small one
	share      float64 // the busiest node against its fair share
	moved      float64 // % of the keys that adding a small node may move
	memory     int     // KiB of the placement rule
	steps      float64 // steps of a lookup
}

// newCluster draws the task. Variant 0 is the challenge of the simulation.
func newCluster(variant int) cluster {
	c := cluster{nodes: 10, big: 3, factor: 4, share: 1.10, moved: 11, memory: 64, steps: 8}
	if variant == 0 {
		return c
	}
	rng := model.Stream(variant, "assignment hashing: cluster")
	c.nodes, c.big, c.factor = 8+rng.IntN(7), 2+rng.IntN(3), 2+rng.IntN(3)
	c.memory = []int{32, 64, 128}[rng.IntN(3)]
	// Almost twice what a small node's fair share comes to.
	c.moved = math.Ceil(190 / float64(c.nodes-c.big+c.big*c.factor+1))
	return c
}

func (c cluster) weights() string {
	parts := make([]string, c.nodes)
	for i := range parts {
		parts[i] = "1"
		if i < c.big {
			parts[i] = strconv.Itoa(c.factor)
		}
	}
	return strings.Join(parts, ", ")
}

// The names of the goals, which are the names of the checks.
const (
	goalShare  = "Busiest node against its fair share"
	goalMoved  = "Keys moved by adding a node"
	goalMemory = "Memory of the rule"
	goalSteps  = "Steps of a lookup"
	goalLegal  = "Legal values"
)

func clusterParams(c cluster) exercises.Asked {
	ask := &exercises.Params{Sim: "hashing", Free: []string{"algo", "vnodes", "table", "c"},
		Preset: map[string]string{"algo": "ring", "vnodes": "24", "nodes": strconv.Itoa(c.nodes),
			"weights": c.weights(),
			"op":      "add", "keys": "100000", "zipf": "0"},
		Goals: []exercises.Goal{
			{Name: goalShare, Metric: "max_over_share", Limit: c.share, Unit: "×",
				Hint: "Spread comes from chance in where points fall. What makes chance smaller, and which rules " +
					"leave nothing to it?"},
			{Name: goalMoved, Metric: "moved_pct", Limit: c.moved, Unit: "%",
				Hint: "Who has to give keys to a new node, and does your rule take them from there only?"},
			{Name: goalMemory, Metric: "memory_bytes", Limit: float64(c.memory), Unit: "KiB", Scale: 1. / 1024,
				Hint: "Every point on a ring takes 16 B and every table entry 4 B. How many do you need, " +
					"and not more?"},
			{Name: goalSteps, Metric: "lookup_steps", Limit: c.steps, Unit: "steps",
				Hint: "Count what one lookup looks at: every node, some points, or one entry of a table."},
		}}
	set := func(pairs ...string) []byte {
		knobs := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			knobs[pairs[i]] = pairs[i+1]
		}
		return exercises.Value(knobs)
	}
	return exercises.Asked{
		Part: exercises.Part{ID: "cluster", Points: 2, Section: "unequal", Ask: ask, Title: "Size the weighted cluster",
			Text: fmt.Sprintf("%d nodes, %d of them with %d times the memory of the others. Choose the rule and its "+
				"knobs so that every goal "+
				"holds on five seeds that you do not see.", c.nodes, c.big, c.factor),
			Learn: "A ring evens out only with the square root of its points, so small nodes stray by more than 10 % " +
				"before the points " +
				"fill the memory. A lookup table that the nodes fill in turn is even by construction: a few thousand " +
				"entries are enough, " +
				"and it pays with a few keys that move between old nodes."},
		Solution: set("algo", "maglev", "table", "4093"),
		Wrong: []exercises.WrongAnswer{
			{Name: "few points", Checks: []string{goalShare}, Value: set("algo", "ring", "vnodes", "60")},
			{Name: "remainder", Checks: []string{goalShare, goalMoved}, Value: set("algo", "modulo")},
			{Name: "the largest table", Checks: []string{goalMemory}, Value: set("algo", "maglev", "table", "655373")},
			{Name: "every node asked", Checks: []string{goalSteps}, Value: set("algo", "rendezvous")},
			{Name: "another cluster", Checks: []string{goalLegal, goalShare, goalMoved, goalMemory, goalSteps},
				Value: set("algo", "ring", "weights", "1")},
		},
	}
}
