package policy

import (
	"math/rand/v2"
	"strconv"

	"tradeofflab/figure"
	"tradeofflab/sims/model"
)

var redisLFUKind = Kind{Name: "lfu_decay", Label: "Redis LFU", Nanos: sampling,
	Look: figure.Identity{Hue: figure.Purple, Shape: figure.Cross, Dash: "1 3"}, Mark: "count",
	New: func(r Room) Policy { return newRedisLFU(r.Objects, r.Capacity, r.Options) }}

// Constants of Redis' LFU (src/evict.c and redis.conf: lfu-log-factor 10, lfu-decay-time 1 minute).
const (
	lfuInit      = 5 // a new key starts here, so that it is not the next victim
	lfuMax       = 255
	lfuLogFactor = 10
	// minuteTicks is how many requests pass in one minute, at 1,000 requests a second.
	minuteTicks = 60_000
)

// redisLFU is allkeys-lfu: eight bits a key that rise ever more rarely and fall by one a minute.
type redisLFU struct {
	sampler
	count  []uint8 // by index
	minute []int32 // when the count was last brought up to date
	now    int64
	chance *rand.Rand
}

func newRedisLFU(objects, capacity int, o Options) *redisLFU {
	c := &redisLFU{count: make([]uint8, capacity), minute: make([]int32, capacity),
		chance: model.Stream(o.Seed, "frequency counter")}
	c.sampler = newSampler(objects, capacity, o, func(at int32) int64 { return lfuMax - int64(c.decayed(at)) })
	return c
}

func (c *redisLFU) Access(id int32) bool {
	c.now++
	if place := c.place[id]; place != 0 {
		at := place - 1
		c.count[at] = c.raised(c.decayed(at))
		c.minute[at] = int32(c.now / minuteTicks)
		return true
	}
	at := c.takeIn(id)
	c.count[at], c.minute[at] = lfuInit, int32(c.now/minuteTicks)
	return false
}

// decayed is the count less one for each minute since it was brought up to date.
func (c *redisLFU) decayed(at int32) uint8 {
	passed := int32(c.now/minuteTicks) - c.minute[at]
	if passed >= int32(c.count[at]) {
		return 0
	}
	return c.count[at] - uint8(passed)
}

// raised adds one with probability 1/(10·(count − 5) + 1).
func (c *redisLFU) raised(count uint8) uint8 {
	if count == lfuMax {
		return count
	}
	base := max(0, float64(count)-lfuInit)
	if c.chance.Float64() < 1/(base*lfuLogFactor+1) {
		count++
	}
	return count
}

// Bytes counts what Redis adds to a key, 16 bits of time and 8 of count, and the pool.
func (c *redisLFU) Bytes() int { return 3*c.cap + 16*c.size }

func (c *redisLFU) View() []Queue {
	return []Queue{{Name: "keys, in no order", IDs: c.keys,
		Mark: func(id int32) string { return strconv.Itoa(int(c.decayed(c.place[id] - 1))) }}}
}
