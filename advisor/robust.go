package advisor

import (
	"cmp"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"
)

// winner is the first family of a workload.
func (e *Engine) winner(w Workload) (string, error) {
	ranked, _, err := e.judge(normalise(w), false)
	if err != nil || len(ranked) == 0 {
		return "", err
	}
	return ranked[0].Family, nil
}

// moved counts, of n runs with every number moved by up to ±spread (uniform), those with another winner. The draws
// depend on the spread alone, so that equal workloads give equal counts.
func (e *Engine) moved(w Workload, n int, spread float64) (int, error) {
	base, err := e.winner(w)
	if err != nil {
		return 0, err
	}
	h := fnv.New64a()
	h.Write([]byte("jitter"))
	rng := rand.New(rand.NewPCG(uint64(1000*spread), h.Sum64()))
	flips := 0
	for range n {
		other := w
		other.Patterns = slices.Clone(w.Patterns)
		slices.SortStableFunc(other.Patterns, comparePatterns)
		move := func(v *float64) { *v *= 1 + spread*(2*rng.Float64()-1) }
		for i := range other.Patterns {
			p := &other.Patterns[i]
			for _, v := range []*float64{&p.Reads, &p.Writes, &p.LatencyMs, &p.ItemBytes} {
				move(v)
			}
		}
		move(&other.DataGB)
		move(&other.GrowthGB)
		got, err := e.winner(other)
		if err != nil {
			return 0, err
		}
		if got != base {
			flips++
		}
	}
	return flips, nil
}

// Flip is the smallest change of one number that changes the winner.
type Flip struct {
	Field  string  `json:"field"` // patterns[0].writes_per_s
	Label  string  `json:"label"` // "writes of send message"
	From   float64 `json:"from"`
	To     float64 `json:"to"`
	Unit   string  `json:"unit"`
	Winner string  `json:"winner"`
}

// Farthest is the factor up to which a number is moved in search of another winner.
const Farthest = 1000.0

// flips looks, for every number that is said, for the nearest value with another winner: outwards by powers of two,
// then by bisection to 1 %.
func (e *Engine) flips(w Workload) ([]Flip, error) {
	base, err := e.winner(w)
	if err != nil {
		return nil, err
	}
	out := []Flip{}
	try := func(f Flip, set func(*Workload, float64)) error {
		if f.From <= 0 {
			return nil
		}
		best := 0.0
		for _, up := range []bool{true, false} {
			to, winner, err := e.nearest(w, base, f.From, up, set)
			if err != nil {
				return err
			}
			if to > 0 && (best == 0 || ratio(to, f.From) < ratio(best, f.From)) {
				best, f.To, f.Winner = to, to, winner
			}
		}
		if best > 0 {
			out = append(out, f)
		}
		return nil
	}
	for i, p := range w.Patterns {
		at := "patterns[" + strconv.Itoa(i) + "]."
		for _, n := range []struct {
			field, what, unit string
			v                 float64
			set               func(*Pattern, float64)
		}{
			{"reads_per_s", "reads of ", "per s", p.Reads, func(p *Pattern, v float64) { p.Reads = v }},
			{"writes_per_s", "writes of ", "per s", p.Writes, func(p *Pattern, v float64) { p.Writes = v }},
			{"latency_ms_p99", "latency of ", "ms", p.LatencyMs, func(p *Pattern, v float64) { p.LatencyMs = v }},
		} {
			if err := try(Flip{Field: at + n.field, Label: n.what + p.label(), From: n.v, Unit: n.unit},
				func(w *Workload, v float64) {
					w.Patterns = slices.Clone(w.Patterns)
					n.set(&w.Patterns[i], v)
				}); err != nil {
				return nil, err
			}
		}
	}
	for _, n := range []struct {
		field, label string
		v            float64
		set          func(*Workload, float64)
	}{
		{"data_gb", "data stored", w.DataGB, func(w *Workload, v float64) { w.DataGB = v }},
		{"growth_gb_per_month", "growth a month", w.GrowthGB, func(w *Workload, v float64) { w.GrowthGB = v }},
	} {
		if err := try(Flip{Field: n.field, Label: n.label, From: n.v, Unit: "GB"}, n.set); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(out, func(a, b Flip) int { return cmp.Compare(ratio(a.To, a.From), ratio(b.To, b.From)) })
	return out, nil
}

// nearest is the value nearest to from, above or below, at which another family wins; 0 where there is none.
func (e *Engine) nearest(w Workload, base string, from float64, up bool, set func(*Workload, float64)) (float64,
	string, error) {
	at := func(v float64) (string, error) {
		other := w
		set(&other, v)
		return e.winner(other)
	}
	near, step := from, 2.0
	if !up {
		step = .5
	}
	for far := from * step; ratio(far, from) <= Farthest; far *= step {
		winner, err := at(far)
		if err != nil {
			return 0, "", err
		}
		if winner == base {
			near = far
			continue
		}
		for ratio(far, near) > 1.01 {
			mid := (near + far) / 2
			got, err := at(mid)
			if err != nil {
				return 0, "", err
			}
			if got == base {
				near = mid
			} else {
				far, winner = mid, got
			}
		}
		return far, winner, nil
	}
	return 0, "", nil
}

func ratio(a, b float64) float64 {
	if a > b {
		return a / b
	}
	return b / a
}
