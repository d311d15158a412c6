package migration

import (
	"math"

	"tradeofflab/sims/calc"
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
	Each     float64 // comparisons a day, 0 for none
	AtGate   bool    // … already when the first reads go over
	Share    float64 // share of the comparisons at the gate that differ
	Truth    float64 // … of the rows, or of the reads, that do, whether or not they are compared
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
	if s.Each < 1 || r.Line.Shadow >= min(r.Line.End, r.Line.Retire) {
		s.Each = 0
	}
	s.AtGate = s.Each > 0 && r.Line.Shadow <= r.Looks[f.gate].At
	weights := s.weigh(p, f.pool)
	if s.AtGate && len(f.pool) > 0 {
		s.sample(b, p, f.pool, weights)
	}
	if s.Each == 0 {
		return s
	}
	s.Found = s.search(p, r, "migration search", func(k look) (rows, reads float64) { return k.differs(), k.Share })
	s.Spoilt = s.search(p, r, "migration spoilt", func(k look) (rows, reads float64) {
		return k.Count[wrong].Sum, k.Spoil
	})
	return s
}

// weigh gives each row its chance to be drawn, by its reads where reads are compared, and finds the share that differs.
func (s *seen) weigh(p Params, pool []drawn) []float64 {
	weights, all := make([]float64, len(pool)), 0.0
	for i, d := range pool {
		weights[i] = d.weight
		if p.Compare == "reads" {
			weights[i] *= d.share
		}
		all += weights[i]
		if d.differs {
			s.Truth += weights[i]
		}
	}
	s.Truth /= math.Max(all, 1e-300)
	return weights
}

// sample repeats a day of comparisons against the rows as they are at the gate.
func (s *seen) sample(b *model.Budget, p Params, pool []drawn, weights []float64) {
	rng := model.Stream(p.Seed, "migration compare")
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

// search goes through the run until a comparison meets a row of a kind, and gives the moment; never for none. From one
// look to the next the share of such rows grows or falls evenly.
func (s *seen) search(p Params, r *Result, purpose string, of func(look) (rows, reads float64)) int64 {
	rng := model.Stream(p.Seed, purpose)
	left := rng.ExpFloat64()
	for i := 1; i < len(r.Looks); i++ {
		from, to := max(r.Looks[i-1].At, r.Line.Shadow), min(r.Looks[i].At, r.Line.Retire)
		if from >= to {
			continue
		}
		rate := func(k look) float64 { // differences a tick
			rows, share := of(k)
			if p.Compare == "keys" {
				share = rows / math.Max(1, k.rows())
			}
			return s.Each / float64(day) * math.Max(0, share)
		}
		a, b := rate(r.Looks[i-1]), rate(r.Looks[i])
		all := float64(r.Looks[i].At - r.Looks[i-1].At)
		slope := (b - a) / all
		a += slope * float64(from-r.Looks[i-1].At)
		whole := float64(to - from)
		if sum := whole * (a + slope*whole/2); sum < left {
			left -= sum
			continue
		}
		return from + min(to-from, int64(2*left/(a+math.Sqrt(math.Max(0, a*a+2*slope*left)))))
	}
	return never
}

// Detects is the chance that n rows, drawn evenly and compared, show a difference that a share of the rows has.
func Detects(share, n float64) float64 { return -math.Expm1(n * math.Log1p(-math.Min(share, 1-1e-12))) }

// SampleFor is how many rows to compare to meet a difference of a share of the rows with a chance.
func SampleFor(share, chance float64) float64 { return calc.Log(1-chance) / calc.Log(1-share) }
