package policy

import (
	"math/rand/v2"
	"strconv"

	"tradeofflab/figure"
	"tradeofflab/sims/model"
)

var sampledKind = Kind{Name: "sampled", Label: "Redis LRU", Nanos: sampling,
	Look: figure.Identity{Hue: figure.Blue, Shape: figure.Cross, Dash: "2 3"}, Mark: "idle",
	New: func(r Room) Policy { return newSampled(r.Objects, r.Capacity, r.Options) }}

// sampling is the work of a request that evicts: keys are drawn, and each is held against the pool.
func sampling(o Options) float64 { return 60 + float64(o.Sample)*(11+0.2*float64(o.Pool)) }

// candidate is a key in the eviction pool with the score it had when it was sampled; a higher score goes first.
type candidate struct {
	id    int32
	score int64
}

// sampler draws keys of a cache and keeps the best victims of earlier draws, as Redis does (src/evict.c,
// evictionPoolPopulate; pool of 16 since Redis 3.0). As there, a key is evicted on the score it had when it was
// sampled, even if it has been asked for since.
type sampler struct {
	keys  []int32 // the keys held, in no order
	place []int32 // by id, the key's index in keys plus one, 0 when absent
	pool  []candidate
	cap   int
	n     int // keys to draw for one eviction
	size  int // pool entries, 0 for none
	rng   *rand.Rand
	drawn []int32
	mark  []int64 // by index, the draw that took it last
	draws int64
	score func(place int32) int64
}

func newSampler(objects, capacity int, o Options, score func(place int32) int64) sampler {
	return sampler{place: make([]int32, objects+1), cap: capacity, n: o.Sample, size: o.Pool,
		rng: model.Stream(o.Seed, "eviction samples"), score: score}
}

// takeIn holds a new key, in place of a sampled one when the cache is full, and returns its index.
func (c *sampler) takeIn(id int32) int32 {
	if len(c.keys) < c.cap {
		c.keys = append(c.keys, id)
		c.place[id] = int32(len(c.keys))
		return int32(len(c.keys) - 1)
	}
	at := c.victim()
	c.place[c.keys[at]] = 0
	c.keys[at] = id
	c.place[id] = at + 1
	return at
}

// victim is the index of the key to evict.
func (c *sampler) victim() int32 {
	for {
		c.draw()
		if c.size == 0 {
			best := c.drawn[0]
			for _, at := range c.drawn[1:] {
				if c.score(at) > c.score(best) {
					best = at
				}
			}
			return best
		}
		for _, at := range c.drawn {
			c.offer(candidate{c.keys[at], c.score(at)})
		}
		for len(c.pool) > 0 {
			best := c.pool[len(c.pool)-1]
			c.pool = c.pool[:len(c.pool)-1]
			if at := c.place[best.id]; at != 0 {
				return at - 1
			}
		}
	}
}

// offer puts a candidate into the pool, ordered by rising score; a full pool gives up its lowest.
func (c *sampler) offer(k candidate) {
	at := 0
	for at < len(c.pool) && c.pool[at].score < k.score {
		at++
	}
	if len(c.pool) < c.size {
		c.pool = append(c.pool, candidate{})
		copy(c.pool[at+1:], c.pool[at:])
		c.pool[at] = k
		return
	}
	if at > 0 {
		copy(c.pool, c.pool[1:at])
		c.pool[at-1] = k
	}
}

// draw picks n different keys, or all when there are no more.
func (c *sampler) draw() {
	c.drawn = c.drawn[:0]
	if c.n >= len(c.keys) {
		for i := range c.keys {
			c.drawn = append(c.drawn, int32(i))
		}
		return
	}
	if c.mark == nil {
		c.mark = make([]int64, c.cap)
	}
	c.draws++
	for len(c.drawn) < c.n {
		at := int32(c.rng.IntN(len(c.keys)))
		if c.mark[at] == c.draws {
			continue
		}
		c.mark[at] = c.draws
		c.drawn = append(c.drawn, at)
	}
}

func (c *sampler) Len() int { return len(c.keys) }

// sampled is the LRU of Redis (allkeys-lru): it looks at a few keys and evicts the one idle longest. With as many
// samples as keys it is LRU. Redis counts idle time in seconds; here each request is a tick.
type sampled struct {
	sampler
	last []int64 // tick of the last request, by index
	now  int64
}

func newSampled(objects, capacity int, o Options) *sampled {
	c := &sampled{last: make([]int64, capacity)}
	c.sampler = newSampler(objects, capacity, o, func(at int32) int64 { return c.now - c.last[at] })
	return c
}

func (c *sampled) Access(id int32) bool {
	c.now++
	if at := c.place[id]; at != 0 {
		c.last[at-1] = c.now
		return true
	}
	c.last[c.takeIn(id)] = c.now
	return false
}

// Bytes counts what Redis adds to a key, 24 bits of clock, and the pool.
func (c *sampled) Bytes() int { return 3*c.cap + 16*c.size }

func (c *sampled) View() []Queue {
	return []Queue{{Name: "keys, in no order", IDs: c.keys,
		Mark: func(id int32) string { return strconv.Itoa(int(c.now - c.last[c.place[id]-1])) }}}
}
