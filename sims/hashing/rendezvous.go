package hashing

import (
	"cmp"
	"math"
	"slices"
	"tradeofflab/sims/model"
)

// rendezvous gives a key to the node with the highest score of the pair (Thaler and Ravishankar, "Using name-based
// mappings to increase hit rates", IEEE/ACM Transactions on Networking 1998). With unequal weights the score is −w/ln
// u, which gives each node its weight's share.
type rendezvous struct {
	nodes []Node
	equal bool
}

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

func (r *rendezvous) place(hash []uint64, owner []int32) {
	for i, h := range hash {
		if r.equal {
			owner[i] = r.highest(h)
		} else {
			owner[i] = r.highestWeighted(h)
		}
	}
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
	return -r.nodes[i].Weight / math.Log(u)
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
