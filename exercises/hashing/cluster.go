package hashing

import (
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
	// Twice what a small node's fair share comes to, and a fifth for chance.
	c.moved = math.Ceil(225 / float64(c.nodes-c.big+c.big*c.factor+1))
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

func clusterParams(c cluster, w exercises.PartWords) exercises.Asked {
	ask := &exercises.Params{Sim: "hashing", Free: []string{"algo", "vnodes", "table", "c"},
		Preset: map[string]string{"algo": "ring", "vnodes": "24", "nodes": strconv.Itoa(c.nodes),
			"weights": c.weights(),
			"op":      "add", "keys": "100000", "zipf": "0"},
		Goals: []exercises.Goal{
			{Name: goalShare, Metric: "max_over_share", Limit: c.share, Unit: "×", Hint: w.Get("hint share")},
			// On one seed of a thousand a table of 4,093 entries moves twice as many keys as on the others (measured
			// over 12,000 seeds), which no choice of the learner's is to blame for.
			{Name: goalMoved, Metric: "moved_pct", Limit: c.moved, Unit: "%", Hint: w.Get("hint moved"), Median: true},
			{Name: goalMemory, Metric: "memory_bytes", Limit: float64(c.memory), Unit: "KiB", Scale: 1. / 1024,
				Hint: w.Get("hint memory")},
			{Name: goalSteps, Metric: "lookup_steps", Limit: c.steps, Unit: "steps", Hint: w.Get("hint steps")},
		}}
	set := exercises.Knobs
	return exercises.Asked{
		Part: w.With(map[string]string{"machines": strconv.Itoa(c.nodes), "big": strconv.Itoa(c.big),
			"times": strconv.Itoa(c.factor)}).Part(2, "unequal", ask),
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
