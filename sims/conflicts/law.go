package conflicts

import (
	"math"

	"tradeofflab/sims/calc"
)

// law is what theory says of the present knobs.
type law struct {
	Conflicts float64 // pairs a second
	Lost      float64 // writes a second that last-writer-wins throws away
	Busy      float64 // mean time from a write until all sites agree on its key again, s
	Episodes  float64 // such spans a second
}

// lawOf adds up over keys, whose writes are independent Poisson streams.
//
// Conflicts: a pair of sites that write a key with rates a and b meets 2·d·a·b times a second.
//
// Lost writes: a write at site A is thrown away if site B writes the same key with a larger timestamp without having
// seen it, which takes a write of B within max(0, d + o_B − o_A) around it (o: how far a clock is ahead). So the
// probability is 1 − exp(−rate × the sum of those windows).
//
// Divergence: sites disagree about a key from a first write until the last delivery. With deliveries after a constant
// delay this is the busy period of an M/D/∞ queue: (exp(λd) − 1)/λ on average (Takács, Introduction to the Theory of
// Queues, 1962), which begins λ·exp(−λd) times a second.
func lawOf(p Params, share []float64) law {
	d, sites := p.DelayMs/1000, float64(p.Sites)
	squares := 0.0
	for i := len(share) - 1; i >= 0; i-- { // small terms first
		squares += share[i] * share[i]
	}
	var l law
	l.Conflicts = p.conflicts(squares)
	windows := make([]float64, p.Sites)
	for a := range windows {
		for b := range p.Sites {
			if a != b {
				windows[a] += max(0, d+float64(p.offset(b)-p.offset(a))/1e6)
			}
		}
	}
	span, last := 0.0, math.NaN()
	var losses []float64
	var episodes, part float64
	for i := len(share) - 1; i >= 0; i-- {
		if share[i] != last { // keys alike give the same terms again
			last = share[i]
			rate := p.WriteRate * last
			losses = losses[:0]
			for _, w := range windows {
				losses = append(losses, rate*-math.Expm1(-rate*w))
			}
			episodes, part = sites*rate*calc.Exp(-sites*rate*d), -math.Expm1(-sites*rate*d)
		}
		for _, lost := range losses {
			l.Lost += lost
		}
		l.Episodes += episodes
		span += part
	}
	l.Busy = span / l.Episodes
	return l
}

// ConflictRate is the number of conflicts a second of two sites that each write rate times a second to keys alike keys,
// with a one-way delay in seconds: 2·d·rate²/keys.
func ConflictRate(rate, keys, delay float64) float64 { return 2 * delay * rate * rate / keys }

// staleBound is the probability that r replicas of n, drawn at random, hold none of the w that took a write:
// C(n−w, r)/C(n, r). It is 0 when r + w > n. Bailis et al., Probabilistically bounded staleness, VLDB 2012, equation 1.
func staleBound(n, w, r int) float64 {
	p := 1.0
	for i := range r {
		p *= max(0, float64(n-w-i)) / float64(n-i)
	}
	return p
}

// staleAfter is the probability that a read of r of n replicas misses a write which w had acknowledged t ms before,
// when each other replica receives it after a further exponential time of mean m: the number that still lack it is
// binomial. t = 0 or no spreading gives StaleBound.
func staleAfter(n, w, r int, t, m float64) float64 {
	rest, q, sum := n-w, calc.Exp(-t/m), 0.0
	for lacking := 0; lacking <= rest; lacking++ {
		p := choose(rest, lacking) * calc.Pow(q, float64(lacking)) * calc.Pow(1-q, float64(rest-lacking))
		sum += p * staleBound(n, n-lacking, r)
	}
	return sum
}

func choose(n, k int) float64 {
	c := 1.0
	for i := range k {
		c = c * float64(n-i) / float64(i+1)
	}
	return c
}

// ackQuantile is the time within which a share q of the writes has w acknowledgements of n exponential ones with mean
// m: at time t their number is binomial with p = 1 − exp(−t/m). Solved by bisection.
func ackQuantile(n, w int, q, m float64) float64 {
	done := func(t float64) float64 {
		p, sum := -math.Expm1(-t/m), 0.0
		for k := w; k <= n; k++ {
			sum += choose(n, k) * calc.Pow(p, float64(k)) * calc.Pow(1-p, float64(n-k))
		}
		return sum
	}
	low, high := 0.0, 100*m
	for range 100 {
		if mid := (low + high) / 2; done(mid) < q {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}
