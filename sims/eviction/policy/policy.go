// Package policy holds the eviction policies. Each is a file with one entry that says all the lab knows of it; Kinds
// lists the entries.
package policy

import (
	"slices"

	"tradeofflab/figure"
	"tradeofflab/sims/model"
)

// Kinds lists the policies in the order of the knob.
var Kinds = []Kind{
	fifoKind,
	randomKind,
	lruKind,
	clockKind,
	slruKind,
	twoqKind,
	arcKind,
	lfuKind,
	redisLFUKind,
	tinylfuKind,
	s3fifoKind,
	sieveKind,
	sampledKind,
	optKind,
}

// Kind is what is known of a policy.
type Kind struct {
	Name  string                // in knobs and ids
	Label string                // what a reader sees
	New   func(Room) Policy     // an empty cache
	Nanos func(Options) float64 // what a request takes, in nanoseconds or so of one core
	Look  figure.Identity       // in every figure: one hue for each idea, dash and mark for the policies within it
	Mark  string                // what the bit or count that goes with a key is; "" where no key has one
}

// Find returns the policy of a name, which must be one of Kinds.
func Find(name string) Kind {
	return Kinds[slices.IndexFunc(Kinds, func(k Kind) bool { return k.Name == name })]
}

// Identity is the look of the policy with its label.
func (k Kind) Identity() figure.Identity {
	id := k.Look
	id.Name = k.Label
	return id
}

// Room is what a cache is made for.
type Room struct {
	Objects  int     // keys are numbered from 1 to this
	Capacity int     // objects that fit, at least 1
	Requests []int32 // what will be asked for; only OPT reads it, and must then be asked for exactly these, in order
	Options
}

// Options are what only some policies have.
type Options struct {
	Sample int // keys a sampling policy looks at for one eviction
	Pool   int // candidates a sampling policy remembers, 0 for none
	Seed   int
}

// Policy is a cache of unit-sized objects under one eviction policy. It takes every missed key in.
type Policy interface {
	// Access asks for a key and reports whether it was held.
	Access(id int32) bool
	// Len is how many keys are held.
	Len() int
	// Bytes is the memory of the policy's own arrays: links, counters and ghosts, without the index from key to place.
	Bytes() int
	// View shows the queues.
	View() []Queue
}

// Queue is one queue of a policy, from the newest key to the oldest.
type Queue struct {
	Name  string
	IDs   []int32
	Mark  func(id int32) string // bit or count that goes with a key; nil is none
	Hand  int32                 // the key the hand points at, 0 for none
	Ghost bool                  // the keys are remembered, not held
}

// flat is the work of a policy whose requests all take about the same.
func flat(nanos float64) func(Options) float64 { return func(Options) float64 { return nanos } }

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
func Replay(c Policy, ids []int32, warm int) Count { return ReplayWithin(nil, 0, c, ids, warm) }

// ReplayWithin is Replay within a budget, from which each request takes so many steps.
func ReplayWithin(b *model.Budget, steps int, c Policy, ids []int32, warm int) Count {
	hits, held := 0, 0
	take := func(ids []int32) {
		if b == nil {
			hits += replay(c, ids)
			return
		}
		b.Blocks(len(ids), steps, func(from, to int) { hits += replay(c, ids[from:to]) })
	}
	take(ids[:warm])
	hits, held = 0, c.Len()
	take(ids[warm:])
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
