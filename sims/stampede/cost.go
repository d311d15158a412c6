package stampede

import "math"

// Steps of the work beside the refreshing reads of the histogram, measured.
const (
	requestSteps   = 700 // a request with events of its own
	unguardedSteps = 800 // more where each has a query of its own and they are too many for the caches of a processor
	manyRequests   = 4e5
	studySteps     = 3.5e7 // the law, the story and the loads of the picture of retries
)

// cost counts the requests of the run and of what is compared with it.
func cost(p Params) float64 {
	out := p.work()
	for _, name := range protections {
		own := name == p.Protection && (p.Cycles == 1 || p.Cycles == 0 && p.load() > float64(p.shortRun()))
		if p.compares(name) && !own {
			out += p.expiry(name).work()
		}
	}
	return out + studySteps + 2*keySteps*float64(p.Keys) +
		refreshSteps*min(mostDraws, float64(leadCycles(p))*drawn(p))
}

// work is what the cycles of the run take. The events are what its steps are spent for; with many requests, each takes
// longer.
func (p Params) work() float64 {
	reads, events, looks := p.all()
	each := float64(requestSteps)
	if p.Protection == "none" || p.early() {
		each += unguardedSteps * min(1, reads/manyRequests)
	}
	return max(reads*each, steps(events, looks))
}

// mostSteps is after how many steps a run ends whose requests pile up beyond what its knobs let expect. What was
// counted until then stands.
func (p Params) mostSteps() int {
	_, events, looks := p.all()
	return int(min(steps(events, looks), math.MaxInt32))
}

func steps(events, looks float64) float64 { return eventSteps*events + waiterSteps*looks }

// all is the forecast of all cycles, with room for chance.
func (p Params) all() (reads, events, looks float64) {
	f := p.forecast()
	cycles, end := float64(p.Cycles), math.Inf(1)
	if p.Cycles == 0 {
		short := float64(p.shortRun())
		cycles = min(mostCycles, 1+short/(f.reads+f.queries))
		if p.Protection == "single_flight" && p.early() {
			// A read whose process has a query under way becomes no request: the run may have more cycles, and ends by
			// its events.
			end = shortEvents*short + f.events*cycles
			cycles = mostCycles
		}
	}
	times := cycles
	if p.early() { // the count of a cycle is about exponential
		times = min(cycles+5*math.Sqrt(cycles), cycles*f.most/f.reads)
	}
	if p.Cycles == 0 { // cycles are shorter than their longest, and more
		f.events += idleEvents * p.SpreadPct / 100
	}
	room := func(n float64) float64 { return 1.02*n*times + 5*math.Sqrt(n*times) + 1000 }
	return min(mostRequests, f.reads*cycles), min(room(f.events), end), room(f.looks)
}

// shortEvents are the events for each request that a run may have where it chooses the number of its cycles.
const shortEvents = 4
