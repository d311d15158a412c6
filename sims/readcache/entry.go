package readcache

import (
	"math"

	"tradeofflab/sims/calc"
)

const (
	second = 1e9 // ticks
	none   = -1
	never  = math.MaxInt64
)

// entry is the state of one key, in the cache and on its way there.
type entry struct {
	readAt    int64 // when the database gave the value that is cached
	staleAt   int64 // first write after that; never: none
	since     int64 // start of the stretch in which the flow counts its reads
	wroteAt   int64 // last write; with delete-on-write also the last delete, which a lease is checked against
	number    uint32
	waiters   int32 // first read that waits for the query of another; none
	loads     int32 // queries under way
	prev      int32 // least recently used order; prev is used more recently
	next      int32
	group     int8
	cached    bool
	flowing   bool // its reads are counted in bulk
	old       bool // flowing with an overwritten value
	refreshed bool // loaded by refresh-ahead …
	read      bool // … and read since
	opened    bool // old enough for refresh-ahead …
	reloading bool // … which has begun
}

// put stores the value that was read from the database at tick readAt, and makes room.
func (e *engine) put(t int64, key int32, readAt int64, refresh bool) {
	if e.down || e.room == 0 {
		return
	}
	k := &e.keys[key]
	if k.cached {
		e.drop(t, key)
	} else if e.held == e.room {
		e.out.Evicted++
		e.drop(t, e.tail)
	}
	k.number++
	k.cached, k.readAt, k.staleAt, k.refreshed, k.read, k.opened, k.reloading = true, readAt, never, refresh, false,
		false, false
	if k.wroteAt > readAt {
		k.staleAt = k.wroteAt // it was overwritten between the query and the set
		e.out.RaceSets++
	}
	e.held++
	e.heldRate += e.rates[key]
	e.out.Peak = max(e.out.Peak, e.held)
	e.front(key)
	e.reached(t)
	ttl := int64(e.ttl())
	e.expireAt(t, key, t+ttl, t+int64(e.p.Refresh*float64(ttl)))
}

// expireAt schedules the end of an entry and, with refresh-ahead, the time from which a read reloads it.
func (e *engine) expireAt(t int64, key int32, end, ahead int64) {
	e.push(end, newEvent(expire, key, e.keys[key].number))
	if e.p.Strategy == "refresh_ahead" {
		e.push(max(t, ahead), newEvent(open, key, e.keys[key].number))
		if ahead <= t {
			return
		}
	}
	e.flow(t, key)
}

// drop takes an entry out.
func (e *engine) drop(t int64, key int32) {
	k := &e.keys[key]
	e.stopFlow(t, key)
	if k.refreshed && !e.readOnce(t, key) {
		e.out.Wasted++
	}
	k.cached = false
	k.number++
	e.held--
	e.heldRate -= e.rates[key]
	e.unlink(key)
	if e.steady(t) {
		e.out.MaxAge = max(e.out.MaxAge, float64(t-k.readAt)/second)
	}
}

// readOnce says whether anybody read a refreshed entry. In bulk nobody knows, so it is drawn: no read of a Poisson
// process of rate r comes within d with chance e^(−rd).
func (e *engine) readOnce(t int64, key int32) bool {
	k := &e.keys[key]
	if e.explicit || k.read {
		return k.read
	}
	return e.lastReads.Float64() > calc.Exp(-e.rates[key]*float64(t-k.readAt)/second)
}

// ttl draws a time to live in ticks.
func (e *engine) ttl() float64 {
	t := e.p.TTLs * second
	if e.p.Jitter > 0 {
		t *= 1 + e.p.Jitter/100*(2*e.jitters.Float64()-1)
	}
	return t
}

// front makes a key the most recently used one.
func (e *engine) front(key int32) {
	if !e.explicit {
		return
	}
	k := &e.keys[key]
	k.prev, k.next = none, e.head
	if e.head != none {
		e.keys[e.head].prev = key
	}
	if e.head = key; e.tail == none {
		e.tail = key
	}
}

func (e *engine) unlink(key int32) {
	if !e.explicit {
		return
	}
	k := &e.keys[key]
	if k.prev == none {
		e.head = k.next
	} else {
		e.keys[k.prev].next = k.next
	}
	if k.next == none {
		e.tail = k.prev
	} else {
		e.keys[k.next].prev = k.prev
	}
}
