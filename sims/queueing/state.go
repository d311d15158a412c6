package queueing

import (
	"math"
	"math/rand/v2"

	"tradeofflab/sims/model"
)

type stream = *rand.Rand

func newState(p Params) *state {
	return &state{p: p, servers: p.servers(), gapMean: second / p.ArrivalRate, serviceMean: p.ServiceMs * second / 1000,
		constant: p.Model == "md1", finite: p.Model == "mm1k", arrivals: model.Stream(p.Seed, "arrivals"),
		services: model.Stream(p.Seed, "service"),
		warm:     p.Customers/warmUp + 1, out: Result{Times: &model.Histogram{}, Log: make([]Event, 0, logEvents)}}
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
	s.out.Times.Add(ticks, 1)
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
	r.P99 = r.Times.Quantile(0.99) / second
	return r
}

// blockSize is how many customers one block of the line holds.
const blockSize = 4096

// fifo is a waiting line in blocks; it holds the ticks of arrival. An overloaded run lines up millions: blocks keep the
// memory at what the line holds, where a doubling slice would need three times as much while it grows.
type fifo struct {
	blocks      [][]int64
	first, last []int64 // of blocks
	head, tail  int     // next to leave in first, next free place in last
	spare       []int64
	count       int
}

func (f *fifo) len() int { return f.count }

func (f *fifo) push(v int64) {
	if f.tail == len(f.last) {
		f.grow()
	}
	f.last[f.tail] = v
	f.tail++
	f.count++
}

func (f *fifo) pop() int64 {
	v := f.first[f.head]
	f.head++
	f.count--
	if f.head == len(f.first) {
		f.shrink()
	}
	return v
}

// grow adds a block at the end.
func (f *fifo) grow() {
	block := f.spare
	if f.spare = nil; block == nil {
		block = make([]int64, blockSize)
	}
	f.blocks = append(f.blocks, block)
	f.first, f.last, f.tail = f.blocks[0], block, 0
}

// shrink takes the first block, which everyone has left, off.
func (f *fifo) shrink() {
	f.spare, f.blocks, f.head = f.first, f.blocks[1:], 0
	if len(f.blocks) == 0 {
		f.first, f.last, f.tail = nil, nil, 0
		return
	}
	f.first = f.blocks[0]
}
