package eviction

import "math"

// Popularity is the request shares of keys under independent requests, with keys of nearly equal share put together:
// Count[i] keys have share P[i] each.
type Popularity struct{ Count, P []float64 }

// popularityOf groups the ranks of a Zipf law: the first 128 alone, then in groups that widen in proportion. Shares
// within a group differ by 1.6 % at exponent 2; the error of the sums is of second order, a part in 50,000.
func popularityOf(z *Zipf) Popularity {
	var out Popularity
	n := len(z.cdf) - 1
	for from := 1; from <= n; {
		to := min(n, from+from/128)
		keys := float64(to - from + 1)
		out.Count = append(out.Count, keys)
		out.P = append(out.P, z.Share(from, to)/keys)
		from = to + 1
	}
	return out
}

// uniformly is n keys with equal shares.
func uniformly(n int) Popularity {
	return Popularity{Count: []float64{float64(n)}, P: []float64{1 / float64(n)}}
}

// at gives the keys held and the hit ratio when a key is evicted t requests after its last request (LRU), or on average
// t requests after it came in (FIFO and Random).
func (p Popularity) at(t float64, fifo bool) (held, hit float64) {
	for i, n := range p.Count {
		in := -math.Expm1(-p.P[i] * t)
		if fifo {
			in = p.P[i] * t / (1 + p.P[i]*t)
		}
		held += n * in
		hit += n * p.P[i] * in
	}
	return held, hit
}

// cheHits approximates the hit ratio of LRU, or of FIFO and Random, 0–1: every key stays the same characteristic time
// t, and t is such that the keys held fill the cache (Che, Tung and Wang, "Hierarchical web caching systems", IEEE
// Journal on Selected Areas in Communications 20(7), 2002, eq. 5; for FIFO and Random: Martina, Garetto and Leonardi,
// "A unified approach to the performance analysis of caching systems", INFOCOM 2014, section IV).
func (p Popularity) cheHits(capacity float64, fifo bool) float64 {
	keys := 0.0
	for _, n := range p.Count {
		keys += n
	}
	if capacity >= keys {
		return 1
	}
	low, high := 0.0, capacity
	for held, _ := p.at(high, fifo); held < capacity && high < 1e18; held, _ = p.at(high, fifo) {
		low, high = high, 2*high
	}
	for range 50 {
		mid := (low + high) / 2
		if held, _ := p.at(mid, fifo); held < capacity {
			low = mid
		} else {
			high = mid
		}
		if high-low <= 1e-9*high {
			break
		}
	}
	_, hit := p.at(high, fifo)
	return hit
}

// Top is the hit ratio of a cache that holds the most popular keys for ever: the most that frequency alone can give.
func (p Popularity) Top(capacity int) float64 {
	left, hit := float64(capacity), 0.0
	for i, n := range p.Count {
		take := min(left, n)
		hit += take * p.P[i]
		left -= take
	}
	return min(hit, 1)
}
