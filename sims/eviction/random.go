package eviction

import (
	"math/rand/v2"
	"tradeofflab/sims/model"
)

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

func (c *random) Len() int    { return len(c.keys) }
func (c *random) Bytes() int  { return 4 * c.cap }
func (c *random) view() []row { return []row{{name: "keys, in no order", ids: c.keys}} }
