package hashing

import (
	"fmt"
	"slices"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// maglevSizes are the table sizes on offer: primes, all larger than any number of nodes. 65,537 and 655,373 are the
// two sizes of the paper.
var maglevSizes = []string{"251", "509", "1021", "2039", "4093", "8191", "16381", "32749", "65537", "131071",
	"262147", "655373"}

// maglev is a lookup table that the nodes fill in turn, each along its own permutation of the entries (Eisenbud et al.,
// "Maglev: a fast and reliable software network load balancer", NSDI 2016, section 3.4).
type maglev struct{ entries []int32 }

// maglevCrowd is from how many nodes on some table entries are sure to pass between those that stay: of 12 nodes the
// fewest in 50 tables of 251 entries were 7, of 2 to 4 nodes some tables pass none.
const maglevCrowd = 12

var maglevRule = rule{name: "maglev", label: "Maglev",
	look:   figure.Identity{Hue: figure.Ink, Shape: figure.Cross, Dash: "8 3 2 3"},
	lookup: "one table entry", unequal: "yes, by turns",
	build:  func(p Params, nodes []Node) placement { return newMaglev(nodes, p.table()) },
	perKey: func(p Params) float64 { return 5 + 150*float64(p.table())/float64(p.Keys) },
	memory: func(placed placement) string { return say.Int(len(placed.(*maglev).entries)) + " entries, 4 B each" },
	law: func(p Params, nodes []Node, placed placement, l law) (law, bool) {
		entries := make([]float64, nodes[len(nodes)-1].ID+1)
		for _, id := range placed.(*maglev).entries {
			entries[id]++
		}
		for i, n := range nodes {
			l.mean[i] = entries[n.ID] / float64(p.table())
		}
		return l, true
	},
	allowed: func(p Params, r Result) []sims.Check {
		if min(len(r.Before), len(r.After)) < maglevCrowd {
			return nil
		}
		old, now := r.placedBefore.(*maglev).entries, r.placedAfter.(*maglev).entries
		extra := 0
		for i := range now {
			if old[i] != now[i] && int(old[i]) != r.Left && int(now[i]) != r.Joined {
				extra++
			}
		}
		return []sims.Check{{ID: "extra", Name: "Some table entries pass between old nodes: at least one", Want: 1,
			Got: float64(extra), Unit: "entries", OK: extra > 0, Source: maglevNSDI}}
	},
	coach: func(p Params, r Result) string {
		if p.Zipf > 0 {
			return ""
		}
		return fmt.Sprintf("Maglev moved %s keys between nodes that stay. A larger table makes that rarer: how large "+
			"must it be to halve it?", say.Int(r.Illegal))
	},
}

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

func (m *maglev) place(b *model.Budget, hash []uint64, owner []int32) {
	b.Blocks(len(hash), 5, func(from, to int) {
		for i := from; i < to; i++ {
			owner[i] = m.entries[hash[i]%uint64(len(m.entries))]
		}
	})
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
