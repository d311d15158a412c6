package transactions

import (
	"tradeofflab/sims/calc"
)

// What a run takes, in nanoseconds or so.
const (
	aliasSteps    = 90  // an account's entry in the tables of popularity
	keySteps      = 20  // an account: its lock and its balance
	transferSteps = 500 // a transfer: its draws, its timer and its memory
	readerSteps   = 400 // a reader
	hotSteps      = 500 // an account that is drawn by popularity, and waited for
	curveSteps    = 3e7 // the curve of conflicts for two accounts
	otherSteps    = 3e7 // availability and drawing

	lineSteps  = 6000 // an account that is waited for
	awaySteps  = 2000 // a transfer of a backlog: its memory is far away when it goes on
	crowdSteps = 50   // … an account of it, for each doubling of patience, squared: it is in line again
	farShare   = 0.8  // more that an event takes when the transfers leave the caches of a processor
	farParts   = 1e6  // … of so many parts

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
	far := 1 + farShare*min(1, p.Rate*seconds*s/farParts)
	one := transferSteps + far*eventSteps*p.eventsOf() + 40*s
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

// waiting is the work of a transfer that stands in line, behind others or while a node is away: where locks are held
// for long, nearly all do, until they give up.
func (p Params) waiting() float64 {
	s, held := float64(p.Span), float64(p.held()+p.work())/ms
	busy := min(1, p.Rate*s*held/1000/float64(p.Keys))
	return lineSteps * s * busy * p.LockMs / (p.LockMs + 5*held)
}

// backlog is the work of what piles up while a coordinator is away, as the relay of an outbox, and comes all at once:
// it waits in line at the accounts that most of it names, and gives up and is sent again until its turn comes.
func (p Params) backlog() float64 {
	if p.Crash != "coordinator" {
		return 0
	}
	transfers := p.Rate * float64(p.other(outbox).down()) / sec / float64(p.Coordinators)
	line := transfers * float64(p.Span) / weightSum(p.Keys, p.Zipf)
	held := float64(p.held()+p.work()) / ms
	doublings := calc.Log2(1 + line*held/min(p.LockMs, p.TimeoutMs))
	return transfers * (awaySteps + crowdSteps*float64(p.Span)*doublings*doublings)
}

// weightSum is about the sum of the accounts' popularity, the most popular one's being 1: the rest is an integral.
func weightSum(keys int, zipf float64) float64 {
	const first = 100
	sum := 0.0
	for i := 1; i <= min(keys, first); i++ {
		sum += calc.Pow(float64(i), -zipf)
	}
	if keys <= first {
		return sum
	}
	from, to := first+.5, float64(keys)+.5
	if zipf == 1 {
		return sum + calc.Log(to/from)
	}
	return sum + (calc.Pow(to, 1-zipf)-calc.Pow(from, 1-zipf))/(1-zipf)
}

// cost adds up this run, those of the other protocols, and the curves. Memory has its say, too.
func cost(p Params) float64 {
	sum := otherSteps + p.once() + p.backlog() + p.Rate*float64(p.ends())/sec*p.waiting() +
		curveSteps*float64(max(2, p.Span))/2
	for _, name := range protocols {
		if name != p.Protocol {
			sum += p.other(name).once()
		}
	}
	return max(sum, byteSteps*p.bytes())
}
