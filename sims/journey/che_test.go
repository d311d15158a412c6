package journey

import (
	"math"
	"math/rand/v2"
	"testing"

	"tradeofflab/sims/model"
)

// Che's approximation over 10,000 objects, as computed elsewhere with every rank alone: the golden lines of `eviction`.
func TestCheAgainstEveryRank(t *testing.T) {
	for _, c := range []struct{ skew, share, want float64 }{
		{.99, .01, .377}, {.99, .1, .664}, {.8, .1, .437}, {0, .25, .25},
	} {
		got := popularityOf(10_000, c.skew).che(10_000 * c.share).hit
		if math.Abs(got-c.want) > .0006 {
			t.Errorf("skew %g, %g of the objects: hit %.4f, want %.4f", c.skew, c.share, got, c.want)
		}
	}
}

// The bins hold every object, their shares add up to one, and they are few for any number of objects.
func TestBins(t *testing.T) {
	for _, n := range []float64{1, 2, 63, 64, 65, 66, 100, 399, 400, 401, 5000, 1e6, 1e9, 1e12, 1e15} {
		for _, skew := range []float64{0, .5, .9, 1, 1.4} {
			p := popularityOf(n, skew)
			count, sum := 0.0, 0.0
			for i := range p.count {
				count += p.count[i]
				sum += p.count[i] * p.p[i]
				if i > 0 && p.p[i] > p.p[i-1]*(1+1e-9) {
					t.Errorf("n %g, skew %g: bin %d is more popular than the one before", n, skew, i)
				}
			}
			if math.Abs(count/n-1) > 1e-12 || math.Abs(sum-1) > 1e-9 || len(p.p) > mostBins {
				t.Errorf("n %g, skew %g: %d bins with %g objects and %g of the reads", n, skew, len(p.p), count, sum)
			}
		}
	}
}

// The bins change a hit ratio by less than a part in a thousand against every rank alone.
func TestBinsAgainstRanks(t *testing.T) {
	const n = 200_000
	for _, skew := range []float64{.3, .9, 1.2} {
		exact := popularity{objects: n}
		for _, share := range model.ZipfShares(n, skew) {
			exact.count, exact.p = append(exact.count, 1), append(exact.p, share)
		}
		for _, capacity := range []float64{200, 20_000, 150_000} {
			got, want := popularityOf(n, skew).che(capacity).hit, exact.che(capacity).hit
			if math.Abs(got/want-1) > 1e-3 {
				t.Errorf("skew %g, capacity %g: %.5f in bins, %.5f by rank", skew, capacity, got, want)
			}
		}
	}
}

// More memory never lowers the hit ratio, and more data never raises it.
func TestMoreMemoryNeverHitsLess(t *testing.T) {
	for _, skew := range []float64{0, .6, .9, 1, 1.4} {
		p, before := popularityOf(1e8, skew), -1.0
		for c := 1.0; c < 4e8; c *= 1.7 {
			hit := p.che(c).hit
			if hit < before-1e-9 || hit > 1 {
				t.Errorf("skew %g, room for %g objects: %.9f after %.9f", skew, c, hit, before)
			}
			before = hit
		}
		before = 2
		for n := 1e3; n < 1e13; n *= 3 {
			hit := popularityOf(n, skew).che(1e5).hit
			if hit > before+1e-4 {
				t.Errorf("skew %g, %g objects: %.5f after %.5f", skew, n, hit, before)
			}
			before = hit
		}
	}
}

// Sampled reads find as much as the line says.
func TestSampledHits(t *testing.T) {
	const n = 40_000
	p := popularityOf(1e7, .9)
	small, large := p.che(1e5), p.che(1e6)
	a, b := p.sampled(testStream("hits"), n, small, large)
	for got, want := range map[float64]float64{float64(a) / n: small.hit, float64(b) / n: large.hit} {
		if math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/n) {
			t.Errorf("%.4f of the reads hit, the line says %.4f", got, want)
		}
	}
}

func testStream(purpose string) *rand.Rand { return model.Stream(1, purpose) }
