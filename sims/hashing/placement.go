package hashing

import (
	"fmt"
	"math/bits"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// placement is a rule that gives every key an owner among the nodes it was built from.
type placement interface {
	// place writes the number of the owner of every key.
	place(b *model.Budget, hash []uint64, owner []int32)
	// copies appends the holders of n copies of a key, its owner first; n is at most the number of nodes.
	copies(hash uint64, n int, to []int32) []int32
	// steps counts the hashes made and the places of memory read to find the owners of keys.
	steps(hash []uint64) int
	// bytes is the memory of the rule, without keys and node list.
	bytes() int
}

var moduloRule = rule{name: "modulo", label: "modulo",
	look:   figure.Identity{Hue: figure.Vermillion, Shape: figure.Square, Dash: "6 4"},
	lookup: "one division", unequal: "no", periodic: true,
	build:  func(_ Params, nodes []Node) placement { return modulo(nodes) },
	perKey: func(Params) float64 { return 5 },
	law:    evenLaw,
	moved: func(p Params, r Result) (movedLaw, bool) {
		return movedLaw{share: 1 - 1/float64(max(len(r.Before), len(r.After))), source: residue}, true
	},
	coach: func(p Params, r Result) string {
		if p.Op == "none" {
			return ""
		}
		return fmt.Sprintf("Modulo moves %s here. Does it get better or worse with more nodes? Set 99 nodes, then "+
			"change the algorithm to ring.", fraction(r.movedShare(p)))
	},
}

var jumpRule = rule{name: "jump", label: "jump",
	look:   figure.Identity{Hue: figure.Ink, Shape: figure.Triangle, Dash: "2 3"},
	lookup: "about ln N steps", unequal: "no",
	build:  func(_ Params, nodes []Node) placement { return jump(nodes) },
	perKey: func(p Params) float64 { return 10 + 8*calc.Log(float64(p.Nodes)+1) },
	law:    evenLaw,
	allowed: func(p Params, r Result) []sims.Check {
		if !steady(p, r) {
			return nil
		}
		return onlyNewcomer(p, r, jumpPaper)
	},
	moved: func(p Params, r Result) (movedLaw, bool) {
		return movedLaw{share: 1 / float64(max(len(r.Before), len(r.After))), source: jumpPaper}, steady(p, r)
	},
	coach: func(p Params, r Result) string {
		switch {
		case p.Zipf > 0:
			return ""
		case p.Op == "remove" && r.Illegal > 0:
			return fmt.Sprintf("%s keys moved between nodes that stay, because the buckets after %s were renumbered. "+
				"Empty the field of the leaving node: the last bucket leaves cleanly.", say.Int(r.Illegal),
				figure.NodeName(r.Left))
		}
		return fmt.Sprintf("Jump moves %s with no memory at all. Set the change to remove and let A leave: what does "+
			"it cost?", fraction(r.movedShare(p)))
	},
}

// evenLaw gives every node the same share, whatever its weight.
func evenLaw(_ Params, nodes []Node, _ placement, l law) (law, bool) {
	for i := range nodes {
		l.mean[i] = 1 / float64(len(nodes))
	}
	return l, true
}

// modulo places a key on node number hash mod N of the list.
type modulo []Node

func (m modulo) place(b *model.Budget, hash []uint64, owner []int32) {
	b.Blocks(len(hash), 5, func(from, to int) {
		for i := from; i < to; i++ {
			owner[i] = int32(m[hash[i]%uint64(len(m))].ID)
		}
	})
}

func (m modulo) copies(hash uint64, n int, to []int32) []int32 {
	return following(m, int(hash%uint64(len(m))), n, to)
}

func (modulo) bytes() int { return 0 }

func (modulo) steps(hash []uint64) int { return len(hash) }

// jump is jump consistent hash (Lamping and Veach, "A fast, minimal memory, consistent hash algorithm", 2014). Nodes
// are buckets 0 … N−1: only the last can leave without renumbering others.
type jump []Node

func (j jump) place(b *model.Budget, hash []uint64, owner []int32) {
	b.Blocks(len(hash), 20, func(from, to int) {
		for i := from; i < to; i++ {
			owner[i] = int32(j[jumpBucket(hash[i], len(j))].ID)
		}
	})
}

func (j jump) copies(hash uint64, n int, to []int32) []int32 {
	return following(j, jumpBucket(hash, len(j)), n, to)
}

func (jump) bytes() int { return 0 }

// steps counts the jumps: about ln N, as the paper says.
func (j jump) steps(hash []uint64) int {
	n := 0
	for _, key := range hash {
		for at := int64(0); at < int64(len(j)); n++ {
			key, at = leap(key, at)
		}
	}
	return n
}

// jumpBucket is the paper's function: it follows the jumps of a key as buckets are added and returns the last one.
func jumpBucket(key uint64, buckets int) int {
	b, j := int64(-1), int64(0)
	for j < int64(buckets) {
		b = j
		key, j = leap(key, b)
	}
	return int(b)
}

// leap gives the next state of the key's generator and the next bucket after b that the key jumps to.
func leap(key uint64, b int64) (uint64, int64) {
	key = key*2862933555777941757 + 1
	return key, int64(float64(b+1) * (float64(int64(1)<<31) / float64((key>>33)+1)))
}

// following appends n nodes of the list from place at on, round the end.
func following(nodes []Node, at, n int, to []int32) []int32 {
	for i := range n {
		to = append(to, int32(nodes[(at+i)%len(nodes)].ID))
	}
	return to
}

// log2ceil is the smallest b with 2^b ≥ n.
func log2ceil(n int) int { return bits.Len(uint(max(n, 1) - 1)) }
