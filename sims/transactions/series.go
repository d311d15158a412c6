package transactions

const samples = 240

// series samples the bank over time.
type series struct {
	from, every int64
	S           []float64 // s
	Flying      []float64 // money on its way
	Short       []float64 // money missing from, or added to, accounts and messages together
	Waiting     []float64 // requests that wait for a lock
	Doubt       []float64 // accounts locked in doubt
	Answers     []float64 // transfers answered since the sample before, per s
	answers     int       // counted so far
	begun       bool      // the first stretch has begun
}

func newSeries(p Params) series {
	s := series{every: max(1, p.ends()/samples)}
	if p.Crash != "none" { // around the outage
		at, down := ticks(p.CrashAtS*sec), p.down()
		s.from = max(0, at-down/2)
		s.every = max(1, (min(at+down+down/2, p.ends())-s.from)/samples)
	}
	return s
}

// pass samples the state that holds until tick at.
func (s *series) pass(e *engine, at int64) {
	if !s.begun && s.from <= at {
		s.begun, s.answers = true, len(e.out.AnswerMs)
	}
	for len(s.S) < samples && s.from+int64(len(s.S)+1)*s.every <= at {
		s.sample(e)
	}
}

func (s *series) sample(e *engine) {
	s.S = append(s.S, float64(s.from+int64(len(s.S)+1)*s.every)/sec)
	s.Flying = append(s.Flying, float64(e.flying))
	s.Waiting = append(s.Waiting, float64(e.locks.waiting))
	s.Doubt = append(s.Doubt, float64(e.prepared))
	n := len(e.out.AnswerMs)
	s.Answers = append(s.Answers, float64(n-s.answers)*sec/float64(s.every))
	s.answers = n
	s.Short = append(s.Short, float64(e.extra))
}

// close samples the rest, where nothing happens any more.
func (s *series) close(e *engine) { s.pass(e, 1<<62) }
