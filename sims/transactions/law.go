package transactions

import (
	"math"

	"tradeofflab/sims/calc"
)

// answerLaw is the time until an answer where no lock is met, ms: the round trips and log forces in a row.
func answerLaw(p Params) float64 {
	rtt, f, c := float64(2*p.half())/ms, float64(p.force())/ms, float64(p.decide())/ms
	work, s := float64(p.work())/ms, float64(p.Span)
	local := rtt + f + work
	switch {
	case p.oneShard(), p.Protocol == outbox && p.Answer == "decision", p.Protocol == saga && p.Answer == "decision":
		return local
	case p.choreographed():
		return s*(rtt/2+f+work) + rtt/2
	case p.Protocol == saga:
		return s * local
	case p.Protocol == outbox: // and the wait for the relay, which is random
		return local - rtt/2 + local
	}
	votes := rtt + f + work
	if !p.OrderKeys {
		votes = s*rtt + float64(p.writers())*(f+work)
		if p.local() {
			votes -= f
		}
	}
	if p.Answer == "decision" {
		return votes + c
	}
	return votes + c + rtt + f
}

// settleLaw is the time until every shard has its part for good, where no lock is met, ms; of an outbox without the
// wait for the relay.
func settleLaw(p Params) float64 {
	rtt, f, work, s := float64(2*p.half())/ms, float64(p.force())/ms, float64(p.work())/ms, float64(p.Span)
	switch {
	case p.oneShard():
		return rtt/2 + work + f
	case p.choreographed(), p.Protocol == outbox && p.Span > 1:
		if p.Protocol == outbox {
			s = 2
		}
		return s * (rtt/2 + work + f)
	case p.Protocol == saga:
		return s*(rtt+work+f) - rtt/2
	}
	p.Answer = "complete"
	return answerLaw(p) - rtt/2
}

// messagesLaw is how many messages a committed transfer takes.
func messagesLaw(p Params) float64 {
	s, w := float64(p.Span), float64(p.writers())
	switch {
	case p.oneShard():
		return 2
	case p.choreographed() && p.Answer == "decision": // request, answer, a message between steps, and the end
		return s + 2
	case p.choreographed():
		return s + 1
	case p.Protocol == saga, p.Protocol == outbox:
		return 2 * s
	case p.local():
		return 4*(w-1) + 2*(s-w)
	}
	return 4*w + 2*(s-w)
}

// forcesLaw is how many forced log writes a committed transfer takes.
func forcesLaw(p Params) float64 {
	switch {
	case p.oneShard():
		return 1
	case p.Protocol == saga, p.Protocol == outbox:
		return float64(p.Span)
	case p.local(): // the decision is the vote and the commit of the shard on the same machine
		return 2*float64(p.writers()-1) + 1
	}
	return 2*float64(p.writers()) + 1
}

// sharing is the chance that two transfers over several shards have an account in common, where all accounts are
// used alike and shards have m = K/S of them. The second transfer draws its shards one after another: of the S − i
// left the first one has s − j, where j are common so far, and on a common shard both have the same account with 1/m.
func sharing(p Params) float64 {
	s, shards, differ := p.Span, float64(p.Shards), 1-float64(p.Shards)/float64(p.Keys)
	apart := make([]float64, s+1) // chance of j common shards and no common account
	apart[0] = 1
	for i := range s {
		for j := i; j >= 0; j-- {
			common := float64(s-j) / (shards - float64(i))
			apart[j+1] += apart[j] * common * differ
			apart[j] *= 1 - common
		}
	}
	q := 1.0
	for _, chance := range apart {
		q -= chance
	}
	return max(0, q)
}

