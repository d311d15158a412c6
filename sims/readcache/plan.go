package readcache

// Bounds of a run. Events are what costs time: a query is about four, a write or a read that is simulated singly is
// one.
const (
	eventBudget  = 600_000   // of the steady stretch
	outageBudget = 500_000   // from the outage on
	hardLimit    = 1_300_000 // ends the run
	wantedLoads  = 20_000    // queries after which shares of a percent are known to a few hundredths
	mostBefore   = 1e7       // s
	settle       = 0.3       // part of a run with evictions that is not counted
	mostCells    = 600
	recovered    = 0.95 // part of the steady hit ratio at which a cache counts as recovered
)

// plan lays out the time of a run. Times are in seconds; the clock starts at 0 or, in a run that is expensive for each
// second, shortly before the outage.
type plan struct {
	before   float64 // start of the simulation, before the clock
	start    float64
	from, to float64 // steady stretch
	end      float64
}

func planOf(p Params, s spectrum, explicit bool) plan {
	l := p.lawOf(s)
	if explicit {
		l.queries = max(l.queries, p.RPS*(1-hitLRU(s, cheTime(s, p.objects()))))
	}
	perS := 4*l.queries + p.Writes
	if explicit {
		perS += p.RPS
	}
	if capacity := float64(p.Pool) / p.DBms * 1000; l.queries > 0.9*capacity { // then reads of one key pile up
		perS = 4*p.RPS + p.Writes
	}
	steady := p.WindowS
	if p.OutageAt > 0 {
		steady = p.OutageAt
	}
	length := max(1, min(steady, eventBudget/perS))
	if p.Cold {
		length = steady
	}
	a := plan{to: length}
	if p.OutageAt > 0 {
		a.start, a.to = max(0, p.OutageAt-length), p.OutageAt
	}
	a.before, a.from = a.start, a.start
	switch {
	case p.Cold:
	case explicit:
		a.from += settle * (a.to - a.start)
	default:
		wanted := float64(wantedLoads)
		if p.loads > 0 {
			wanted = float64(p.loads)
		}
		extra := min(wanted/max(l.queries, 1e-9), eventBudget/perS) - (a.to - a.start)
		a.before -= min(max(0, extra), mostBefore)
		a.from = a.before
	}
	a.end = a.to
	if p.OutageAt > 0 {
		back := p.OutageAt + p.OutageS
		backlog := max(0, p.RPS*p.OutageS/(float64(p.Pool)/p.DBms*1000)-p.OutageS)
		after := max(1.5*recoveryLaw(s, l.hit, recovered)+2*backlog+10, p.WindowS-back)
		a.end = back + max(5, min(after, outageBudget/perS))
	}
	return a
}
