package eviction

import "fmt"

// Policy is a cache of unit-sized objects under one eviction policy. It takes every missed key in.
type Policy interface {
	// Access asks for a key and reports whether it was held.
	Access(id int32) bool
	// Len is how many keys are held.
	Len() int
	// Bytes is the memory of the policy's own arrays: links, counters and ghosts, without the index from key to place.
	Bytes() int
	// view shows the queues for the story.
	view() []row
}

// row is one queue of a policy as the story draws it, from the newest key to the oldest.
type row struct {
	name  string
	ids   []int32
	mark  func(id int32) string // bit or count that goes with a key; nil is none
	hand  int32                 // the key the hand points at, 0 for none
	ghost bool                  // the keys are remembered, not held
}

// Names lists the policies in the order of the knob.
var Names = []string{"fifo", "random", "lru", "clock", "slru", "twoq", "arc", "lfu", "lfu_decay", "tinylfu", "s3fifo",
	"sieve", "sampled", "opt"}

// labels are what a reader sees.
var labels = map[string]string{"fifo": "FIFO", "random": "Random", "lru": "LRU", "clock": "CLOCK", "slru": "SLRU",
	"twoq": "2Q", "arc": "ARC", "lfu": "LFU",
	"lfu_decay": "Redis LFU", "tinylfu": "W-TinyLFU", "s3fifo": "S3-FIFO", "sieve": "SIEVE", "sampled": "Redis LRU",
	"opt": "OPT"}

// Options are what only some policies have.
type Options struct {
	Sample int // keys a sampling policy looks at for one eviction
	Pool   int // candidates a sampling policy remembers, 0 for none
	Seed   int
}

// New makes an empty cache for capacity ≥ 1 objects of the trace. OPT must then be asked for exactly the requests of
// the trace, in order: it has read them all.
func New(name string, t Trace, capacity int, o Options) Policy {
	n := t.Objects
	switch name {
	case "fifo":
		return newFIFO(n, capacity)
	case "random":
		return newRandom(n, capacity, o.Seed)
	case "lru":
		return newLRU(n, capacity)
	case "clock":
		return newClock(n, capacity)
	case "slru":
		return newSLRU(n, capacity)
	case "twoq":
		return newTwoQ(n, capacity)
	case "arc":
		return newARC(n, capacity)
	case "lfu":
		return newLFU(n, capacity)
	case "lfu_decay":
		return newRedisLFU(n, capacity, o)
	case "tinylfu":
		return newTinyLFU(n, capacity)
	case "s3fifo":
		return newS3FIFO(n, capacity)
	case "sieve":
		return newSieve(n, capacity)
	case "sampled":
		return newSampled(n, capacity, o)
	case "opt":
		return newOPT(t.IDs, capacity)
	}
	panic(fmt.Sprintf("eviction: unknown policy %q", name))
}

// Count is what a replay counted behind the warm-up.
type Count struct {
	Requests, Hits, Evictions int
	Bytes                     int // memory of the policy at the end
	Held                      int // keys held at the end
}

// Misses is the number of requests that were not served from the cache.
func (c Count) Misses() int { return c.Requests - c.Hits }

// HitPct is the hit ratio in %.
func (c Count) HitPct() float64 {
	if c.Requests == 0 {
		return 0
	}
	return 100 * float64(c.Hits) / float64(c.Requests)
}

// Replay asks the policy for every request and counts from request number warm on. Each miss takes one key in, so what
// was not growth was eviction.
func Replay(c Policy, ids []int32, warm int) Count {
	replay(c, ids[:warm])
	held := c.Len()
	hits := replay(c, ids[warm:])
	n := Count{Requests: len(ids) - warm, Hits: hits, Bytes: c.Bytes(), Held: c.Len()}
	n.Evictions = n.Misses() - (n.Held - held)
	return n
}

// batch is a policy with a way of its own to take many requests at once.
type batch interface{ batch(ids []int32) (hits int) }

// replay asks for every request and counts the hits.
func replay(c Policy, ids []int32) (hits int) {
	if c, ok := c.(batch); ok {
		return c.batch(ids)
	}
	for _, id := range ids {
		if c.Access(id) {
			hits++
		}
	}
	return hits
}
