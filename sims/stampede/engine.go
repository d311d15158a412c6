package stampede

import (
	"math/rand/v2"
	"tradeofflab/sims/model"
)

// kind names what an event in the queue does.
type kind uint8

const (
	arrives  kind = iota // a read that is no plain hit; id is the stamp of the stretch it belongs to
	wakes                // look again whether the value has expired
	triggers             // a read draws an early refresh; id is the generation of the value
	done                 // the database has the result; id is the rebuild
	dies                 // the process of a rebuild dies
	patience             // the oldest attempt may be at its end
	again                // a client asks again; id is the request
	freed                // a lock reaches its end
)

type event struct {
	kind kind
	id   int32
}

// request is one read that could not be answered at once. Times are ticks.
type request struct {
	first, sent int64 // first attempt, present attempt
	rebuild     int32 // the query it waits for, −1 for none
	instance    int16
	tries       int8
	open        bool // an attempt is under way
}

// rebuild is one query on the database.
type rebuild struct {
	started, token int64
	request        int32 // −1 in the background
	instance       int16
	doomed         bool
}

// pages is a list that grows without a copy of what it holds: a run with many requests leaves no old copies behind.
type pages[T any] struct {
	pages [][]T
	n     int
}

const pageBits = 10

func (l *pages[T]) at(i int32) *T { return &l.pages[i>>pageBits][i&(1<<pageBits-1)] }

func (l *pages[T]) add(v T) {
	if l.n == len(l.pages)<<pageBits {
		l.pages = append(l.pages, make([]T, 1<<pageBits))
	}
	l.n++
	*l.at(int32(l.n - 1)) = v
}

// engine is the state of a run.
type engine struct {
	p                                                         Params
	arrivals, services, refresh, pick, lengths, backoff, hits *rand.Rand
	events                                                    model.EventQueue[event]
	now                                                       int64
	listening                                                 bool // reads matter one by one
	stamp                                                     int32
	requests                                                  pages[request]
	rebuilds                                                  pages[rebuild]
	// requests in the order in which their attempts began
	attempts model.Line[int32]
	watching bool // a patience event is due

	has                      bool  // the cache holds a value
	expires, gone            int64 // end of its time to live; end of what may be served
	version, highest         int64 // when the database read it; largest token stored
	waking                   bool
	generation               int32
	lockEnd, token           int64 // end of the lock, its token
	holders                  int   // holders of a lock, past or present, that are at work
	flights                  []int32
	waiting                  []model.Line[int32] // requests that wait for the lock, or for the query of each instance
	line                     model.Line[int32]   // queries that wait for the database
	running, open            int
	inWave, busy             bool
	waveAt, busyFrom         int64
	unanswered, leads        int
	stores, recoveries       int
	quiet, quietWave         int64 // ticks during which every read is a hit; of these, ticks of a wave
	crowdS                   float64
	leadSum, ttlSum, recover float64
	times                    []float64 // ticks from the first attempt of a request until it ended
	rec                      recorder
	log                      *[]entry
	answered                 []given // of a run that is told
	stopped                  bool
	budget                   *model.Budget
	steps                    int // not yet spent
	left                     int // steps until the run ends, whatever waits
	out                      Result
}

// Steps of the work, measured.
const (
	eventSteps  = 400     // one event with what it sets off
	waiterSteps = 10      // one look at a request that waits
	spendAfter  = 1 << 20 // between two looks at the budget
)

// work counts steps and spends them in blocks.
func (e *engine) work(steps int) {
	e.left -= steps
	if e.steps += steps; e.steps > spendAfter {
		e.budget.Spend(e.steps)
		e.steps = 0
	}
}

func newEngine(b *model.Budget, p Params) *engine {
	stream := func(purpose string) *rand.Rand { return model.Stream(p.Seed, "stampede "+purpose) }
	e := &engine{p: p, budget: b, arrivals: stream("arrivals"), services: stream("service"),
		refresh: stream("early refresh"),
		pick:    stream("instances"), lengths: stream("ttl"), backoff: stream("backoff"), hits: stream("hits"),
		rec: newRecorder(p), left: p.mostSteps()}
	e.flights = make([]int32, p.Instances)
	for i := range e.flights {
		e.flights[i] = -1
	}
	e.waiting = make([]model.Line[int32], p.Instances)
	e.keep(0, 0)
	return e
}

// run lets time pass from one thing that matters to the next, until the wanted number of cycles is over.
func (e *engine) run() {
	e.look()
	for !e.stopped && !e.toldAll() {
		if e.work(eventSteps); e.left < 0 {
			e.close()
			return
		}
		at, what, ok := e.events.Pop()
		if !ok {
			return // nobody comes any more
		}
		e.pass(at)
		e.handle(what)
		e.look()
	}
}

func (e *engine) handle(what event) {
	switch what.kind {
	case arrives:
		if what.id == e.stamp && e.listening {
			e.next()
			e.arrive()
		}
	case wakes:
		e.waking = false
	case triggers:
		if what.id == e.generation && e.now < e.expires {
			e.drawn()
		}
	case done:
		e.finish(what.id)
	case dies:
		e.die(what.id)
	case patience:
		e.watching = false
		e.lose()
	case again:
		e.retry(what.id)
	case freed:
		e.takeover()
	}
}

// pass moves the clock and counts the time during which reads are plain hits.
func (e *engine) pass(at int64) {
	if !e.listening {
		e.quiet += at - e.now
		if e.inWave {
			e.quietWave += at - e.now
		}
	}
	e.now = at
}

// look decides whether reads have to be simulated one by one from here on. They have not while the value is fresh, nor
// while it is stale, may be served, and somebody rebuilds it.
func (e *engine) look() {
	matter := e.now >= e.expires && !(e.p.stale() && e.now < e.gone && e.now < e.lockEnd)
	if e.p.CrowdS > 0 && e.inWave && e.now >= e.waveAt+ticks(e.p.CrowdS) {
		matter = false
	}
	if matter && !e.listening {
		e.stamp++
		e.next()
	}
	e.listening = matter
	if !e.waking && e.now < e.expires {
		e.waking = true
		e.events.Push(e.expires, event{wakes, 0})
	}
}

// next schedules the next read.
func (e *engine) next() {
	e.events.Push(e.now+int64(e.arrivals.ExpFloat64()*sec/e.p.RPS), event{arrives, e.stamp})
}
