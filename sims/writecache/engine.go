package writecache

import (
	"math"
	"math/rand/v2"

	"tradeofflab/sims/model"
)

// key is the state of one key. Versions count its writes; 0 is the value before the run.
type key struct {
	issued, cache, db int32
	kept              int32 // behind: version that the database has from the flushes
	cached            bool
	dirty, flying     bool
	group             int8
	since             int32 // dirty: its place in the order in which keys became so
}

type engine struct {
	p            Params
	budget       *model.Budget
	steps        int // not yet spent
	tick         plan
	queue        model.EventQueue[event]
	reads        line // to come: all so long after their write, and so in the order of the answers
	keys         []key
	pages        []*[pageOps]op
	made, free   int32 // ops: how many there are, and the first that is free
	alias        model.Alias
	line         line // of the database
	waiting      int
	busy, pool   int
	mean         float64                 // ticks of a write of the database
	dirty        model.Line[int32]       // keys, or ops where each write is sent by itself, as they became dirty
	landed       model.EventQueue[int32] // keys that became dirty while their last flush was under way, now done
	dirtied      int32                   // how often a key became dirty
	pending      int
	unsafe       int
	unsynced     []op    // acknowledged since the last sync
	held         []int32 // ops that wait for the database to come back
	synced       int64
	now          int64
	life         int32 // of the application
	cacheDown    bool
	dbDown       bool
	before       int // most pending before the crash
	crashed      bool
	area, served float64 // over time: writes that only the cache has, writes that the database works on
	out          Result
	end          int64
	measured     int64   // end of the time before a crash
	whole        stretch // whole flush intervals of it, over which means are taken
	arrivals     *rand.Rand
	ids, service *rand.Rand
	pauses       *rand.Rand
	readers      *rand.Rand
}

const (
	second = 1e9 // ticks
	milli  = 1e6
	none   = -1
)

// plan lays out the time of a run, in ticks.
type plan struct{ start, end, flush, crash int64 }

type stretch struct{ from, to int64 }

// Bounds of a run.
const (
	wantedWrites = 30_000
	leastFlushes = 6.0
	samples      = 240
)

// span is how long a run is, s: long enough for the wanted number of writes and for some flushes.
func (p Params) span() float64 {
	wanted := p.writes
	if wanted == 0 {
		wanted = wantedWrites
	}
	s := max(wanted/p.Rate, 0.5)
	if p.Strategy == "behind" {
		s = max(s, (leastFlushes+1)*p.FlushS)
	}
	if p.CrashAt > 0 {
		s = max(s, 3*p.DownS)
	}
	return min(s, 3600)
}

func planOf(p Params) plan {
	length := p.span()
	a := plan{end: int64(length * second), flush: int64(p.FlushS * second)}
	if p.CrashAt > 0 {
		start := max(0, p.CrashAt-length/2)
		a.start, a.crash = int64(start*second), int64(p.CrashAt*second)
		a.end = int64((p.CrashAt + length/2) * second)
	}
	return a
}

// Run simulates the writes event by event in ticks of one nanosecond.
func Run(b *model.Budget, p Params) Result {
	e := newEngine(b, p)
	for e.turn() {
		e.work(eventSteps)
	}
	return e.result()
}

// work counts steps and spends them in blocks.
func (e *engine) work(steps int) {
	if e.steps += steps; e.steps > spendAfter {
		e.budget.Spend(e.steps)
		e.steps = 0
	}
}

func newEngine(b *model.Budget, p Params) *engine {
	e := &engine{p: p, budget: b, tick: planOf(p), free: none, line: line{none, none},
		reads: line{none, none}}
	e.end, e.now = e.tick.end, e.tick.start
	// So many writes at once that they take DBms each and Capacity in all; at least one, which then takes longer or
	// shorter.
	e.pool = max(1, int(math.Round(p.Capacity*p.DBms/1000)))
	e.mean = float64(e.pool) / p.Capacity * second
	z := popularityOf(b, p)
	e.alias = z.alias
	e.out.Groups, e.out.Flushed = expect(b, p, z)
	e.arrivals, e.ids, e.service = model.Stream(p.Seed, "arrivals"), model.Stream(p.Seed, "keys"),
		model.Stream(p.Seed, "service")
	e.pauses, e.readers = model.Stream(p.Seed, "pauses"), model.Stream(p.Seed, "reads")
	e.keys = newKeys(b, p)
	e.out.Times = &model.Histogram{}
	// A timer that nobody knows: a crash meets it at a random phase.
	phase := int64(model.Stream(p.Seed, "phase").Float64() * float64(e.tick.flush))
	e.out.Phase = float64(e.tick.start+phase) / second
	if e.measured = e.end; p.CrashAt > 0 {
		e.measured = e.tick.crash
	}
	e.whole = stretch{e.tick.start, e.measured}
	if n := (e.measured - e.tick.start - phase) / e.tick.flush; p.Strategy == "behind" && n > 0 {
		e.whole.from = e.tick.start + phase
		e.whole.to = e.whole.from + n*e.tick.flush
	}
	e.queue.Push(e.tick.start+e.gap(), event{kind: arrive})
	if p.Strategy == "behind" {
		e.queue.Push(e.tick.start+phase, event{kind: flush})
		if p.Durable == "everysec" {
			e.queue.Push(e.tick.start+int64(model.Stream(p.Seed, "sync").Float64()*second), event{kind: sync})
		}
	}
	if e.tick.crash > 0 {
		e.queue.Push(e.tick.crash, event{kind: crash})
		e.queue.Push(e.tick.crash+int64(p.DownS*second), event{kind: back})
	}
	for i := range int64(samples) {
		e.queue.Push(e.tick.start+i*(e.end-e.tick.start)/samples, event{kind: sample})
	}
	if p.Strategy == "behind" { // and finely enough to show each flush, at the start or around the crash
		from, to := e.closeUp()
		for i := range int64(samples) {
			e.queue.Push(from+i*(to-from)/samples, event{kind: sample})
		}
	}
	return e
}

// newKeys gives the keys before the first write: some of them are cached.
func newKeys(b *model.Budget, p Params) []key {
	keys, rng := make([]key, p.Keys), model.Stream(p.Seed, "start")
	starts, group := groupStarts(p.Keys), 0
	b.Blocks(len(keys), keySteps, func(from, to int) {
		for k := from; k < to; k++ {
			for k >= starts[group+1] {
				group++
			}
			keys[k].group, keys[k].cached = int8(group), rng.Float64()*100 < p.CachedPct
		}
	})
	return keys
}

// closeUp is a stretch of about six flushes.
func (e *engine) closeUp() (from, to int64) {
	from = e.tick.start
	if e.tick.crash > 0 {
		from = max(from, e.tick.crash-4*e.tick.flush)
	}
	return from, min(e.end, from+6*e.tick.flush)
}

// gap draws the ticks to the next write.
func (e *engine) gap() int64 { return int64(e.arrivals.ExpFloat64() / e.p.Rate * second) }

// pass adds up the time in the present state, up to the end of the writes.
func (e *engine) pass(t int64) {
	until := min(t, e.measured)
	if dt := float64(until - e.now); dt > 0 {
		e.served += dt * float64(e.busy)
	}
	if dt := float64(min(t, e.whole.to) - max(e.now, e.whole.from)); dt > 0 {
		e.area += dt * float64(e.unsafe)
	}
	e.now = max(e.now, until)
}
