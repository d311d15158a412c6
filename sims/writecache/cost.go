package writecache

import "tradeofflab/sims"

// What a run takes in nanoseconds or so, measured.
const (
	weightSteps = 60 // a key: its weight by Zipf's law
	aliasSteps  = 60 // its place in the tables that keys are drawn from
	lawSteps    = 15 // what the law says of it
	keySteps    = 15 // its state before the run
	scanSteps   = 2  // a look at a key, or at a write under way
	mapSteps    = 50 // a look at a write that is kept by its key
	eventSteps  = 65 // the least that an event takes
	sendSteps   = 20 // a write handed to the database

	writeSteps  = 120 // a write of a client comes
	stepSteps   = 90  // the second step of a write, at the cache or the database
	commitSteps = 135 // a write of the database, flushed or not
	readSteps   = 100
	flushSteps  = 70
	redoSteps   = 150   // a write that a crash meets under way
	erlangSteps = 8     // a place in the database, for the law of the wait
	otherSteps  = 1.2e7 // drawing, the story and the comparison of the strategies

	missSteps  = 90   // a look at a key when there are too many for the caches of a processor
	hotShare   = 0.3  // of these looks, those that Zipf's law with exponent 1 or more saves: few keys have most writes
	manyKeys   = 2e5  // so many
	waitSteps  = 80   // more for a write of the database when too many wait
	laterSteps = 300  // more for a read when too many are to come: they lie among the writes
	manyWait   = 5e5  // so many
	busySteps  = 1000 // and when it works on too many at once, whose ends are put in order
	manyBusy   = 3e5  // so many

	spendAfter = 1 << 20 // between two looks at the budget
)

// Bytes that a run holds at most, with what grows beside them as it is copied.
const (
	keyBytes  = 60
	waitBytes = 35  // a write that waits
	busyBytes = 150 // a write that the database works on
	readBytes = 26  // a read that is to come
	mostBytes = 256 << 20
)

// cost adds up the events of a run. Memory has a bound of its own: a run that needs more is stated as too long.
func cost(p Params) float64 {
	w := p.load()
	far := missSteps * min(1, float64(p.Keys)/manyKeys) * (1 - hotShare*min(p.Zipf, 1))
	cold := waitSteps*min(1, w.waiting/manyWait) + busySteps*min(1, w.busy/manyBusy)
	time := otherSteps + float64(p.Keys)*(weightSteps+aliasSteps+lawSteps+keySteps+5*scanSteps) +
		w.writes*(writeSteps+3*far) + w.commits*(commitSteps+w.touches*far+cold) + w.steps*stepSteps + w.sets*far +
		w.reads*(readSteps+far+laterSteps*min(1, w.unread/manyWait)) + w.flushes*flushSteps +
		w.held*busySteps*min(1, w.held/manyBusy) + w.redone*redoSteps + w.pool*erlangSteps
	bytes := keyBytes*float64(p.Keys) + waitBytes*w.waiting + busyBytes*max(w.busy, w.held) + readBytes*w.unread
	if bytes > mostBytes {
		time = max(time, sims.MostWork*bytes/mostBytes)
	}
	return time
}

// load is about how much of each kind a run has, mostly more than there is.
type load struct {
	writes, commits, steps, sets, reads, flushes float64

	touches float64 // looks at a key for a write of the database
	pool    float64 // places in the database
	busy    float64 // writes that it works on at once
	waiting float64 // writes that wait at once
	unread  float64 // reads that are to come, at once
	redone  float64 // writes that a crash meets under way
	held    float64 // writes that the database gets at once when it is back
}

func (p Params) load() load {
	span, keys := p.span(), float64(p.Keys)
	n := p.Rate * span
	w := load{writes: n, commits: n, touches: 1, pool: p.Capacity * p.DBms / 1000}
	if p.ReadAfter < span { // else they would come after the end
		w.reads = n * p.ReadPct / 100
		if p.Strategy != "behind" { // an answer waits for the database
			w.reads *= min(1, p.Capacity/p.Rate)
		}
		w.unread = w.reads * p.ReadAfter / span
	}
	w.busy = p.Rate * p.DBms / 1000
	w.waiting = n * max(0, 1-p.Capacity/p.Rate)
	switch p.Strategy {
	case "through":
		if w.steps, w.sets = n, n; p.Order == "cache_first" {
			w.steps = 2 * n
		}
	case "around_invalidate":
		w.steps, w.sets = n, n
	case "behind":
		w.flushes = span/p.FlushS + n/p.Capacity
		burst := p.Rate * p.FlushS
		if p.Coalesce {
			burst = min(burst, keys)
			w.commits = min(n, min(span/p.FlushS*burst, p.Capacity*span)+2*keys)
			w.touches, w.waiting = 3, min(w.waiting, keys)
		}
		w.busy = max(w.busy, burst)
		w.waiting += burst
	}
	w.busy = min(w.busy, w.pool, n)
	if p.losesLine() {
		w.commits -= w.waiting / 2 // the crash comes half way
		w.waiting /= 2
	}
	if p.CrashAt > 0 {
		w.redone = w.waiting + w.busy
	}
	if p.crashes("db") {
		down := p.Rate * p.DownS
		w.waiting += down
		w.redone += down
		if p.Retry || p.Strategy == "behind" {
			w.held = min(w.waiting, w.pool, n)
		}
		if p.Strategy == "behind" && p.Coalesce {
			w.held = min(w.held, keys)
		}
	}
	w.waiting, w.redone = min(w.waiting, n), min(w.redone, n)
	return w
}

// losesLine says whether what waits for the database goes with a crash.
func (p Params) losesLine() bool {
	if p.Strategy == "behind" {
		return p.crashes("cache") && !p.Coalesce && p.Durable == "none"
	}
	return p.crashes("app") || p.crashes("db") && !p.Retry
}
