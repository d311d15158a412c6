package hashing

import (
	"fmt"
	"math"

	"tradeofflab/sims"
)

// hitBefore is the hit ratio of a warm cache before the change, in %. A moved key misses until it is read again.
const hitBefore = 95

// Sim is the simulation as the catalogue lists it.
var Sim = sims.Of(about, sims.Model[Params, Result]{
	Defaults: Params{Algo: "ring", Nodes: 4, VNodes: 150, Keys: 100_000, C: 1.25, Table: "65537", RF: 3, Op: "add",
		JoinAt: 135, Seed: 1},
	Knobs: knobs, Valid: valid, Cost: cost, Run: Run,
	Takeaway: takeaway, Coach: coach, Metrics: metrics, Checks: checks, Figures: pictures, Story: story,
	Measure: measure,
})

var about = sims.About{
	Slug: "hashing", Title: "Consistent hashing", Version: "3", Lesson: 6,
	Question: "A node joins. Which keys change owner, and how evenly is the load spread afterwards?",
	Doc: "Six rules that place keys on nodes: what moves when the cluster changes, how even the load is, and " +
		"what that costs in memory.",
	LeavesOut: []string{
		"Clients learn of a change at different moments. Here all see it at once.",
		"Keys differ in size. Here each counts as one.",
		"Moving a key takes time and bandwidth. Here it is free.",
		"A node can be slow without being dead. Here it is in the cluster or out of it.",
	},
	Sources: []sims.Source{
		{Label: "Karger et al., Consistent hashing and random trees, STOC 1997",
			URL: "https://doi.org/10.1145/258533.258660",
			For: "the ring, several points a node, and that only the new node gains keys"},
		{Label: "Lamping and Veach, A fast, minimal memory, consistent hash algorithm, 2014",
			URL: "https://arxiv.org/abs/1406.2294", For: "jump"},
		{Label: "Thaler and Ravishankar, Using name-based mappings to increase hit rates, IEEE/ACM Transactions on " +
			"Networking 1998", URL: "https://doi.org/10.1109/90.663936", For: "rendezvous"},
		{Label: "Eisenbud et al., Maglev: a fast and reliable software network load balancer, NSDI 2016",
			URL: "https://www.usenix.org/conference/nsdi16/technical-sessions/presentation/eisenbud",
			For: "the Maglev table and its size"},
		{Label: "Mirrokni, Thorup and Zadimoghaddam, Consistent hashing with bounded loads, SODA 2018",
			URL: "https://arxiv.org/abs/1608.01350", For: "bounded"},
	},
	Headline: []string{"moved_pct", "illegal_moves", "load_cv", "max_over_mean", "hit_after_pct", "memory_bytes"},
	First:    []string{"algo", "nodes", "vnodes", "op"},
	Predict: &sims.Predict{Question: "How far does the load of a node stray from the mean, as a root mean square?",
		Metric: "load_cv", Min: 0, Max: 100, Step: 1, Unit: "%",
		Hides: []string{"load", "law", "algorithms"}},
	Challenge: challenge,
	Pair:      pairFigure,
}

func knobs(p *Params) []sims.Knob {
	var names, labels []string
	for _, r := range rules {
		names, labels = append(names, r.name), append(labels, r.label)
	}
	algo := sims.Choice(&p.Algo, "algo", "Algorithm", names...)
	algo.Labels = labels
	return []sims.Knob{
		algo,
		sims.Int(&p.Nodes, "nodes", "Nodes before the change", 1, 200),
		sims.Int(&p.VNodes, "vnodes", "Points per node", 1, 2000).LogScale().
			With("", "Virtual nodes: how often each node stands on the ring. Ring and bounded ring only."),
		sims.Int(&p.Keys, "keys", "Keys", 1000, 1_000_000).LogScale(),
		sims.Choice(&p.Op, "op", "Change", "add", "remove", "none"),
		sims.Float(&p.Zipf, "zipf", "Key popularity (Zipf exponent)", 0, 1.5, 0.05).
			With("", "0: all keys are asked for alike. It weighs the load in requests; moves count keys."),
		sims.Float(&p.C, "c", "Bound on load", 1.05, 3, 0.05).
			With("×", "No node holds more than this many times its fair share of keys. Bounded ring only."),
		sims.Choice(&p.Table, "table", "Maglev table", maglevSizes...).With("entries",
			"A prime, larger than the number of nodes."),
		sims.Int(&p.RF, "rf", "Copies of a key", 1, 5).
			With("", "Each copy lies on a node of its own; with fewer nodes than copies, on every node."),
		sims.Parsed(&p.Weights, "weights", "Weights", "", 1000, parseWeights).
			With("", "Capacity of node A, B, C …, 0.25 to 8, as in 4, 4, 1. Empty or past the end is 1."),
		sims.Parsed(&p.Positions, "positions", "Drawn ring", "", 1000, parsePositions).
			With("", "Points in degrees, as in A 0, B "+
				"90, C 180, D 270; keys lie evenly round the circle. Empty draws a hashed ring."),
		sims.Int(&p.JoinAt, "join_at", "New node stands at", 0, 359).With("°", "On a drawn ring only."),
		sims.Text(&p.Leave, "leave", "Node that leaves", 4, func(string) error { return nil }).
			With("", "A letter, for the change remove. Empty is the last node."),
		sims.Seed(&p.Seed),
		sims.Step(&p.Step, storySteps),
	}
}

