package hunt

import (
	"cmp"
	"slices"

	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// Costliest draws that many settings of the simulations and gives the n legal ones, at most, that state the highest
// cost, the highest first. The same seed gives the same runs.
func Costliest(all []sims.Sim, seed, draws, n int) []sims.Run {
	rng := model.Stream(seed, "costliest")
	var runs []sims.Run
	known := map[string]bool{}
	for range draws {
		s := all[rng.IntN(len(all))]
		run, err := s.Parse(draw(s, rng))
		if err == nil && !known[run.Name()] {
			known[run.Name()] = true
			runs = append(runs, run)
		}
	}
	slices.SortStableFunc(runs, func(a, b sims.Run) int { return cmp.Compare(b.Cost, a.Cost) })
	return runs[:min(n, len(runs))]
}
