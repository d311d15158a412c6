package readcache

import (
	"math"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// popularity says how the reads are spread over the keys, by Zipf's law with exponent p.Zipf.
type popularity struct {
	weights []float64
	sum     float64
}

// popularities remembers them: they stay while all knobs but two move.
var popularities = model.NewMemo[zipf, popularity](8)

type zipf struct {
	keys     int
	exponent float64
}

func (p Params) popularity(b *model.Budget) popularity {
	return popularities.Of(b, zipf{p.Keys, p.Zipf}, func(b *model.Budget) popularity {
		b.Spend(weightSteps * p.Keys)
		out := popularity{weights: model.ZipfWeights(p.Keys, p.Zipf)}
		for _, w := range out.weights {
			out.sum += w
		}
		return out
	})
}

// rates gives the reads per second of each key.
func (l popularity) rates(p Params) []float64 {
	rates := make([]float64, p.Keys)
	for k := range rates {
		rates[k] = l.rate(k, p.RPS)
	}
	return rates
}

// rate is the reads per second of a key, of rps in all.
func (l popularity) rate(key int, rps float64) float64 { return l.weights[key] * (rps / l.sum) }

// spectrum is the rates of many keys: so many keys are read so often. Neighbouring ranks of Zipf's law differ by
// little, so that laws summed over it differ from sums over single keys by less than a thousandth of a percent.
type spectrum []struct{ rate, keys float64 }

// spectrumOf keeps the most popular keys apart and joins the others in ranges of one percent of their rank.
func spectrumOf(rates []float64) spectrum {
	var s spectrum
	for from := 0; from < len(rates); {
		to := min(max(from+1, from+from/100), len(rates))
		sum := 0.0
		for _, r := range rates[from:to] {
			sum += r
		}
		n := float64(to - from)
		s = append(s, struct{ rate, keys float64 }{sum / n, n})
		from = to
	}
	return s
}

// keys is how many keys there are.
func (s spectrum) keys() (n float64) {
	for _, b := range s {
		n += b.keys
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

// refreshSuccess is the chance that a read falls between factor·T and T, so that the entry is reloaded before it
// expires.
func refreshSuccess(r, ttl, factor float64) float64 { return -math.Expm1(-r * (1 - factor) * ttl) }

// outageFactor is how many times the queries of the steady state a database gets when a cache of this hit ratio is
// lost.
func outageFactor(hit float64) float64 { return 1 / (1 - hit) }

// cheTime is the characteristic time in s of an LRU cache of so many objects under independent reads: the time within
// which that many distinct keys are read (Che, Tung and Wang, "Hierarchical web caching systems", IEEE JSAC 20(7),
// 2002). It is infinite when every key has room and 0 when none has.
func cheTime(s spectrum, objects int) float64 {
	if float64(objects) >= s.keys() {
		return math.Inf(1)
	}
	if objects == 0 {
		return 0
	}
	return solve(float64(objects), func(t float64) (sum float64) {
		for _, b := range s {
			sum -= b.keys * math.Expm1(-b.rate*t)
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

// hitLRU is the hit ratio of an LRU cache with the characteristic time, over all reads. It is also the hit ratio so
// long after a cache came up empty, before any entry expires.
func hitLRU(s spectrum, che float64) float64 {
	hits, sum := 0.0, 0.0
	for _, b := range s {
		hits -= b.keys * b.rate * math.Expm1(-b.rate*che)
		sum += b.keys * b.rate
	}
	return hits / sum
}

// hitTop is the share of the reads that goes to the most popular objects: what a cache reaches that holds just these
// and never loses them. No cache of that size does better under independent reads.
func hitTop(s spectrum, objects int) float64 {
	top, sum, left := 0.0, 0.0, float64(objects)
	for _, b := range s {
		n := min(left, b.keys)
		top += n * b.rate
		sum += b.keys * b.rate
		left -= n
	}
	return top / sum
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
		old := r*(early-kept(w, early)) + r*(kept(r, late)-calc.Exp(-w*early)*kept(r+w, late))
		return 1 - calc.Exp(-r*late)/reads, old / reads, r / reads
	}
	h := HitTTL(r, t)
	return h, h * StaleTTL(w, t), r * (1 - h)
}

// law sums keyLaw over all keys: shares of all reads and queries per second.
type law struct{ hit, stale, queries float64 }

func (p Params) lawOf(all spectrum) law {
	var l law
	sum := 0.0
	for _, b := range all {
		h, s, q := p.keyLaw(b.rate)
		reads := b.rate * b.keys
		l.hit, l.stale, l.queries = l.hit+reads*h, l.stale+reads*s, l.queries+b.keys*q
		sum += reads
	}
	l.hit, l.stale = l.hit/sum, l.stale/sum
	return l
}

// recoveryLaw is the time in s after which a cold cache has reached the part of the hit ratio.
func recoveryLaw(s spectrum, hit, part float64) float64 {
	return solve(part*hit, func(t float64) float64 { return hitLRU(s, t) })
}

// objects is how many objects the cache holds.
func (p Params) objects() int {
	return int(p.CacheMB*1000/p.ObjectKB + 1e-9)
}

// oneByOne says whether every read is an event, because it can change which keys are cached.
func (p Params) oneByOne() bool { return p.explicit || p.objects() < p.Keys }

// megabytes is the payload of so many objects.
func (p Params) megabytes(objects int) float64 { return float64(objects) * p.ObjectKB / 1000 }