// conflictLaw is the probability that a transfer of two-phase commit meets a lock where nobody waits and all
// accounts are used alike: the fixed point of p = 1 − e^(−q·n), where n others hold locks at a time and q is the
// chance that one of them has an account in common. Transfers arrive at random, so a new one finds a Poisson number N
// of them, each spares it with 1 − q, and the mean of (1 − q)^N is e^(−q·n). Of those refused only the accounts
// that were free are locked, for a round trip, until the abort arrives; two that meet have s²/(K·q) in common.
func conflictLaw(p Params) float64 {
	s, q := float64(p.Span), sharing(p)
	hold := float64(p.held()+p.work()) / sec
	rtt := float64(2*p.half()) / sec
	free := 1 - s/(float64(p.Keys)*q) // share of the accounts of one that was refused
	refused := 1 - calc.Pow(1-q, free)
	met := 0.0
	for range 200 {
		meets := p.Rate * ((1-met)*hold*q + met*rtt*refused)
		if p.Isolation == "locks" {
			meets += p.ReadsPerS * rtt * q
		}
		met = (met + 1 - calc.Exp(-meets)) / 2
	}
	return met
}

// blockedLaw is the share of transfers that meet one of so many locks: 1 − (1 − L/K)^s.
func blockedLaw(p Params, locks int) float64 {
	return 1 - calc.Pow(max(0, 1-float64(locks)/float64(p.Keys)), float64(p.Span))
}

// doubtLaw is how many transfers are in doubt at a crash, and how many of them and of those on their way wait for the
// recovery: the rate at the dead coordinator times the time that a transfer is so (Little's law).
func doubtLaw(p Params) (now, stuck float64) {
	rate := p.Rate / float64(p.managers())
	p.Answer = "decision"
	window := answerLaw(p) // from the first message until the decision leaves
	first := float64(p.half()+p.work()+p.force()) / ms
	if p.local() {
		first = float64(p.half()+p.work()) / ms
	}
	return rate * (window + float64(p.half())/ms - first) / 1000, rate * window / 1000
}

// availabilityLaw is the share of transfers that can be answered: every node that must be up is.
func availabilityLaw(p Params) float64 {
	shards, leader := p.needs()
	up := calc.Pow(p.ShardUp, float64(shards))
	if leader {
		up *= coordinatorUp(p)
	}
	return up
}

// coordinatorUp is the share of the time that a coordinator can decide: itself, or two of its three replicas.
func coordinatorUp(p Params) float64 {
	c := p.CoordUp
	if p.replicated() {
		return c * c * (3 - 2*c)
	}
	return c
}

// compensationLaw is the mean and the variance of the steps that a saga takes back, and the share that has no effect.
func compensationLaw(p Params) (mean, variance, aborted float64) {
	f, reach := p.FailPct/100, 1.0
	square := 0.0
	for i := range p.Span {
		mean += reach * f * float64(i)
		square += reach * f * float64(i) * float64(i)
		reach *= 1 - f
	}
	return mean, square - mean*mean, 1 - reach
}

// Five standard errors, and what Bernstein's inequality ("On a modification of Chebyshev's inequality", 1924) adds for
// rare events: a sum of independent terms of at most m strays further than 5σ + 25/6·m less than once in 10⁵ runs,
// and less than once in 10⁶ where the normal law holds.
const (
	errors = 5.0
	rare   = errors * errors / 6
)

// stray is how far a measured share of n independent trials may be from its law, %.
func stray(share, n float64) float64 {
	return 100 * (errors*math.Sqrt(share*(1-share)/n) + rare/n)
}

// strayCount is the same for a Poisson number.
func strayCount(mean float64) float64 { return errors*math.Sqrt(mean) + rare }

// halfDoneLaw is the chance that a reader without locks sees half a transfer of two-phase commit: it looks at the
// first account before the decision gets there and at the last one after. The transfer began up to recentS before.
func halfDoneLaw(p Params) float64 {
	p.Answer = "decision"
	flip := answerLaw(p) + float64(p.half())/ms // of all shards at once, ms after the start
	before := flip - float64(p.half())/ms       // a reader that asks later sees all of it
	long := float64(p.writers()-1) * float64(2*p.half()) / ms
	from, to := max(0, before-long), min(before, 1000*recentS)
	return max(0, to-from) / (1000 * recentS)
}
