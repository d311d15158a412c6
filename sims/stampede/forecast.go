package stampede

import (
	"math"

	"tradeofflab/sims/calc"
)

// forecast is what a cycle takes on average, from what is offered to the database and what it can do: about, but not
// too little.
type forecast struct {
	reads   float64 // that are simulated one by one
	most    float64 // reads of any cycle
	queries float64
	events  float64
	looks   float64 // at requests that wait
}

// idleEvents are those of a cycle in which nobody waits: the end of the value, and reads that were drawn too far ahead.
const idleEvents = 6

// gap is the time from the first query of a cycle until a value is stored, at most. A database that is behind keeps to
// it, too: its queries end one after another, each stores a value, and of those in line one a cycle dies.
func (p Params) gap() float64 {
	gap := p.longest()
	if p.Crash {
		gap += p.RecomputeS
		if p.locked() {
			gap += p.LockTTLS
		}
	}
	return gap
}

// forecast adds up the reads that miss, the queries they send, and the attempts of those whose patience ends.
func (p Params) forecast() forecast {
	gap, least, drawn := p.gap(), p.TTLS-p.JitterS/2, p.refreshing()
	away := gap // s of a cycle during which reads matter
	if p.CrowdS > 0 {
		away = min(gap, p.CrowdS)
	}
	if away = max(0, away-p.served()); p.early() {
		away = p.away(away)
	}
	flights := min(float64(p.Instances), 1+p.RPS*gap)
	// Where the value ends before all that hold a lock or a flight are done, reads wait outside a cycle, too: until the
	// lock is free, or until one of them meets a process that has no query under way.
	late := 0.0
	switch {
	case p.Protection == "single_flight" && p.early() && 4*drawn < float64(p.DBPool) && 2*drawn < float64(p.Instances):
		late = 2
	case p.Protection == "single_flight" && (p.early() || least < gap):
		late = min(float64(p.Instances), p.RPS*gap*math.Ceil(flights/float64(p.DBPool)))
	case p.locked() && p.LockTTLS < p.longest() && least < gap:
		away = max(0, gap-p.served())
		late = p.RPS * max(0, min(p.LockTTLS, gap)-p.served())
	}
	f := forecast{reads: 1 + p.RPS*away + late, most: 2 + p.RPS*gap + late}
	locks := 1 + math.Floor(gap/p.LockTTLS)
	if p.Crash {
		locks++
	}
	if p.early() && !p.locked() {
		f.reads = drawn + late
	}

	// A client waits for its own query, or for a value; behind a line it waits longer than the value is away.
	wait := gap
	switch {
	case p.Protection == "single_flight":
		wait *= math.Ceil(flights / float64(p.DBPool))
	case !p.locked():
		wait *= math.Ceil((f.reads + 1) / float64(p.DBPool))
	}
	missing := away / (away + least)
	if p.early() && !p.locked() {
		missing = min(1, f.reads/p.RPS/(f.reads/p.RPS+least))
	}
	tries, ends := p.tries(gap, wait, missing)
	attempts, givenUp := f.reads*tries, f.reads*ends

	switch {
	case p.locked() && p.early():
		f.queries = min(locks, drawn+late)
	case p.locked():
		f.queries = min(locks, 1+p.RPS*gap)
	case p.Protection == "single_flight":
		f.queries = min(flights+1, attempts)
	default:
		f.queries = attempts
	}
	own := 0.0 // requests that get a lock, and do not wait for one
	if p.locked() {
		own = f.queries
		f.looks = attempts + 2*f.queries*min(attempts, searched)
	} else if p.Protection == "single_flight" {
		f.looks = attempts
	}
	f.reads += own
	f.most += own
	// A read, the end of a query, somebody who looks for clients whose patience ends, and each of them, who may come
	// back.
	f.events = idleEvents + f.reads + f.queries + min(attempts+own, 2+gap/p.TimeoutS) + givenUp
	if p.Retries > 0 {
		f.events += givenUp
	}
	// Values end while the line is worked off.
	f.events += f.queries * min(1, p.RecomputeS/float64(p.DBPool)/least)
	if p.early() { // reads that were drawn before another value was stored, or until the lock is free
		f.events += 3 + 2*f.queries
	}
	if p.locked() { // the end of the lock, and the moment at which the first who waits asks again
		f.events += 3 * f.queries
	}
	return f
}

