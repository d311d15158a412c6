package hashing

import "math/bits"

// placement is a rule that gives every key an owner among the nodes it was built from.
type placement interface {
	// place writes the number of the owner of every key.
	place(hash []uint64, owner []int32)
	// copies appends the holders of n copies of a key, its owner first; n is at most the number of nodes.
	copies(hash uint64, n int, to []int32) []int32
	// steps counts the hashes made and the places of memory read to find the owners of keys.
	steps(hash []uint64) int
	// bytes is the memory of the rule, without keys and node list.
	bytes() int
}

// place builds the rule before and after the change. Rings change step by step, as a running cluster would; the
// other rules are built anew from the list of nodes.
func place(p Params, c cluster) (before, after placement) {
	switch p.Algo {
	case "ring", "bounded":
		old := newRing(c.before)
		now := old
		if c.joined >= 0 {
			now = old.add(c.after[len(c.after)-1])
		}
		if c.left >= 0 {
			now = old.remove(c.left)
		}
		if p.Algo == "bounded" {
			return &bounded{old, c.before, p.C}, &bounded{now, c.after, p.C}
		}
		return old, now
	}
	return build(p, c.before), build(p, c.after)
}

// build makes the rule of p from a list of nodes.
func build(p Params, nodes []Node) placement {
	switch p.Algo {
	case "modulo":
		return modulo(nodes)
	case "jump":
		return jump(nodes)
	case "rendezvous":
		return newRendezvous(nodes)
	case "maglev":
		return newMaglev(nodes, p.table())
	case "bounded":
		return &bounded{newRing(nodes), nodes, p.C}
	}
	return newRing(nodes)
}

// modulo places a key on node number hash mod N of the list.
type modulo []Node

func (m modulo) place(hash []uint64, owner []int32) {
	for i, h := range hash {
		owner[i] = int32(m[h%uint64(len(m))].ID)
	}
}

func (m modulo) copies(hash uint64, n int, to []int32) []int32 {
	return following(m, int(hash%uint64(len(m))), n, to)
}

func (modulo) bytes() int { return 0 }

func (modulo) steps(hash []uint64) int { return len(hash) }

// jump is jump consistent hash (Lamping and Veach, "A fast, minimal memory, consistent hash algorithm", 2014). Nodes
// are buckets 0 … N−1: only the last can leave without renumbering others.
type jump []Node

func (j jump) place(hash []uint64, owner []int32) {
	for i, h := range hash {
		owner[i] = int32(j[jumpBucket(h, len(j))].ID)
	}
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
