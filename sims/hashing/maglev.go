package hashing

import (
	"slices"
	"tradeofflab/sims/model"
)

// maglevSizes are the table sizes on offer: primes, all larger than any number of nodes. 65,537 and 655,373 are the
// two sizes of the paper.
var maglevSizes = []string{"251", "509", "1021", "2039", "4093", "8191", "16381", "32749", "65537", "131071",
	"262147", "655373"}

// maglev is a lookup table that the nodes fill in turn, each along its own permutation of the entries (Eisenbud et al.,
// "Maglev: a fast and reliable software network load balancer", NSDI 2016, section 3.4).
type maglev struct{ entries []int32 }

// newMaglev fills the table. A node of lower weight takes its turn less often.
func newMaglev(nodes []Node, size int) *maglev {
	m := &maglev{entries: make([]int32, size)}
	for i := range m.entries {
		m.entries[i] = -1
	}
	heaviest := 0.0
	at, skip := make([]uint64, len(nodes)), make([]uint64, len(nodes))
	for i, n := range nodes {
		at[i] = model.Mix64(n.key^1) % uint64(size)
		skip[i] = model.Mix64(n.key^2)%uint64(size-1) + 1
		heaviest = max(heaviest, n.Weight)
	}
	turns := make([]float64, len(nodes))
	for filled := 0; ; {
		for i, n := range nodes {
			if turns[i] += n.Weight / heaviest; turns[i] < 1 {
				continue
			}
			turns[i]--
			for m.entries[at[i]] >= 0 {
				at[i] = (at[i] + skip[i]) % uint64(size)
			}
			m.entries[at[i]] = int32(n.ID)
			if filled++; filled == size {
				return m
			}
		}
	}
}

func (m *maglev) place(hash []uint64, owner []int32) {
	for i, h := range hash {
		owner[i] = m.entries[h%uint64(len(m.entries))]
	}
}

func (m *maglev) copies(hash uint64, n int, to []int32) []int32 {
	start, at := len(to), hash%uint64(len(m.entries))
	for len(to)-start < n {
		if node := m.entries[at]; !slices.Contains(to[start:], node) {
			to = append(to, node)
		}
		at = (at + 1) % uint64(len(m.entries))
	}
	return to
}

// bytes counts four bytes an entry.
func (m *maglev) bytes() int { return 4 * len(m.entries) }

func (m *maglev) steps(hash []uint64) int { return len(hash) }
