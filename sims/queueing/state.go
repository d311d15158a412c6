package queueing

import (
	"math"
	"math/rand/v2"

	"tradeofflab/sims"
)

type stream = *rand.Rand

func newState(p Params) *state {
	return &state{p: p, servers: p.servers(), gapMean: second / p.ArrivalRate, serviceMean: p.ServiceMs * second / 1000,
		constant: p.Model == "md1", finite: p.Model == "mm1k", arrivals: sims.Stream(p.Seed, "arrivals"), services: sims.Stream(p.Seed, "service"),
		warm: p.Customers/warmUp + 1, out: Result{Times: &histogram{}, Log: make([]Event, 0, logEvents)}}
}

// open ends the warm-up: from here on the run is measured.
func (s *state) open(at int64) {
	s.measuring, s.from, s.now, s.last = true, at, at, at
}

// pass moves the clock to at and adds up the time spent in the present state. It stops with the last arrival, so that
// the emptying of the system at the end is not taken for a normal state.
func (s *state) pass(at int64) {
	if s.measuring && s.seen < s.p.Customers {
		dt := float64(at - s.now)
		s.area += dt * float64(s.busy+s.line.len())
		s.work += dt * float64(s.busy)
		s.last = at
	}
	s.now = at
}

// finish counts a customer who spent ticks in the system.
func (s *state) finish(ticks int64) {
	s.served++
	s.sojourned += float64(ticks)
	s.out.Times.add(ticks)
	s.batchSum += float64(ticks)
	s.inBatch++
	done := len(s.out.Batches)
	if done < batches && s.seen-s.warm >= (done+1)*(s.p.Customers-s.warm)/batches {
		s.out.Batches = append(s.out.Batches, s.batchSum/float64(s.inBatch)/second)
		s.batchSum, s.inBatch = 0, 0
	}
}

// record keeps the first events for the story.
func (s *state) record(at int64, kind string) {
	if len(s.out.Log) == cap(s.out.Log) {
		return
	}
	s.out.Log = append(s.out.Log, Event{Tick: at, Kind: kind, InSystem: s.busy + s.line.len(), Waiting: s.line.len(),
		Busy: s.busy, Served: s.allServed, Dropped: s.allDropped})
}

func (s *state) result() Result {
	r := s.out
	span := float64(s.last - s.from)
	r.Served, r.Dropped, r.Span = s.served, s.dropped, span/second
	r.Wait = s.waited / float64(max(s.started, 1)) / second
	r.Sojourn = s.sojourned / float64(max(s.served, 1)) / second
	r.InSystem = s.area / math.Max(span, 1)
	r.Busy = s.work / math.Max(span, 1) / float64(s.servers)
	r.P99 = r.Times.quantile(0.99) / second
	return r
}

// fifo is a waiting line in a ring of memory that doubles when full; it holds the ticks of arrival.
type fifo struct {
	ring        []int64
	head, count int
}

func (f *fifo) len() int { return f.count }

func (f *fifo) push(v int64) {
	if f.count == len(f.ring) {
		wider := make([]int64, max(16, 2*len(f.ring)))
		n := copy(wider, f.ring[f.head:])
		copy(wider[n:], f.ring[:f.head])
		f.ring, f.head = wider, 0
	}
	f.ring[(f.head+f.count)&(len(f.ring)-1)] = v
	f.count++
}

func (f *fifo) pop() int64 {
	v := f.ring[f.head]
	f.head = (f.head + 1) & (len(f.ring) - 1)
	f.count--
	return v
}
