package sharding

import (
	"math"
	"math/rand/v2"

	"tradeofflab/sims/calc"
)

// law is the time that one shard takes to reply: lognormal, with a second request for late replies.
type law struct {
	median, sigma float64
	late          float64 // standard score at which the second request is sent; infinite without one
	delay         float64 // the same as a time, ms
}

// Standard scores of the normal distribution.
var (
	score95 = math.Sqrt2 * math.Erfinv(0.90)
	score99 = math.Sqrt2 * math.Erfinv(0.98)
)

func lawOf(p Params) law {
	l := law{median: p.ServiceMs, sigma: calc.Log(p.Tail) / score99, late: math.Inf(1)}
	switch p.Hedge {
	case "p95":
		l.late = score95
	case "p99":
		l.late = score99
	}
	l.delay = l.ms(l.late)
	return l
}

// ms turns a standard score into milliseconds. Scores keep the order of times and are cheaper to compare.
func (l law) ms(score float64) float64 { return l.median * calc.Exp(l.sigma*score) }

// reply is one shard's answer to one request.
type reply struct {
	score  float64 // of the time until the first answer
	hedged bool    // a second request was sent
}

// slow says whether the first answer came later than the 99th percentile of one request. A second request that leaves
// at that moment cannot be back by then, so it makes no reply less slow by this measure.
func (r reply) slow() bool { return r.score > score99 }

// draw samples the reply of one shard. The second request goes to another copy of the shard and is independent.
func (l law) draw(rng, second *rand.Rand) reply {
	z := rng.NormFloat64()
	if z <= l.late {
		return reply{score: z}
	}
	other := calc.Log((l.delay+l.ms(second.NormFloat64()))/l.median) / l.sigma
	return reply{score: min(z, other), hedged: true}
}

// above is the probability that a shard's reply takes longer than t ms.
func (l law) above(t float64) float64 {
	one := l.single(t)
	if t <= l.delay {
		return one
	}
	return one * l.single(t-l.delay)
}

func (l law) single(t float64) float64 {
	if t <= 0 {
		return 1
	}
	return 0.5 * math.Erfc(calc.Log(t/l.median)/l.sigma/math.Sqrt2)
}

// slowOne is the probability that the reply of one shard, whichever request it answers, is slow: 1 % without a second
// request, and with one that leaves earlier 1 % times the probability that this one is not back in time.
func (l law) slowOne() float64 { return l.above(l.ms(score99)) }

// slowAny is the probability that at least one of n shards is slow.
func (l law) slowAny(n int) float64 { return SlowAny(n, l.slowOne()) }

// SlowAny is the probability that at least one of n independent replies is slow when each is with probability q.
func SlowAny(n int, q float64) float64 { return -math.Expm1(float64(n) * math.Log1p(-q)) }

// quantile is the time within which n shards have all replied with probability part.
func (l law) quantile(n int, part float64) float64 {
	return solve(l.median, part, func(t float64) float64 { return float64(n) * math.Log1p(-l.above(t)) })
}

// solve finds the t at which a growing log-probability reaches ln part, to the last bits.
func solve(start, part float64, logP func(float64) float64) float64 {
	want, low, high := calc.Log(part), 0.0, start
	for logP(high) < want {
		low, high = high, 2*high
	}
	for range 80 {
		if mid := (low + high) / 2; logP(mid) < want {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}

// stray is how far the measured quantile of n samples may lie from theory: the times at four standard errors of the
// share.
func stray(at func(part float64) float64, part float64, n int) float64 {
	se := 4 * math.Sqrt(part*(1-part)/float64(n))
	mid := at(part)
	return max(at(min(part+se, 1-0.1/float64(n)))-mid, mid-at(part-se))
}
