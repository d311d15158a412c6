package journey

import (
	"math"
	"math/rand/v2"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// objectBytes is what one object takes, on disk and in memory.
const objectBytes = 1000

// Ranks of the popularity are put together in bins: the first alone, then in groups that widen in proportion. There are
// at most mostBins, for any number of objects.
const (
	aloneBins = 64
	mostBins  = 400
	wideBins  = mostBins - aloneBins - 1
)

// popularity is the shares of the reads that objects have: count[i] objects have the share p[i] each.
type popularity struct {
	count, p []float64
	objects  float64
}

// popularityOf is Zipf's law over any number of objects. The weight of a bin is the integral of its ranks from half a
// rank before to half a rank behind, which is off by less than a part in 20,000 from rank 65 on.
func popularityOf(objects, skew float64) popularity {
	objects = math.Max(1, math.Floor(objects))
	out := popularity{count: make([]float64, 0, mostBins), p: make([]float64, 0, mostBins), objects: objects}
	sum := 0.0
	add := func(from, to float64) { // ranks from … to−1
		n, w := to-from, 0.0
		switch {
		case n == 1:
			w = calc.Pow(from, -skew)
		case math.Abs(skew-1) < 1e-9:
			w = calc.Log((to - 0.5) / (from - 0.5))
		default:
			w = (calc.Pow(to-0.5, 1-skew) - calc.Pow(from-0.5, 1-skew)) / (1 - skew)
		}
		out.count, out.p = append(out.count, n), append(out.p, w/n)
		sum += w
	}
	rank := 1.0
	for ; rank <= min(aloneBins, objects); rank++ {
		add(rank, rank+1)
	}
	if rank <= objects {
		grow := calc.Pow((objects+1)/rank, 1/float64(wideBins))
		for edge := rank; rank <= objects; {
			edge *= grow
			to := min(objects+1, max(rank+1, math.Round(edge)))
			if objects+1-to < 1 || len(out.p) == mostBins-1 {
				to = objects + 1
			}
			add(rank, to)
			rank = to
		}
	}
	for i := range out.p {
		out.p[i] /= sum
	}
	return out
}

// held is how many objects are in a cache that keeps each until t requests after its last one, hit the share of the
// requests that it answers, and slope the change of held with the logarithm of t.
func (p popularity) held(t float64) (held, hit, slope float64) {
	for i, n := range p.count {
		x := p.p[i] * t
		gone := calc.Exp(-x)
		in := 1 - gone
		if x < 1e-5 {
			in = x
		}
		held += n * in
		hit += float64(n*p.p[i]) * in
		slope += float64(n*x) * gone
	}
	return held, hit, slope
}

// cached is what a cache for so many objects holds in the long run.
type cached struct {
	time float64 // characteristic time, in requests; infinite where all objects have room
	hit  float64 // share of the reads that find their object, 0–1
}

// che approximates the hit ratio of a cache that drops the object whose last request is longest ago (LRU), for
// independent requests: each object stays for the same time t, such that those held fill the cache (Che, Tung and Wang,
// IEEE Journal on Selected Areas in Communications 20(7), 2002, equation 5).
func (p popularity) che(capacity float64) cached {
	switch {
	case capacity >= p.objects:
		return cached{math.Inf(1), 1}
	case capacity < 1:
		return cached{}
	}
	// held grows with the logarithm of t: Newton's rule, kept within bounds that close in.
	low, high := calc.Log(capacity), calc.Log(capacity)+1
	for held, _, _ := p.held(calc.Exp(high)); held < capacity && high < 700; held, _, _ = p.held(calc.Exp(high)) {
		low, high = high, high+2*(high-calc.Log(capacity))
	}
	at := (low + high) / 2
	for range 60 {
		held, _, slope := p.held(calc.Exp(at))
		if math.Abs(held-capacity) <= 1e-9*capacity {
			break
		}
		if held < capacity {
			low = at
		} else {
			high = at
		}
		if at += (capacity - held) / max(slope, 1e-300); !(at > low && at < high) {
			at = (low + high) / 2
		}
	}
	t := calc.Exp(at)
	_, hit, _ := p.held(t)
	return cached{t, min(1, hit)}
}

// sampled is how many of n reads find their object in each of two caches of which the second holds what the first does
// and more. Each read is of an object by its popularity, and finds it if the object was read within the characteristic
// time, which has the chance 1 − e^(−p·t).
func (p popularity) sampled(rng *rand.Rand, n int, first, second cached) (inFirst, inSecond int) {
	weights := make([]float64, len(p.p))
	for i, count := range p.count {
		weights[i] = count * p.p[i]
	}
	draw := model.NewAlias(weights)
	finds := func(i int, c cached, u float64) bool { return c.hit > 0 && u < -math.Expm1(-p.p[i]*c.time) }
	for range n {
		i, u := draw.Draw(rng), rng.Float64()
		if finds(i, first, u) {
			inFirst++
		}
		if finds(i, second, u) {
			inSecond++
		}
	}
	return inFirst, inSecond
}
