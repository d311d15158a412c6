package replication

import (
	"fmt"
	"math"
	"math/rand/v2"

	"tradeofflab/sims/model"
)

// session is one observed client: it thinks, does one operation, waits for the answer, and thinks again.
type session struct {
	rng         *rand.Rand
	mean        float64 // think time, ticks
	p           *Params
	lastWritten int64
	lastRead    int64
	wroteAt     int64

	// the operation under way
	op     int // index in the history, for writes
	write  bool
	key    int
	spread uint64
	flush  int64
	pause  int64
	random [8]float64
	called int64
	need   int64
	target Target
}

func (s *session) start(p *Params, c int) {
	s.p, s.rng, s.mean, s.wroteAt = p, model.Stream(p.Seed, fmt.Sprintf("client %d", c)), p.ThinkMs*ms, math.MinInt64
}

func (s *session) think() float64 { return s.rng.ExpFloat64() * s.mean }

// draw fixes the next operation. It always draws as many numbers, so that two runs that differ in a knob give each
// client the same operations.
func (s *session) draw(clients, c int) {
	s.write = 100*s.rng.Float64() >= s.p.ReadPct
	own := 100*s.rng.Float64() < s.p.OwnPct
	other := s.rng.IntN(clients)
	s.key = c
	if !own && !s.write {
		s.key = other
	}
	s.spread = s.rng.Uint64()
	s.flush = int64(s.p.CommitMs * ms * (1 + s.rng.ExpFloat64()) / 2)
	s.pause = int64(s.think())
	for i := range s.random {
		s.random[i] = s.rng.ExpFloat64()
	}
}

// look fills in what the router may know when client c sends a read at tick t.
func (e *engine) look(t int64, c int, s *session) {
	st := &e.state
	st.NowMs = float64(t-e.from) / ms
	st.LastWritten, st.LastRead, st.SinceWrite = s.lastWritten, s.lastRead, math.Inf(1)
	if s.wroteAt != math.MinInt64 {
		st.SinceWrite = float64(t-s.wroteAt) / ms
	}
	st.PrimaryUp = !(e.p.KillAtS > 0 && t >= ticks(e.p.KillAtS+e.p.DetectS) && t < e.ready)
	for i := range st.Replicas {
		st.Replicas[i] = ReplicaState{Up: !e.promoted(i, t), AgeMs: math.Inf(1)}
		if r := e.hear(i, t); r.number >= 0 {
			st.Replicas[i].Applied, st.Replicas[i].LagMs, st.Replicas[i].AgeMs = r.applied, r.lagMs,
				float64(t-r.made)/ms
		}
	}
	st.Sticky = int(Primary)
	for k := range st.Replicas {
		if i := (c + k) % len(st.Replicas); st.Replicas[i].Up {
			st.Sticky = i
			break
		}
	}
}

// hear is the newest report of replica i that has arrived by tick t. Replicas report in turn, one after the other.
func (e *engine) hear(i int, t int64) *heard {
	r := &e.reports[i]
	every := max(1, int64(e.p.Heartbeat*ms))
	first := e.from + every*int64(i)/int64(len(e.reports))
	since := t - e.log.replicas[i].way - first
	if since < 0 || since/every <= r.number {
		return r
	}
	r.number = since / every
	r.made = first + r.number*every
	n := e.log.reported(i, r.made)
	r.applied, r.lagMs = e.log.lsn(n), 1000*e.log.lag(n, r.made)
	return r
}
