package readcache

import (
	"tradeofflab/sims/calc"
)

func (e *engine) steady(t int64) bool {
	return e.phase == steady && t <= ticks(e.plan.to)
}

// count adds to the present cell and to what the phase is measured by.
func (e *engine) count(g int8, c Count) {
	if e.cell >= 0 {
		e.cells[e.cell].add(c)
	}
	switch e.phase {
	case steady:
		e.out.add(c)
		e.out.Groups[g].add(c)
	case outage:
		e.out.Out.add(c)
	}
}

func (e *engine) times(t int64, n int) { e.timesOf(e.phase, t, n) }

func (e *engine) timesOf(at phase, t int64, n int) {
	switch at {
	case steady:
		e.out.Times.Add(t, n)
	case outage, recovery:
		e.out.OutTimes.Add(t, n)
	}
}

// turn handles the fixed times of the plan.
func (e *engine) turn(t int64, what kind) {
	e.collect(t)
	e.db.pass(t, e.steady(t))
	switch what {
	case cell:
		e.cell++
	case begin:
		e.phase = steady
	case lose:
		e.phase, e.down = outage, true
		for key := range e.keys {
			e.spend(loseSteps)
			k := &e.keys[key]
			k.number++
			if k.cached {
				k.cached = false
				e.stopFlow(t, int32(key))
				e.unlink(int32(key))
			}
			k.refreshed = false
		}
		e.held, e.heldRate = 0, 0
		e.arriving, e.nextRead = true, t+e.gap(e.arrivals, e.p.RPS)
	case back:
		e.phase, e.down, e.arriving = recovery, false, e.explicit
		for key := range e.keys {
			e.spend(laterSteps)
			e.askLater(t, int32(key))
		}
	}
}

// reached ends the recovery, or the warm-up of a cold start, once the keys in the cache have enough of the reads.
func (e *engine) reached(t int64) {
	switch {
	case e.phase == recovery && e.heldRate >= recovered*e.p.RPS*e.out.HitPct()/100:
		e.phase = settled
		e.out.Recovery, e.out.Recovered = float64(t)/second-e.p.OutageAt-e.p.OutageS, true
	case e.out.Warm == 0 && e.p.Cold && e.phase == steady && e.heldRate >= e.warmRate:
		e.out.Warm = float64(t) / second
	}
}

// result closes the run.
func (e *engine) result() Result {
	r := &e.out
	r.spectrum = e.spectrum
	e.budget.Spend(e.unspent)
	e.collect(max(e.end, e.flows.last[0]))
	a := e.plan
	to := min(a.to, float64(e.end)/second)
	r.Cells, r.Start, r.End, r.Before, r.explicitRead = e.cells[:max(e.cell+1, 1)], a.start, float64(e.end)/second,
		a.start-a.before, e.explicit
	r.Span = max(to-a.from, 1e-9)
	r.InDB, r.Busy = e.db.area/(r.Span*second), e.db.work/(r.Span*second)/float64(e.p.Pool)
	if r.Stale == 0 {
		r.MaxStale = 0 // the last read of an entry and the number of its reads are drawn separately
	}
	if e.p.OutageAt > 0 {
		r.OutSpan = max(0, min(e.p.OutageS, r.End-a.to))
		if !r.Recovered {
			r.Recovery = max(0, r.End-a.to-e.p.OutageS)
		}
	}
	if e.p.Cold && r.Warm == 0 {
		r.Warm = r.End
	}
	return *r
}

// groupOf divides the ranks 1 … keys into ranges of equal width on a log scale.
func groupOf(rank, keys int) int8 {
	return int8(min(groupCount-1, int(groupCount*calc.Log(float64(rank+1))/calc.Log(float64(keys)+1))))
}
