package readcache

import (
	"math"
	"tradeofflab/sims/model"
)

// ratesOf gives the reads per second of each key: Zipf's law with exponent p.Zipf.
func ratesOf(p Params) []float64 {
	z := popularities.Of(nil, zipf{p.Keys, p.Zipf},
		func(*model.Budget) popularity { return zipf{p.Keys, p.Zipf}.popularity() })
	rates := make([]float64, p.Keys)
	for k, w := range z.weights {
		rates[k] = w * (p.RPS / z.sum)
	}
	return rates
}

// zipf is a law of popularity: the key of rank k is asked for in proportion to k^−exponent.
type zipf struct {
	keys     int
	exponent float64
}

type popularity struct {
	weights []float64
	sum     float64
}

var popularities = model.NewMemo[zipf, popularity](8)

func (z zipf) popularity() popularity {
	out := popularity{weights: make([]float64, z.keys)}
	for k := range out.weights {
		out.weights[k] = 1
		if z.exponent > 0 {
			out.weights[k] = math.Pow(float64(k+1), -z.exponent)
		}
		out.sum += out.weights[k]
	}
	return out
}

// Spectrum is the rates of many keys: so many keys are read so often. Neighbouring ranks of Zipf's law differ by
// little, so that laws summed over it differ from sums over single keys by less than a thousandth of a percent.
type Spectrum []struct{ Rate, Keys float64 }

// SpectrumOf keeps the most popular keys apart and joins the others in ranges of one percent of their rank.
func SpectrumOf(rates []float64) Spectrum {
	var s Spectrum
	for from := 0; from < len(rates); {
		to := min(max(from+1, from+from/100), len(rates))
		sum := 0.0
		for _, r := range rates[from:to] {
			sum += r
		}
		n := float64(to - from)
		s = append(s, struct{ Rate, Keys float64 }{sum / n, n})
		from = to
	}
	return s
}

// keys is how many keys there are.
func (s Spectrum) keys() (n float64) {
	for _, b := range s {
		n += b.Keys
	}
	return n
}

// HitTTL is the hit ratio of a key that is read r times a second and kept for ttl seconds after each load: of 1 + r·T
// reads a cycle only the first misses (Jung, Berger and Balakrishnan, "Modeling TTL-based Internet caches", INFOCOM
// 2003).
func HitTTL(r, ttl float64) float64 { return r * ttl / (1 + r*ttl) }

// StaleTTL is the share of the hits of a TTL cache that return an overwritten value, under Poisson writes at w per
// second: a hit of age a is stale with chance 1 − e^(−wa), and ages are spread evenly over the TTL.
func StaleTTL(w, ttl float64) float64 { return 1 - kept(w, ttl)/ttl }

// kept is the mean of the smaller of an exponential time of rate w and t.
func kept(w, t float64) float64 {
	if w*t < 1e-9 {
		return t * (1 - w*t/2)
	}
	return -math.Expm1(-w*t) / w
}

// RefreshSuccess is the chance that a read falls between factor·T and T, so that the entry is reloaded before it
// expires.
func RefreshSuccess(r, ttl, factor float64) float64 { return -math.Expm1(-r * (1 - factor) * ttl) }

// OutageFactor is how many times the queries of the steady state a database gets when a cache of this hit ratio is
// lost.
func OutageFactor(hit float64) float64 { return 1 / (1 - hit) }

// CheTime is the characteristic time in s of an LRU cache of so many objects under independent reads: the time within
// which that many distinct keys are read (Che, Tung and Wang, "Hierarchical web caching systems", IEEE JSAC 20(7),
// 2002). It is infinite when every key has room and 0 when none has.
func CheTime(s Spectrum, objects int) float64 {
	if float64(objects) >= s.keys() {
		return math.Inf(1)
	}
	if objects == 0 {
		return 0
	}
	return solve(float64(objects), func(t float64) (sum float64) {
		for _, b := range s {
			sum -= b.Keys * math.Expm1(-b.Rate*t)
		}
		return sum
	})
}

