package migration

import (
	"math"

	"tradeofflab/sims/model"
)

// Sizes of the repeated comparison.
const (
	mostDraws    = 300_000 // rows drawn in all repetitions
	mostTrials   = 400
	fewTrials    = 20
	drawSteps    = 40
	mostOneByOne = mostDraws / fewTrials // above, the rows up to the next difference are skipped over at once
)

// seen is what comparisons see.
type seen struct {
	Each     float64 // comparisons a day
	Share    float64 // share of the comparisons at the gate that differ
	Truth    float64 // … of the rows, or of the reads, that do
	Detected float64 // share of repeated days of comparisons that find a difference
	Trials   int
	Drawn    float64
	OneByOne bool
	Found    int64 // when the first difference is found; never
	Begun    int64 // when there was one first; never
	Spoilt   int64 // when the first row is found that the transform has spoilt; never
}

// compared is how many comparisons there are a day.
func (p Params) compared() float64 {
	switch {
	case p.Compare == "off":
		return 0
	case p.CompareN > 0:
		return float64(p.CompareN)
	case p.Compare == "reads":
		return p.ComparePct / 100 * p.WriteRate * p.ReadsPer * 86_400
	}
	return p.ComparePct / 100 * float64(p.Keys)
}

// compareRows draws rows and compares them, at the gate many times over, and through the run until one differs.
func compareRows(b *model.Budget, p Params, f *fleet, r *Result) seen {
	s := seen{Each: math.Floor(p.compared()), Found: never, Begun: never, Spoilt: never}
	for _, k := range r.Looks {
		if k.At >= r.Line.Feed && k.differs() > 0.5 {
			s.Begun = k.At
			break
		}
	}
	if s.Each < 1 || r.Line.Shadow >= r.Line.End || len(f.pool) == 0 {
		return s
	}
	s.sample(b, p, f.pool)
	s.Found = s.search(p, r, "migration search", func(k look) (rows, reads float64) { return k.differs(), k.Share })
	s.Spoilt = s.search(p, r, "migration spoilt", func(k look) (rows, reads float64) {
		return k.Count[wrong], k.Spoil
	})
	return s
}

// weigh gives a row its chance to be drawn.
func (p Params) weigh(d drawn) float64 {
	if p.Compare == "reads" {
		return d.weight * d.share
	}
	return d.weight
}

// sample repeats a day of comparisons against the rows as they are at the gate.
func (s *seen) sample(b *model.Budget, p Params, pool []drawn) {
	rng := model.Stream(p.Seed, "migration compare")
	weights, all := make([]float64, len(pool)), 0.0
	for i, d := range pool {
		weights[i] = p.weigh(d)
		all += weights[i]
		if d.differs {
			s.Truth += weights[i]
		}
	}
	if all == 0 {
		return
	}
	s.Truth /= all
	n := int(math.Min(s.Each, 1e9))
	s.OneByOne = n <= mostOneByOne
	if !s.OneByOne {
		s.skip(p, n)
		return
	}
	table := model.NewAlias(weights)
	s.Trials = min(max(mostDraws/n, fewTrials), mostTrials)
	hits, differ := 0, 0
	for range s.Trials {
		found := false
		for range n {
			if pool[table.Draw(rng)].differs {
				found = true
				differ++
			}
		}
		if found {
			hits++
		}
		b.Spend(n * drawSteps)
	}
	s.Drawn = float64(n * s.Trials)
	s.Share, s.Detected = float64(differ)/s.Drawn, float64(hits)/float64(s.Trials)
}

// skip draws how many differences a long day of comparisons meets.
func (s *seen) skip(p Params, n int) {
	rng := model.Stream(p.Seed, "migration compare")
	s.Trials = mostTrials
	hits, differ := 0, 0.0
	for range s.Trials {
		k := math.Min(float64(n), float64(model.Poisson(rng, float64(n)*s.Truth)))
		if differ += k; k > 0 {
			hits++
		}
	}
	s.Drawn = float64(n) * float64(s.Trials)
	s.Share, s.Detected = differ/s.Drawn, float64(hits)/float64(s.Trials)
}

// search goes through the run until a comparison meets a row of a kind, and gives the moment; never for none.
func (s *seen) search(p Params, r *Result, purpose string, of func(look) (rows, reads float64)) int64 {
	rng := model.Stream(p.Seed, purpose)
	left := rng.ExpFloat64()
	for i := 1; i < len(r.Looks); i++ {
		from, to := max(r.Looks[i-1].At, r.Line.Shadow), min(r.Looks[i].At, r.Line.Retire)
		if from >= to {
			continue
		}
		rows, share := of(r.Looks[i])
		if p.Compare == "keys" {
			share = rows / math.Max(1, r.Looks[i].rows())
		}
		rate := s.Each / float64(day) * share // differences a tick
		if need := left / rate; rate > 0 && need < float64(to-from) {
			return from + int64(need)
		}
		left -= math.Max(0, rate) * float64(to-from)
	}
	return never
}

// Detects is the chance that n rows, drawn evenly and compared, show a difference that a share of the rows has.
func Detects(share float64, n int) float64 { return 1 - math.Pow(1-share, float64(n)) }

// SampleFor is how many rows to compare to meet a difference of a share of the rows with a chance.
func SampleFor(share, chance float64) float64 { return math.Log(1-chance) / math.Log(1-share) }

// RowsCopied is how many rows a copy at a rate moves in so many days.
func RowsCopied(rate, days float64) float64 { return rate * 86_400 * days }
