package conflicts

import "slices"

// recent holds the writes of the last moments, of all keys in one ring, and of each key where its latest write stands.
// A write that is not recent is never looked at again: most keys are written so seldom that all a write touches is the
// entry of its key.
type recent struct {
	keep    int64 // ticks that a write stays recent
	keys    []keyState
	ring    []logged   // write n at n & (len − 1)
	from    int        // the oldest recent write; writes are counted from 1
	next    int        // the number of the next write
	older   [][5]int64 // by key and site, the last write that is not recent; −1 for none; nil: not asked for
	fetched int        // makes the fetching count
	found   []int      // the recent writes of one key, the latest first
}

// keyState is what a key's latest write left.
type keyState struct {
	last int   // its number; 0 before the first
	at   int64 // its moment
	from int64 // since when the sites have disagreed about the key
}

type logged struct {
	write
	before int // the write of the same key before it
}

// newRecent keeps writes for so many ticks. What older writes left is only kept where versions are counted.
func newRecent(p Params, keep int64) *recent {
	l := &recent{keep: keep, keys: make([]keyState, p.Keys), ring: make([]logged, 64), from: 1, next: 1}
	if p.Resolver == "siblings" {
		l.older = make([][5]int64, p.Keys)
		for k := range l.older {
			l.older[k] = [5]int64{-1, -1, -1, -1, -1}
		}
	}
	return l
}

func (l *recent) at(n int) *logged { return &l.ring[n&(len(l.ring)-1)] }

func (l *recent) write(n int) *write { return &l.at(n).write }

// fetch draws the next writes and brings the entries of their keys into the cache: of many keys most entries are far
// away, and the processor waits for several at a time when nothing depends on any of them.
func (l *recent) fetch(src *source, block []write) {
	for i := range block {
		block[i] = src.next()
	}
	for _, w := range block {
		l.fetched += l.keys[w.Key].last
		if l.older != nil {
			l.fetched += int(l.older[w.Key][0])
		}
	}
}

// age leaves out what is no longer recent at a moment.
func (l *recent) age(now int64) {
	for l.from < l.next {
		w := l.write(l.from)
		if w.At > now-l.keep {
			return
		}
		if l.older != nil {
			l.older[w.Key][w.Site] = w.At
		}
		l.from++
	}
}

// find lists the recent writes of a key.
func (l *recent) find(k *keyState) {
	l.found = l.found[:0]
	for n := k.last; n >= l.from; n = l.at(n).before {
		l.found = append(l.found, n)
	}
}

func (l *recent) add(k *keyState, w write) {
	if l.next-l.from == len(l.ring) {
		larger := make([]logged, 2*len(l.ring))
		for n := l.from; n < l.next; n++ {
			larger[n&(len(larger)-1)] = *l.at(n)
		}
		l.ring = larger
	}
	*l.at(l.next) = logged{w, k.last}
	k.last, k.at = l.next, w.At
	l.next++
}

// versions is how many values the writer of w finds: the latest write of each site that it can see, without those whose
// successor at another site had seen them. A key never written counts as one value.
func (l *recent) versions(w write, delay int64) int {
	latest := l.older[w.Key]
	for i := len(l.found) - 1; i >= 0; i-- {
		e := l.write(l.found[i])
		if e.Site == w.Site || w.At-e.At >= delay {
			latest[e.Site] = e.At
		}
	}
	newest, n := slices.Max(latest[:]), 0
	for _, at := range latest {
		if at >= 0 && newest < at+delay { // no writer had seen it
			n++
		}
	}
	return max(n, 1)
}
