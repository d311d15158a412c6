package migration

import (
	"math"
	"math/rand/v2"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// mostHot is how many of the busiest rows are followed each for itself, or a twentieth of all that are followed.
const mostHot = 200

// popularity is Zipf's law over as many rows as there are, without a table: the first ranks exactly, the others by the
// integral of rank^−s, which is right to a thousandth from there on.
type popularity struct {
	s    float64
	keys float64
	hot  []float64 // shares of the first ranks
	head float64   // their sum
	sum  float64   // of rank^−s over all ranks
}

func popularityOf(p Params) popularity {
	n := min(p.Keys, mostHot, p.Follow/20)
	if p.Keys <= p.Follow {
		n = p.Keys
	}
	q := popularity{s: p.Zipf, keys: float64(p.Keys), hot: model.ZipfWeights(n, p.Zipf)}
	for _, w := range q.hot {
		q.sum += w
	}
	q.sum += q.integral(float64(n)+0.5, q.keys+0.5)
	for i := range q.hot {
		q.hot[i] /= q.sum
		q.head += q.hot[i]
	}
	return q
}

// integral is that of x^−s.
func (q popularity) integral(from, to float64) float64 {
	if from >= to {
		return 0
	}
	if math.Abs(1-q.s) < 1e-9 {
		return calc.Log(to / from)
	}
	return (calc.Pow(to, 1-q.s) - calc.Pow(from, 1-q.s)) / (1 - q.s)
}

// share of the writes that a rank beyond the first has.
func (q popularity) share(rank float64) float64 { return calc.Pow(rank, -q.s) / q.sum }

// first and last rank of those that are not followed each for itself.
func (q popularity) bounds() (first, last float64) { return float64(len(q.hot)) + 0.5, q.keys + 0.5 }

// written draws a rank beyond the first by its share of the writes.
func (q popularity) written(rng *rand.Rand) float64 { return q.rankAt(rng.Float64()) }

// rankAt is the rank beyond the first up to which a part of the writes goes.
func (q popularity) rankAt(u float64) float64 {
	first, last := q.bounds()
	if math.Abs(1-q.s) < 1e-9 {
		return first * calc.Pow(last/first, u)
	}
	a, b := calc.Pow(first, 1-q.s), calc.Pow(last, 1-q.s)
	return calc.Pow(a+u*(b-a), 1/(1-q.s))
}
