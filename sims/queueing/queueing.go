// Package queueing shows how waiting grows with utilisation, by events, for a single server, several servers, constant
// service times and a finite buffer.
package queueing

import (
	"tradeofflab/sims/model"
)

// Params are the learner's knobs. The same Params always give the same Result.
type Params struct {
	Model       string  // mm1, mmc, md1 or mm1k
	ArrivalRate float64 // customers per second, 0.1–100,000; arrivals are a Poisson process
	ServiceMs   float64 // mean service time in milliseconds, 0.01–1,000
	Servers     int     // mmc only, 1–64
	Buffer      int     // mm1k only: places to wait, 0–1,000; who finds none free is turned away
	Customers   int     // 10,000–10,000,000
	Seed        int
	Step        int // position in the story
}

// Result is what a run counted, after a warm-up of a tenth of the customers. Times are in seconds.
type Result struct {
	Served, Dropped int
	Span            float64   // time observed
	Wait, Sojourn   float64   // means: in the queue, and in the system
	InSystem        float64   // mean number of customers in the system, over time
	Busy            float64   // share of the servers that is busy, over time
	P99             float64   // 99th percentile of the time in the system
	Batches         []float64 // mean time in the system in each of 20 stretches with equally many arrivals
	Times           *model.Histogram
	Log             []Event // the first events, warm-up included
}

// Event is one thing that happens, with the state after it.
type Event struct {
	Tick     int64 // nanoseconds
	Kind     string
	InSystem int
	Waiting  int
	Busy     int
	Served   int
	Dropped  int
}

const (
	second    = 1e9 // ticks
	batches   = 20
	logEvents = 200
	warmUp    = 10 // a run leaves out its first tenth: it starts empty
	arrival   = -1 // payload of an arrival event; a departure carries the tick its customer arrived at
)

// servers is the number of servers of the model.
func (p Params) servers() int {
	if p.Model == "mmc" {
		return p.Servers
	}
	return 1
}

// offered is the utilisation that the arrivals ask for; above 1 a queue without bound grows for ever.
func (p Params) offered() float64 {
	return p.ArrivalRate * p.ServiceMs / 1000 / float64(p.servers())
}

// customerSteps is the work of one customer, two events; spendEvery is how many events pass between looks at the
// budget.
const (
	customerSteps = 150
	spendEvery    = 8192
)

// Run simulates the queue event by event in ticks of one nanosecond.
func Run(b *model.Budget, p Params) Result {
	s := newState(p)
	s.events.Push(s.gap(), arrival)
	for n := 1; ; n++ {
		if n%spendEvery == 0 {
			b.Spend(spendEvery * customerSteps / 2)
		}
		at, came, ok := s.events.Pop()
		if !ok {
			return s.result()
		}
		s.pass(at)
		if came == arrival {
			s.arrive(at)
		} else {
			s.leave(at, came)
		}
	}
}

// ticks rounds a time that is not negative.
func ticks(t float64) int64 { return int64(t + 0.5) }

func (s *state) gap() int64 {
	return ticks(s.arrivals.ExpFloat64() * s.gapMean)
}

func (s *state) service() int64 {
	if s.constant {
		return ticks(s.serviceMean)
	}
	return ticks(s.services.ExpFloat64() * s.serviceMean)
}

// arrive lets a customer in, or turns it away when the buffer is full, and schedules the next arrival.
func (s *state) arrive(at int64) {
	s.seen++
	if s.seen < s.p.Customers {
		s.events.Push(at+s.gap(), arrival)
	}
	if s.seen == s.warm {
		s.open(at)
	}
	switch {
	case s.busy < s.servers:
		s.busy++
		s.start(at, at)
	case s.finite && s.line.len() >= s.p.Buffer:
		if s.measuring {
			s.dropped++
		}
		s.allDropped++
		s.record(at, "turned away")
		return
	default:
		s.line.push(at)
	}
	s.record(at, "arrives")
}

// start begins the service of the customer who came at tick came.
func (s *state) start(at, came int64) {
	if s.measuring && came >= s.from {
		s.waited += float64(at - came)
		s.started++
	}
	s.events.Push(at+s.service(), came)
}

// leave ends the service of the customer who came at tick came; the next in line is served.
func (s *state) leave(at, came int64) {
	s.allServed++
	if s.measuring && came >= s.from {
		s.finish(at - came)
	}
	if s.line.len() > 0 {
		s.start(at, s.line.pop())
	} else {
		s.busy--
	}
	s.record(at, "leaves")
}

// state is the queue while it runs.
type state struct {
	p                   Params
	servers             int
	gapMean             float64 // ticks between arrivals
	serviceMean         float64 // ticks
	constant, finite    bool    // service time; buffer
	arrivals, services  stream
	events              model.EventQueue[int64]
	line                fifo
	busy, seen          int
	warm                int
	measuring           bool
	from, now, last     int64
	area, work, waited  float64
	started             int
	served, dropped     int
	allServed           int
	allDropped          int
	inBatch             int
	batchSum, sojourned float64
	out                 Result
}
