package stampede

// Steps of the work beside the refreshing reads of the histogram, measured.
const (
	requestSteps   = 700 // a request with events of its own
	unguardedSteps = 800 // more where each has a query of its own and they are too many for the caches of a processor
	manyRequests   = 4e5
	studySteps     = 3.5e7 // the law, the story and the loads of the picture of retries
)

// cost counts the requests of the run and of what is compared with it.
func cost(p Params) float64 {
	cycles := float64(p.Cycles)
	if p.Cycles == 0 {
		cycles = min(mostCycles, 1+float64(p.shortRun())/p.load())
	}
	out := p.steps(cycles)
	if p.Cycles == 0 && p.early() && p.Crash { // now and then the lock of a dead process outlasts the value
		out += requestSteps * float64(p.shortRun())
	}
	for _, name := range protections {
		own := name == p.Protection && (p.Cycles == 1 || p.Cycles == 0 && p.load() > float64(p.shortRun()))
		if p.compares(name) && !own {
			out += p.expiry(name).steps(1)
		}
	}
	return out + studySteps + 2*keySteps*float64(p.Keys) +
		refreshSteps*min(mostDraws, float64(leadCycles(p))*drawn(p))
}

// steps is the work of so many expiries.
func (p Params) steps(cycles float64) float64 {
	requests := cycles * p.load()
	if p.Protection == "none" || p.early() {
		return requests * (requestSteps + unguardedSteps*min(1, requests/manyRequests))
	}
	return requests * requestSteps
}
