package hashing

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"tradeofflab/figure"
	"tradeofflab/sims"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// rendezvous gives a key to the node with the highest score of the pair (Thaler and Ravishankar, "Using name-based
// mappings to increase hit rates", IEEE/ACM Transactions on Networking 1998). With unequal weights the score is −w/ln
// u, which gives each node its weight's share.
type rendezvous struct {
	nodes []Node
	equal bool
}

var rendezvousRule = rule{name: "rendezvous", label: "rendezvous",
	look:   figure.Identity{Hue: figure.Ink, Shape: figure.Diamond, Dash: "10 3"},
	lookup: "one hash a node", unequal: "yes, exactly",
	build: func(_ Params, nodes []Node) placement { return newRendezvous(nodes) },
	perKey: func(p Params) float64 {
		if p.Weights != nil {
			return weightedScore * float64(p.Nodes+1)
		}
		return equalScore * float64(p.Nodes+1)
	},
	memory:  func(placement) string { return "one hash a node, 8 B each" },
	allowed: func(p Params, r Result) []sims.Check { return onlyNewcomer(p, r, hrwPaper) },
	moved: func(p Params, r Result) (movedLaw, bool) {
		share := 0.0
		switch {
		case r.Joined >= 0:
			share = r.After[len(r.After)-1].Weight / totalWeight(r.After)
		case r.Left >= 0:
			at := slices.IndexFunc(r.Before, func(n Node) bool { return n.ID == r.Left })
			share = r.Before[at].Weight / totalWeight(r.Before)
		}
		return movedLaw{share: share, source: hrwPaper}, true
	},
	coach: func(p Params, r Result) string {
		if p.Zipf > 0 {
			return ""
		}
		return fmt.Sprintf("Rendezvous spreads by %s with one hash a node, but looks at all %d nodes for each key. "+
			"Compare the work column, then try jump.", fraction(r.now.cv), len(r.After))
	},
}

// Work of scoring one node for one key, ns.
const equalScore, weightedScore = 2, 18

func newRendezvous(nodes []Node) *rendezvous {
	return &rendezvous{nodes, evenWeights(nodes)}
}

func evenWeights(nodes []Node) bool {
	for _, n := range nodes {
		if n.Weight != nodes[0].Weight {
			return false
		}
	}
	return true
}

func (r *rendezvous) place(b *model.Budget, hash []uint64, owner []int32) {
	score, steps := r.highest, equalScore*len(r.nodes)
	if !r.equal {
		score, steps = r.highestWeighted, weightedScore*len(r.nodes)
	}
	b.Blocks(len(hash), steps, func(from, to int) {
		for i := from; i < to; i++ {
			owner[i] = score(hash[i])
		}
	})
}

func (r *rendezvous) highest(h uint64) int32 {
	best, top := int32(-1), uint64(0)
	for i := range r.nodes {
		if s := model.Mix64(h ^ r.nodes[i].key); s > top || best < 0 {
			best, top = int32(r.nodes[i].ID), s
		}
	}
	return best
}

func (r *rendezvous) highestWeighted(h uint64) int32 {
	best, top := int32(-1), math.Inf(-1)
	for i := range r.nodes {
		if s := r.score(h, i); s > top {
			best, top = int32(r.nodes[i].ID), s
		}
	}
	return best
}

// score is −w/ln u with u uniform in (0, 1); it grows with the pair's hash.
func (r *rendezvous) score(h uint64, i int) float64 {
	u := (float64(model.Mix64(h^r.nodes[i].key)>>11) + 0.5) / (1 << 53)
	return -r.nodes[i].Weight / calc.Log(u)
}

func (r *rendezvous) copies(hash uint64, n int, to []int32) []int32 {
	type scored struct {
		id    int32
		score float64
		hash  uint64
	}
	var best [8]scored // the highest n so far, in order; n ≤ 5
	held := 0
	for i, node := range r.nodes {
		s := scored{id: int32(node.ID), hash: model.Mix64(hash ^ node.key)}
		if !r.equal {
			s.score = r.score(hash, i)
		}
		if held == n && !above(s.score, s.hash, best[n-1].score, best[n-1].hash) {
			continue
		}
		held = min(held+1, n)
		best[held-1] = s
		slices.SortStableFunc(best[:held], func(a, b scored) int {
			return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.hash, a.hash))
		})
	}
	for _, s := range best[:held] {
		to = append(to, s.id)
	}
	return to
}

func above(s float64, h uint64, t float64, g uint64) bool { return s > t || s == t && h > g }

// bytes counts the hash of each node's name.
func (r *rendezvous) bytes() int { return 8 * len(r.nodes) }

func (r *rendezvous) steps(hash []uint64) int { return len(hash) * len(r.nodes) }
