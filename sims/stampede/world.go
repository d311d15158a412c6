package stampede

import (
	"math"
	"math/rand/v2"
	"slices"
	"tradeofflab/sims/model"
)

// World is a small cache and database in which every read asks a policy what to do. The simulation of the page draws
// only the reads that matter; here a policy of the caller's decides each of them.
type World struct {
	Rate     float64 // reads per second
	RebuildS float64 // a rebuild takes between three quarters and five quarters of it, s
	TTLS     float64 // s
	PollS    float64 // a read that waits asks its policy again after so long, s
	Patience float64 // a read that has no answer after so long fails, s
	Span     float64 // simulated time, s; the cache is empty at its start
	Dies     int     // the process of this rebuild, counted from 1, dies half-way; 0 for none
	Seed     int
}

// Key is what a read sees of its key. Times are in seconds since the start of the world.
type Key struct {
	Stored      bool    // the cache holds a value; it drops it at Expires
	Expires     float64 // 0 when nothing is stored
	RebuildS    float64 // time that the last finished rebuild took; the mean before the first
	LockedUntil float64 // end of the lock, 0 when it is free
	Asked       float64 // when this read began
	Draw        float64 // −ln of a uniform random number: exponential with mean 1, drawn anew for each call
}

// Step is what a policy tells a read to do.
type Step int

// The steps of a read.
const (
	Serve   Step = iota // answer with the stored value
	Wait                // ask again later
	Rebuild             // query the database, without a lock
	Lock                // take the lock and query the database; where it is taken, wait
	Strange             // not a step; counted, and treated as Wait
)

// Policy decides a step. LockS is the time to live of a lock that is taken. An error ends the run.
type Policy func(k Key, now float64) (step Step, lockS float64, err error)

// WorldResult is what a world counted.
type WorldResult struct {
	Reads      int
	Rebuilds   int
	Cycles     int     // waves of rebuilds that ended with a stored value
	Most       int     // most rebuilds in one cycle
	Overlaps   int     // rebuilds that began while another was at work
	P99        float64 // of the reads that began after the first value was stored, s
	Failed     int     // reads that ran out of patience
	Strange    int     // decisions that were no step, or served a value that is not there
	LongestGap float64 // longest time without a stored value after the first, s
}

// Play runs the world.
func (w World) Play(decide Policy) (WorldResult, error) {
	s := worldState{w: w, decide: decide, took: w.RebuildS, gaps: model.Stream(w.Seed, "world arrivals"),
		draws: model.Stream(w.Seed, "world draws"), services: model.Stream(w.Seed, "world service")}
	s.empty = math.Inf(1)
	s.events.Push(s.gap(0), worldEvent{arrival, 0})
	for {
		at, e, ok := s.events.Pop()
		if !ok || s.err != nil {
			return s.result(), s.err
		}
		s.now = seconds(at)
		switch e.kind {
		case arrival:
			if s.now < w.Span {
				s.events.Push(s.gap(at), worldEvent{arrival, 0})
				s.reads = append(s.reads, s.now)
				s.step(len(s.reads) - 1)
			}
		case poll:
			s.step(e.id)
		case ready:
			s.finish(e.id)
		}
	}
}

type worldKind int

const (
	arrival worldKind = iota
	poll
	ready
)

type worldEvent struct {
	kind worldKind
	id   int
}

type worldRebuild struct {
	read  int
	began float64
	lock  int
	dies  bool
}

type worldState struct {
	w                     World
	decide                Policy
	gaps, draws, services *rand.Rand
	events                model.EventQueue[worldEvent]
	now, expires, lockEnd float64
	took                  float64
	lock, wave, running   int
	first, empty          float64 // when the first value was stored, 0 for not yet; when the last one expired
	reads                 []float64
	rebuilds              []worldRebuild
	answered              []float64
	out                   WorldResult
	err                   error
}

func (s *worldState) gap(at int64) int64 { return at + ticks(s.gaps.ExpFloat64()/s.w.Rate) }

// step asks the policy what a read does now.
func (s *worldState) step(r int) {
	asked := s.reads[r]
	if s.now-asked > s.w.Patience {
		s.out.Failed++
		s.answer(r)
		return
	}
	k := Key{Stored: s.now < s.expires, RebuildS: s.took, Asked: asked, Draw: s.draws.ExpFloat64()}
	if k.Stored {
		k.Expires = s.expires
	}
	if s.now < s.lockEnd {
		k.LockedUntil = s.lockEnd
	}
	step, lockS, err := s.decide(k, s.now)
	if err != nil {
		s.err = err
		return
	}
	if step == Serve && !k.Stored || step < Serve || step > Lock {
		s.out.Strange++
		step = Wait
	}
	switch {
	case step == Serve:
		s.answer(r)
	case step == Rebuild, step == Lock && s.now >= s.lockEnd:
		b := worldRebuild{read: r, began: s.now}
		if step == Lock {
			s.lock++
			b.lock = s.lock
			s.lockEnd = s.now + max(0, lockS)
		}
		s.out.Rebuilds++
		if s.running > 0 {
			s.out.Overlaps++
		}
		s.running++
		s.wave++
		b.dies = s.out.Rebuilds == s.w.Dies
		s.rebuilds = append(s.rebuilds, b)
		took := s.w.RebuildS * (0.75 + 0.5*s.services.Float64())
		if b.dies {
			took /= 2
		}
		s.events.Push(ticks(s.now+took), worldEvent{ready, len(s.rebuilds) - 1})
	default:
		s.events.Push(ticks(s.now+s.w.PollS), worldEvent{poll, r})
	}
}

// finish ends a rebuild. One that dies stores nothing, and its read is lost with its process.
func (s *worldState) finish(id int) {
	b := s.rebuilds[id]
	s.running--
	if b.dies {
		return
	}
	if s.first == 0 {
		s.first = s.now
	} else if s.now > s.expires {
		s.out.LongestGap = max(s.out.LongestGap, s.now-s.expires)
	}
	s.expires, s.took = s.now+s.w.TTLS, s.now-b.began
	s.out.Cycles++
	s.out.Most = max(s.out.Most, s.wave)
	s.wave = 0
	if b.lock == s.lock && b.lock > 0 {
		s.lockEnd = s.now
	}
	s.answer(b.read)
}

func (s *worldState) answer(r int) {
	s.out.Reads++
	if s.first > 0 && s.reads[r] >= s.first {
		s.answered = append(s.answered, s.now-s.reads[r])
	}
}

func (s *worldState) result() WorldResult {
	out := s.out
	out.Most = max(out.Most, s.wave)
	if n := len(s.answered); n > 0 {
		slices.Sort(s.answered)
		out.P99 = s.answered[int(math.Ceil(0.99*float64(n)))-1]
	}
	return out
}