// served is how long an expired value is served, at least. Of several values that are stored one after another the last
// may end first: that is noticed when the first would have ended.
func (p Params) served() float64 {
	switch {
	case !p.stale():
		return 0
	case p.early(), p.LockTTLS < p.longest():
		return max(0, p.GraceS-p.JitterS)
	}
	return p.GraceS
}

// longest is the time that a rebuild takes at most.
func (p Params) longest() float64 { return p.RecomputeS * (1 + p.SpreadPct/100) }

// refreshing is how many reads of a cycle draw an early refresh or find the value expired, if no lock stops them. The
// rate of these reads grows as e^(t/βδ). As in rebuildsEarly, λβδ·e^(−x/βδ) is exponential with mean 1 at the first of
// them, but counted from where it stood when the value was stored: where the time to live is short against δ, that is
// most of it. After expiry every read counts.
func (p Params) refreshing() float64 {
	scale, spread := p.Beta*p.RecomputeS, p.SpreadPct/100
	at := p.RPS * scale * p.kept(scale)
	first := 1.0
	if p.Crash { // the query that stores a value is the second
		first = 2
	}
	grown := calc.Exp(1/p.Beta) * sinhc(spread/p.Beta)
	all := first + min((first+at)*(grown-1), p.RPS*p.gap())
	if !p.Crash {
		return all
	}
	pool, one := float64(p.DBPool), p.Protection == "single_flight" && p.Instances == 1
	switch {
	case p.Protection == "single_flight" && p.Instances > p.DBPool && 4*all > pool:
		all = first + p.RPS*p.gap() // the queries of all processes may be those that die
	case p.DBPool == 1 || one || 4*all > pool: // it waits for the one that dies
		grown *= calc.Exp(0.5/p.Beta) * sinhc(spread/2/p.Beta)
		all = first + min((first+at)*(grown-1), p.RPS*p.gap())
	}
	return all
}

// kept is the mean of e^(−t/scale) over the times to live.
func (p Params) kept(scale float64) float64 {
	from, over := p.TTLS-p.JitterS/2, p.JitterS/scale
	if over < 1e-6 {
		return calc.Exp(-p.TTLS / scale)
	}
	return calc.Exp(-from/scale) * -math.Expm1(-over) / over
}

// sinhc is the mean of e^u for u uniform between −x and x.
func sinhc(x float64) float64 {
	if x < 1e-6 {
		return 1
	}
	return math.Sinh(x) / x
}

// away is the mean of max(0, s − the lead of the first early refresh): the integral of the chance that it is less.
func (p Params) away(s float64) float64 {
	if s <= 0 {
		return 0
	}
	const parts = 32
	sum := 0.0
	for i := range parts {
		x := s * (float64(i) + 0.5) / parts
		sum += leadBelow(x, p.RPS, p.Beta, p.RecomputeS, p.TTLS-p.JitterS/2)
	}
	return s * sum / parts
}

// tries gives how often a client asks, and how often its patience ends, on average. It comes at any moment of the gap
// while the crowd comes, and asks again until the value is there. A client that waits longer than that, in the line of
// the database, finds it missing again with a chance.
func (p Params) tries(gap, wait, missing float64) (tries, ends float64) {
	come := gap
	if p.CrowdS > 0 && !p.early() {
		come = min(gap, p.CrowdS)
	}
	long := wait > p.TimeoutS && !p.locked()
	alone := p.locked() && p.Crash && p.CrowdS > 0 && p.CrowdS < gap // nobody may be left who takes the lock over
	again, after := 1.0, 0.0
	for k := range p.Retries + 1 {
		before := min(1, max(0, (gap-after)/come))
		if k == 0 {
			before = 1
		} else if long {
			again *= min(1, 1.5*missing)
			before = min(1, before+again)
		}
		tries += before
		after += p.TimeoutS
		if long || alone {
			ends += before
		} else {
			ends += min(before, max(0, (gap-after)/come))
		}
		after += 0.1 * math.Exp2(float64(k))
	}
	return tries, ends
}
