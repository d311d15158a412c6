package policy

import (
	"math/rand/v2"

	"tradeofflab/figure"
	"tradeofflab/sims/model"
)

var randomKind = Kind{Name: "random", Label: "Random", Nanos: flat(14),
	Look: figure.Identity{Hue: figure.Orange, Shape: figure.Plus, Dash: "1 3"},
	New:  func(r Room) Policy { return newRandom(r.Objects, r.Capacity, r.Seed) }}

// random evicts any key, all alike (Belady 1966, class 1). Its hit ratio under independent requests is that of FIFO
// (Gelenbe, "A unified approach to the evaluation of a class of replacement algorithms", IEEE Transactions on
// Computers C-22(6), 1973).
type random struct {
	held []bool
	keys []int32
	cap  int
	rng  *rand.Rand
}

func newRandom(objects, capacity, seed int) *random {
	return &random{held: make([]bool, objects+1), cap: capacity, rng: model.Stream(seed, "random eviction")}
}

func (c *random) Access(id int32) bool {
	if c.held[id] {
		return true
	}
	c.held[id] = true
	if len(c.keys) < c.cap {
		c.keys = append(c.keys, id)
		return false
	}
	out := c.rng.IntN(c.cap)
	c.held[c.keys[out]] = false
	c.keys[out] = id
	return false
}

func (c *random) Len() int      { return len(c.keys) }
func (c *random) Bytes() int    { return 4 * c.cap }
func (c *random) View() []Queue { return []Queue{{Name: "keys, in no order", IDs: c.keys}} }