// solve finds t > 0 with f(t) = want for a rising f, to a millionth; at most about 10^12.
func solve(want float64, f func(t float64) float64) float64 {
	low, high := 0.0, 1e-3
	for f(high) < want && high < 1e12 {
		low, high = high, 4*high
	}
	for range 24 {
		if mid := (low + high) / 2; f(mid) < want {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}

// HitLRU is the hit ratio of an LRU cache with the characteristic time, over all reads. It is also the hit ratio so
// long after a cache came up empty, before any entry expires.
func HitLRU(s Spectrum, che float64) float64 {
	hits, sum := 0.0, 0.0
	for _, b := range s {
		hits -= b.Keys * b.Rate * math.Expm1(-b.Rate*che)
		sum += b.Keys * b.Rate
	}
	return hits / sum
}

// HitTop is the share of the reads that goes to the most popular objects: what a cache reaches that holds just these
// and never loses them. No cache of that size does better under independent reads.
func HitTop(s Spectrum, objects int) float64 {
	top, sum, left := 0.0, 0.0, float64(objects)
	for _, b := range s {
		n := math.Min(left, b.Keys)
		top += n * b.Rate
		sum += b.Keys * b.Rate
		left -= n
	}
	return top / sum
}

// ErlangWait is the mean wait in s for one of c servers that each take a mean of s seconds, under Poisson arrivals at
// rate per second (M/M/c; Kleinrock, Queueing Systems I, 1975). It is infinite from full load on.
func ErlangWait(c int, rate, s float64) float64 {
	a, blocked := rate*s, 1.0
	if a >= float64(c) {
		return math.Inf(1)
	}
	for k := 1; k <= c; k++ {
		blocked = a * blocked / (float64(k) + a*blocked)
	}
	rho := a / float64(c)
	return blocked / (1 - rho + rho*blocked) * s / (float64(c) - a)
}

// keyLaw is what theory says of one key in a cache with room for all: shares of its reads that hit and that are stale,
// and queries per second. Query times count as nothing.
func (p Params) keyLaw(r float64) (hit, stale, queries float64) {
	w, t := p.Writes/float64(p.Keys), p.TTLs
	switch p.Strategy {
	case "invalidate":
		h := HitTTL(r, kept(w, t))
		return h, 0, r * (1 - h)
	case "refresh_ahead":
		// Loads are factor·T plus one wait for a read apart; the read finds the entry expired with chance e^(−r(1−f)T).
		early, late := p.Refresh*t, (1-p.Refresh)*t
		reads := 1 + r*early
		old := r*(early-kept(w, early)) + r*(kept(r, late)-math.Exp(-w*early)*kept(r+w, late))
		return 1 - math.Exp(-r*late)/reads, old / reads, r / reads
	}
	h := HitTTL(r, t)
	return h, h * StaleTTL(w, t), r * (1 - h)
}

// law sums keyLaw over all keys: shares of all reads and queries per second.
type law struct{ hit, stale, queries float64 }

func (p Params) lawOf(spectrum Spectrum) law {
	var l law
	sum := 0.0
	for _, b := range spectrum {
		h, s, q := p.keyLaw(b.Rate)
		reads := b.Rate * b.Keys
		l.hit, l.stale, l.queries = l.hit+reads*h, l.stale+reads*s, l.queries+b.Keys*q
		sum += reads
	}
	l.hit, l.stale = l.hit/sum, l.stale/sum
	return l
}

// recoveryLaw is the time in s after which a cold cache has reached the part of the hit ratio.
func recoveryLaw(s Spectrum, hit, part float64) float64 {
	return solve(part*hit, func(t float64) float64 { return HitLRU(s, t) })
}

// objects is how many objects the cache holds.
func (p Params) objects() int {
	return int(p.CacheMB*1000/p.ObjectKB + 1e-9)
}

// megabytes is the payload of so many objects.
func (p Params) megabytes(objects int) float64 { return float64(objects) * p.ObjectKB / 1000 }
