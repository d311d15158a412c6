package hashing

import "tradeofflab/sims/model"

// Ring is the simulation's ring for programs: it places text keys on nodes numbered from 0. It does not change; Add
// gives a new one.
type Ring struct {
	ring *ring
	p    Params
}

// NewRing is a ring of nodes 0 … nodes−1 with vnodes points each.
func NewRing(nodes, vnodes int) *Ring {
	p := Params{Nodes: nodes, VNodes: vnodes}
	return &Ring{newRing(nodesOf(p)), p}
}

// Owner gives the node of a key.
func (r *Ring) Owner(key string) int { return int(r.ring.owner(hashText(key))) }

// hashText hashes eight bytes at a time; the length starts it, so that a key and the same key with zero bytes behind
// differ.
func hashText(s string) uint64 {
	h := uint64(len(s)) * golden
	for ; len(s) >= 8; s = s[8:] {
		h = model.Mix64(h ^ (uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56))
	}
	tail := uint64(0)
	for i := range len(s) {
		tail |= uint64(s[i]) << (8 * i)
	}
	return model.Mix64(h ^ tail)
}

// Add gives the ring with the next node merged in.
func (r *Ring) Add() *Ring {
	p := r.p
	p.Nodes++
	return &Ring{r.ring.add(newNode(p, r.p.Nodes, 1)), p}
}
