package transactions

// What a run takes, in nanoseconds or so.
const (
	aliasSteps    = 90  // an account's entry in the tables of popularity
	keySteps      = 20  // an account: its lock and its balance
	transferSteps = 500 // a transfer: its draws, its timer and its memory
	readerSteps   = 400 // a reader
	hotSteps      = 500 // an account that is drawn by popularity, and waited for
	curveSteps    = 3e7 // the curve of conflicts for two accounts
	otherSteps    = 3e7 // availability and drawing

	byteSteps = 22 // a byte that is held: 90 MB are the most, so that twice that with garbage is within 256 MB
)

// bytes is about what a run holds: transfers and their accounts, what they took, accounts and readers.
func (p Params) bytes() float64 {
	seconds := float64(p.ends()) / sec
	keys := 24.0
	if p.Zipf > 0 {
		keys += 40
	}
	return p.Rate*seconds*(180+40*float64(p.Span)) + keys*float64(p.Keys) + 60*p.ReadsPerS*seconds
}

// eventsOf is about how many events a transfer takes.
func (p Params) eventsOf() float64 {
	s := float64(p.Span)
	switch {
	case p.oneShard():
		return 5
	case p.Protocol == twoPhase:
		return 8*s + 4
	}
	return 7 * s
}

// once is what the events of one run take, with its readers and accounts.
func (p Params) once() float64 {
	seconds, s := float64(p.ends())/sec, float64(p.Span)
	one := transferSteps + eventSteps*p.eventsOf() + 40*s
	if p.Zipf > 0 {
		one += hotSteps * s
	}
	reads := p.ReadsPerS * seconds * (readerSteps + 2*eventSteps*s)
	keys := float64(p.Keys) * keySteps
	if p.Zipf > 0 {
		keys += aliasSteps * float64(p.Keys)
	}
	return p.Rate*seconds*one + reads + keys
}

// cost adds up this run, those of the other protocols, and the curves. Memory has its say, too.
func cost(p Params) float64 {
	sum := otherSteps + p.once() + curveSteps*float64(max(2, p.Span))/2
	for _, name := range protocols {
		if name != p.Protocol {
			sum += p.other(name).once()
		}
	}
	return max(sum, byteSteps*p.bytes())
}
