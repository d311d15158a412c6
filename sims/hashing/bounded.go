package hashing

import (
	"fmt"
	"math"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// bounded is a ring on which no node takes more than ceil(c·K/N) of K keys: a full node passes a key on to the next
// point clockwise (Mirrokni, Thorup and Zadimoghaddam, "Consistent hashing with bounded loads", SODA 2018). Keys arrive
// in the order of their numbers, also after a change, so that the placement depends on keys and nodes alone.
type bounded struct {
	ring  *ring
	nodes []Node
	c     float64
}

func (b *bounded) place(budget *model.Budget, hash []uint64, owner []int32) {
	room := b.capacity(len(hash))
	n := b.ring.points()
	const blockKeys = 4096
	for from := 0; from < len(hash); from += blockKeys {
		to, passed := min(from+blockKeys, len(hash)), 0
		for i := from; i < to; i++ {
			at := b.ring.seek(hash[i])
			for ; room[b.ring.node[at]] == 0; passed++ {
				if at++; at >= n {
					at = 0
				}
			}
			owner[i] = b.ring.node[at]
			room[owner[i]]--
		}
		budget.Spend(20*(to-from) + 2*passed)
	}
}

var boundedRule = rule{name: "bounded", label: "bounded ring", beside: "ring",
	look:   figure.Identity{Hue: figure.Ink, Shape: figure.Plus, Dash: "1 3"},
	lookup: "a search, then steps past full nodes", unequal: "yes, by points and bound",
	build: func(p Params, nodes []Node) placement { return &bounded{newRing(nodes), nodes, p.C} },
	change: func(p Params, c cluster) (before, after placement) {
		old, now := changedRing(c)
		return &bounded{old, c.before, p.C}, &bounded{now, c.after, p.C}
	},
	perKey: func(p Params) float64 { return 50 },
	memory: func(placed placement) string {
		b := placed.(*bounded)
		return fmt.Sprintf("%s of %d B, %s of 8 B", say.Count(b.ring.points(), "point"), pointBytes,
			say.Count(len(b.nodes), "counter"))
	},
	law: func(Params, []Node, placement, law) (law, bool) { return law{}, false },
	coach: func(p Params, r Result) string {
		return fmt.Sprintf("The bound of %s × makes full nodes pass on %s of the keys. Lower the bound to 1.05: what "+
			"does a tighter bound cost?", say.Short(p.C), fraction(float64(r.Forwarded)/float64(p.Keys)))
	},
}

// capacity gives the most keys each node may hold, by node number: c times its fair share, rounded up.
func (b *bounded) capacity(keys int) []int {
	room := make([]int, b.nodes[len(b.nodes)-1].ID+1)
	total := totalWeight(b.nodes)
	for _, n := range b.nodes {
		room[n.ID] = int(math.Ceil(b.c * float64(keys) * n.Weight / total))
	}
	return room
}

// forwarded counts the keys that are not where the plain ring would have them.
func (b *bounded) forwarded(hash []uint64, owner []int32) int {
	n := 0
	for i, h := range hash {
		if b.ring.owner(h) != owner[i] {
			n++
		}
	}
	return n
}

// copies ignores the bound: it is defined for owners only.
func (b *bounded) copies(hash uint64, n int, to []int32) []int32 { return b.ring.copies(hash, n, to) }

func (b *bounded) bytes() int { return b.ring.bytes() + 8*len(b.nodes) }

// steps counts the points passed because their node is full, too.
func (b *bounded) steps(hash []uint64) int {
	room, n, passed := b.capacity(len(hash)), b.ring.points(), 0
	for _, h := range hash {
		at := b.ring.seek(h)
		for ; room[b.ring.node[at]] == 0; passed++ {
			if at++; at >= n {
				at = 0
			}
		}
		room[b.ring.node[at]]--
	}
	return b.ring.steps(hash) + passed
}