// valid holds the rules over several knobs.
func valid(p Params) error {
	if p.drawn() && !p.rule().drawable {
		return sims.Refuse("algo", p.Algo, "algo is ring on a drawn ring; empty positions to use another")
	}
	if p.drawn() && p.Weights != nil {
		return sims.Refuse("weights", "",
			"weights is empty on a drawn ring: positions says how many points each node has")
	}
	_, err := newCluster(p)
	return err
}

// cost adds up the work of all keys and points, and that of the figures that build placements of their own.
func cost(p Params) float64 {
	keys, nodes := float64(p.Keys), float64(p.Nodes)
	return otherSteps + keys*(keySteps+2*p.rule().perKey(p)) + figurePointSteps*nodes*float64(p.VNodes)
}

// Work of a key whatever the rule; of a point, which all figures together place and sort several times; and of the
// figures beside that, ns.
const keySteps, figurePointSteps, otherSteps = 60, 2000, 4e7

func metrics(p Params, r Result) []sims.Metric {
	keys := float64(p.Keys)
	moved := 100 * float64(r.Moved) / keys
	least := leastMove(r, keys)
	hit := hitBefore * (1 - r.MovedLoad)
	m := []sims.Metric{
		{ID: "moved_pct", Label: "Keys moved", Value: moved, Unit: "%", Better: "lower", Decimals: 1,
			Compare: "even share " + fraction(least)},
		{ID: "illegal_moves", Label: "Illegal moves", Value: float64(r.Illegal), Unit: "keys", Better: "lower",
			Compare: "between nodes that stay"},
		{ID: "load_cv", Label: "Spread of load", Value: 100 * r.now.cv, Unit: "%", Better: "lower", Decimals: 1},
		{ID: "max_over_mean", Label: "Busiest node", Value: r.now.maxOverMean, Unit: "×", Better: "lower", Decimals: 2,
			Compare: "times the mean load"},
		{ID: "hit_after_pct", Label: "Hit ratio after", Value: hit, Unit: "%", Better: "higher", Decimals: 1,
			Compare: fmt.Sprintf("%.1f %% before", float64(hitBefore))},
		{ID: "memory_bytes", Label: "Memory of the rule", Value: float64(r.Bytes), Unit: "B", Better: "lower",
			Compare: memoryNote(p, r)},
		{ID: "max_over_share", Label: "Busiest node against its fair share", Value: r.now.maxOverShare, Unit: "×",
			Better: "lower", Decimals: 2},
		{ID: "least_pct", Label: "Least move that leaves an even load", Value: 100 * least, Unit: "%", Decimals: 1},
		{ID: "moved_keys", Label: "Keys moved", Value: float64(r.Moved), Unit: "keys", Better: "lower"},
		{ID: "copies_moved_pct", Label: "Copies that land on a new holder", Value: 100 * r.CopiesMoved, Unit: "%",
			Better: "lower", Decimals: 1},
		{ID: "heir_share_pct", Label: heirLabel(p.Op), Value: 100 * heirShare(r), Unit: "%", Better: "lower",
			Decimals: 1},
		{ID: "forwarded_pct", Label: "Keys passed on by a full node", Value: 100 * float64(r.Forwarded) / keys,
			Unit: "%", Better: "lower", Decimals: 1},
		{ID: "lookup_steps", Label: "Steps of a lookup", Value: r.Steps, Unit: "steps", Better: "lower", Decimals: 1,
			Compare: "hashes made or places read"},
	}
	if r.hasLaw {
		m[2].Compare = "theory " + fraction(r.theory)
		m = append(m, sims.Metric{ID: "load_cv_theory_pct", Label: "Spread of load in theory", Value: 100 * r.theory,
			Unit: "%", Decimals: 1})
	}
	return m
}

// leastMove is the share of keys that any rule must move to leave an even load: the newcomer's part of the weights, or
// what the leaving node held.
func leastMove(r Result, keys float64) float64 {
	switch {
	case r.Joined >= 0:
		return r.After[len(r.After)-1].Weight / totalWeight(r.After)
	case r.Left >= 0:
		return float64(r.KeysBefore[r.Left]) / keys
	}
	return 0
}

func heirLabel(op string) string {
	if op == "remove" {
		return "Share of the leaving node's keys that its top heir takes"
	}
	return "Share of the new node's keys that its largest giver gives"
}

// heirShare is how concentrated the move is on one other node.
func heirShare(r Result) float64 {
	top, all := 0, 0
	for _, m := range r.Moves {
		if m.To == r.Joined || m.From == r.Left {
			top, all = max(top, m.Keys), all+m.Keys
		}
	}
	return float64(top) / math.Max(float64(all), 1)
}

func memoryNote(p Params, r Result) string {
	if own := p.rule().memory; own != nil {
		return own(r.placedAfter)
	}
	return "arithmetic only"
}
