package transactions

// What a run takes, in nanoseconds or so.
const (
	aliasSteps    = 60   // an account's entry in the tables of popularity
	keySteps      = 15   // an account: its lock and its balance
	transferSteps = 900  // a transfer: its draws, its timer and its memory
	readerSteps   = 1500 // a reader
	otherSteps    = 3e7  // availability and drawing
)

// eventsOf is about how many events a transfer takes.
func (p Params) eventsOf() float64 {
	s := float64(p.Span)
	switch {
	case p.oneShard():
		return 4
	case p.Protocol == twoPhase:
		return 6*s + 4
	}
	return 5 * s
}

// cost adds up transfers with their events, readers, accounts, and the same for the runs that are drawn beside.
func cost(p Params) float64 {
	seconds := float64(p.ends()) / sec
	one := p.Rate * seconds * (transferSteps + eventSteps*p.eventsOf())
	if p.Zipf > 0 { // hot accounts: locks that are waited for, draws that are drawn again
		one += p.Rate * seconds * 200 * float64(p.Span)
	}
	reads := p.ReadsPerS * seconds * (readerSteps + 2*eventSteps*float64(p.Span))
	keys := float64(p.Keys) * keySteps
	if p.Zipf > 0 {
		keys += aliasSteps * float64(p.Keys)
	}
	return otherSteps + one + reads + keys
}
