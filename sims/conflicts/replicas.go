package conflicts

import (
	"math/rand/v2"
	"slices"

	"tradeofflab/sims/model"
)

// replayWrites is how many of the first writes are replayed on real replicas.
const replayWrites = 5000

// replay is what happened when the first writes of the run were carried out on replicas that send each other messages.
// It counts by what the replicas know, not by times, so it agrees with the counts of stream only if both are right.
type replay struct {
	Writes      int
	Pairs       int  // conflicts by version vectors
	Lost        int  // writes that the last-writer-wins registers threw away unseen
	Versions    int  // most values a multi-value register held at once
	Kept        int  // sum of the G-counters at the end
	Outlived    int  // removes that reached a site where an add they had not seen was left
	expectPairs int  // conflicts that stream counts among the same writes
	Converged   bool // all sites agree on all keys after the last delivery, for all four types
}

// replica is one key at one site, kept in all four ways at once.
type replica struct {
	lww   register
	multi siblings
	count counter
	set   orSet
	seen  clock // writes of the key that have arrived
}

// delivery carries what one write changed to another site.
type delivery struct {
	key   int32
	to    int
	lww   register
	multi version
	count counter
	set   orSet
}

// item is one key with its replicas.
type item struct {
	at      [5]replica    // by site
	written counter       // writes by site so far
	lost    map[dot]bool  // writes that a register threw away unseen
	seen    map[dot]clock // what the writer of a write had seen
}

// cluster holds the items that were written, by key; nil before the first write.
type cluster struct {
	p        Params
	items    []*item
	messages model.EventQueue[delivery]
	ops      *rand.Rand
	out      replay
	budget   *model.Budget
	unspent  int
}

func newCluster(p Params) *cluster {
	return &cluster{p: p, items: make([]*item, p.Keys), ops: model.Stream(p.Seed, "set operations")}
}

func replayOn(b *model.Budget, p Params, share []float64) replay {
	c := newCluster(p)
	src := newSource(p, share)
	c.budget = b
	for range replayWrites {
		w := src.next()
		c.deliver(w.At)
		c.write(w)
	}
	c.deliver(1 << 62)
	c.settle()
	return c.out
}

func (c *cluster) spend(steps int) {
	if c.unspent += steps; c.unspent >= 1<<20 {
		c.budget.Spend(c.unspent)
		c.unspent = 0
	}
}

// deliver applies the messages that are due by a moment.
func (c *cluster) deliver(until int64) {
	for {
		_, m, ok := c.messages.PopDue(until)
		if !ok {
			return
		}
		it := c.items[m.key]
		r := &it.at[m.to]
		c.spend(messageSteps + elementSteps*(len(r.set.Added)+len(r.set.Removed)))
		c.register(it, r, m.lww)
		r.multi = r.multi.merge(siblings{m.multi})
		c.out.Versions = max(c.out.Versions, len(r.multi))
		r.count = r.count.merge(m.count)
		r.set = r.set.merge(m.set)
		if len(m.set.Removed) > 0 && r.set.contains() {
			c.out.Outlived++
		}
		r.seen[m.multi.Value.Site] = m.multi.Value.N
	}
}

// register merges a value into the last-writer-wins register and notes the one thrown away, if the winner's writer had
// not seen it.
func (c *cluster) register(it *item, r *replica, in register) {
	loser, winner := r.lww, r.lww.merge(in)
	if winner == r.lww {
		loser = in
	}
	r.lww = winner
	if loser.Value.N > 0 && !it.seen[winner.Value].saw(loser.Value) && !it.lost[loser.Value] {
		it.lost[loser.Value] = true
		c.out.Lost++
	}
}

// write carries out a write at its site and sends what changed to the others.
func (c *cluster) write(w write) {
	if c.items[w.Key] == nil {
		c.items[w.Key] = &item{lost: map[dot]bool{}, seen: map[dot]clock{}}
	}
	it := c.items[w.Key]
	r, n := &it.at[w.Site], &it.written
	for s := range n {
		if s != w.Site {
			c.out.Pairs += int(n[s] - r.seen[s])
		}
	}
	n[w.Site]++
	name := dot{int32(w.Site), n[w.Site]}
	r.seen[w.Site] = name.N
	it.seen[name] = r.seen
	own := register{name, w.Stamp}
	c.register(it, r, own)
	value := version{name, r.seen}
	r.multi = siblings{value}
	r.count[w.Site]++
	change := c.change(r, name)
	var mine counter
	mine[w.Site] = r.count[w.Site]
	for to := range c.p.Sites {
		if to != w.Site {
			c.messages.Push(w.At+c.p.delay(), delivery{w.Key, to, own, value, mine, change})
		}
	}
	c.out.Writes++
}

// change adds to the set or, half of the time when there is something to remove, removes what the site has seen added.
// It returns the difference alone: sets merge differences as they merge states (Almeida, Shoker and Baquero, "Delta
// state replicated data types", 2018).
func (c *cluster) change(r *replica, name dot) orSet {
	var d orSet
	if c.ops.IntN(2) == 0 && r.set.contains() {
		d = orSet{r.set.Added, r.set.Added}
	} else {
		d.Added = []dot{name}
	}
	r.set = r.set.merge(d)
	return d
}

// settle compares the sites after the last delivery.
func (c *cluster) settle() {
	c.out.Converged = true
	for _, it := range c.items {
		if it == nil {
			continue
		}
		first := it.at[0]
		for _, r := range it.at[1:c.p.Sites] {
			if r.lww != first.lww || r.count != first.count || !slices.Equal(r.multi, first.multi) ||
				!slices.Equal(r.set.Added, first.set.Added) || !slices.Equal(r.set.Removed, first.set.Removed) {
				c.out.Converged = false
			}
		}
		c.out.Kept += first.count.value()
	}
}
