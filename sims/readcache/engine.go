package readcache

import (
	"math/rand/v2"

	"tradeofflab/sims/model"
)

type kind uint8

const (
	ask    kind = iota // first read of a key that is not cached
	open               // refresh-ahead: from here on a read reloads the entry
	reload             // and this read does
	expire
	answer // of the database; key is the number of the job
	store  // race: the set reaches the cache; key is the number of the set
	write
	cell
	begin // the steady stretch
	lose  // the cache
	back  // it is back, empty
)

// event is what happens, in eight bytes: a million wait at once.
type event struct {
	key  int32
	what uint32 // kind, and below it the number of the entry's state; an event of an older state is void
}

const numberBits = 28 // a run has far fewer events

func newEvent(what kind, key int32, number uint32) event {
	return event{key, uint32(what)<<numberBits | number&(1<<numberBits-1)}
}

func (ev event) kind() kind     { return kind(ev.what >> numberBits) }
func (ev event) number() uint32 { return ev.what & (1<<numberBits - 1) }

type phase uint8

const (
	warming phase = iota
	steady
	outage
	recovery
	settled
)

// engine is a run.
type engine struct {
	p                  Params
	budget             *model.Budget
	unspent            int // steps of which the budget was not told yet
	eventSteps         int // of one event
	plan               plan
	explicit           bool
	rates              []float64
	spectrum           spectrum
	alias              model.Alias
	keys               []entry
	queue              model.EventQueue[event]
	due                bool // an event is due at dueAt
	dueAt              int64
	dueEvent           event
	now, end           int64
	nextRead           int64
	arriving           bool // reads come one by one
	phase              phase
	down               bool
	room, held         int
	heldRate, warmRate float64 // reads per second of the keys held, and where a cold start ends
	head, tail         int32
	db                 database
	sets               pages[set]
	waiters            pages[waiter]
	flows              flows
	cells              []Cell
	cell               int // present one; −1 before the clock
	events             int
	out                Result
	firstReads, keyIDs *rand.Rand
	arrivals, services *rand.Rand
	hits, lastReads    *rand.Rand
	writes, jitters    *rand.Rand
	pauses             *rand.Rand
}

func ticks(s float64) int64 { return int64(s * second) }

// Run simulates the cache and its database. Reads of keys that are not cached, queries, writes, expiries, reloads and
// deletes are events in ticks of one nanosecond; see flows for the reads of cached keys.
func Run(b *model.Budget, p Params) Result { return newEngine(b, p).run() }

func (e *engine) run() Result {
	e.fill()
	e.schedule()
	for {
		for e.arriving && e.nextRead <= e.end && (!e.due || e.nextRead <= e.dueAt) {
			e.arrive(e.nextRead)
			e.spend(e.eventSteps)
			e.watch(e.nextRead)
		}
		if !e.due || e.dueAt > e.end && e.db.busy == 0 { // after the end only answers count
			return e.result()
		}
		t, ev := e.dueAt, e.dueEvent
		e.dueAt, e.dueEvent, e.due = e.queue.Pop()
		e.watch(t)
		if t <= e.end {
			e.spend(e.eventSteps)
			e.handle(t, ev)
			continue
		}
		e.spend(e.eventSteps / 2)
		if ev.kind() == answer {
			e.handle(t, ev)
		}
	}
}

// watch ends a run that takes too many events.
func (e *engine) watch(t int64) {
	if e.events++; e.events > hardLimit && t < e.end {
		e.end, e.out.Cut = t, true
	}
}

// spend counts steps, and tells the budget of them now and then.
func (e *engine) spend(steps int) {
	if e.unspent += steps; e.unspent >= spendFrom {
		e.budget.Spend(e.unspent)
		e.unspent = 0
	}
}

// push schedules what happens before the end. The event that is due next is kept out of the queue, so that a read,
// which is no event, can be compared with it.
func (e *engine) push(t int64, ev event) {
	switch {
	case t > e.end && ev.kind() != answer:
	case !e.due:
		e.dueAt, e.dueEvent, e.due = t, ev, true
	case t < e.dueAt:
		e.queue.Push(e.dueAt, e.dueEvent)
		e.dueAt, e.dueEvent = t, ev
	default:
		e.queue.Push(t, ev)
	}
}

func newEngine(b *model.Budget, p Params) *engine {
	e := &engine{p: p, budget: b, eventSteps: eventSteps(p.Keys), room: p.objects(), head: none, tail: none, cell: -1}
	e.out.spread = p.popularity(b)
	e.rates = e.out.spread.rates(p)
	e.explicit = p.oneByOne()
	e.spectrum = spectrumOf(e.rates)
	b.Spend(2 * cheSteps)
	e.plan = planOf(p, e.spectrum, e.explicit)
	e.end, e.now = ticks(e.plan.end), ticks(e.plan.before)
	e.db = newDatabase(p.Pool, e.now)
	for purpose, s := range map[string]**rand.Rand{"first reads": &e.firstReads, "keys": &e.keyIDs,
		"arrivals": &e.arrivals, "service": &e.services,
		"hits": &e.hits, "last reads": &e.lastReads, "writes": &e.writes, "jitter": &e.jitters, "pauses": &e.pauses} {
		*s = model.Stream(p.Seed, purpose)
	}
	if e.explicit || p.OutageAt > 0 {
		b.Spend(aliasSteps * p.Keys)
		e.alias = model.NewAlias(e.rates)
	}
	e.keys = make([]entry, p.Keys)
	for i := range e.keys {
		e.spend(entrySteps)
		e.keys[i] = entry{staleAt: never, wroteAt: -never, waiters: none, prev: none, next: none,
			group: groupOf(i, p.Keys)}
	}
	for g := range e.flows.last {
		e.flows.last[g] = e.now
	}
	e.out.Times, e.out.Jobs, e.out.OutTimes = &model.Histogram{}, &model.Histogram{}, &model.Histogram{}
	return e
}

// schedule lays out what happens at fixed times.
func (e *engine) schedule() {
	a := e.plan
	n := mostCells
	if e.p.cells > 0 {
		n = e.p.cells
	}
	width := (a.end - a.start) / float64(n)
	for i := range n {
		e.cells = append(e.cells, Cell{From: a.start + float64(i)*width, To: a.start + float64(i+1)*width})
		e.push(ticks(e.cells[i].From), newEvent(cell, 0, 0))
	}
	e.push(ticks(a.from), newEvent(begin, 0, 0))
	if e.p.OutageAt > 0 {
		e.push(ticks(a.to), newEvent(lose, 0, 0))
		e.push(ticks(a.to+e.p.OutageS), newEvent(back, 0, 0))
	}
	if e.p.Writes > 0 {
		e.push(e.now+e.gap(e.writes, e.p.Writes), newEvent(write, 0, 0))
	}
	if e.explicit {
		e.arriving, e.nextRead = true, e.now+e.gap(e.arrivals, e.p.RPS)
	}
}

// gap draws the ticks to the next event of a Poisson process of the rate per second.
func (e *engine) gap(rng *rand.Rand, rate float64) int64 {
	return int64(min(rng.ExpFloat64()/rate, 1e9) * second)
}
