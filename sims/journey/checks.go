package journey

import (
	"math"

	"tradeofflab/sims"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

const (
	cheLaw     = "Che, Tung and Wang, IEEE JSAC 20(7), 2002, equation 5"
	ledgerLaw  = "whole kB, each month"
	sumLaw     = "the sum of the lines, over all months"
	growthLaw  = "start × (1 + growth)^months"
	jacksonLaw = "M/M/c and M/M/c in a row; Jackson, Operations Research 5(4), 1957"
)

// gameChecks hold a game against its laws.
func gameChecks(p Params, g game) []sims.Check {
	last := g.last()
	sum := 0.0
	for _, m := range g.Months {
		sum += m.Bill.total()
	}
	over := 0
	for _, m := range g.Months {
		if !m.Run.little("").OK {
			over++
		}
	}
	out := []sims.Check{
		sims.Within("conserved", "Months in which kept = came in less expired", float64(len(g.Months)),
			float64(len(g.Months))*model.Indicator(g.Conserved), 0, "months", ledgerLaw),
		sims.Within("bill", "Cost of the game", sum, g.Lines.total(), 1e-9*sum, "USD", sumLaw),
		last.Run.little("little"),
		sims.Within("littles", "Months in which the number in the node is not rate × time", 0, float64(over), 0,
			"months", littleLaw),
		sims.Within("peak", "Numbers of nodes that do more work than the peak", 0,
			moreThanPeak(last.Flow.Sigma, last.Flow.Kappa, min(last.Flow.Peak, mostNodes)), 0, "numbers", uslLaw),
	}
	if p.Retention == 0 {
		want := p.StartGB * calc.Pow(1+p.GrowthPct/100, float64(last.M))
		out = append(out, sims.Within("growth", "Kept in the last month", want, last.StoredGB, 1e-6*want, "GB",
			growthLaw))
	}
	return append(append(out, g.hitCheck(p)), g.meanCheck(p)...)
}

// hitCheck holds sampled hits of all months against Che's line: counts of independent reads.
func (g game) hitCheck(p Params) sims.Check {
	want, got, variance := 0.0, 0.0, 0.0
	for _, m := range g.Months {
		h := m.Flow.Hit
		want, got = want+h, got+m.Both
		variance += h * (1 - h) / float64(p.Sampled)
	}
	n := float64(len(g.Months))
	return sims.Within("hits", "Sampled reads that hit, mean of the months", 100*want/n, 100*got/n,
		100*(deviations*math.Sqrt(variance)+25/float64(p.Sampled))/n+1e-4, "%", cheLaw)
}

// meanCheck holds the mean response of the calm months against the line. Each month counts alike.
func (g game) meanCheck(p Params) []sims.Check {
	off, variance, n := 0.0, 0.0, 0.0
	for _, m := range g.Months {
		line, calm := m.Flow.line()
		if !calm {
			continue
		}
		s := m.Flow.Server.stray(p.Sampled)
		off, variance, n = off+m.Run.mean()/line-1, variance+s*s, n+1
	}
	if n == 0 {
		return nil
	}
	return []sims.Check{sims.Within("means", "Mean response over its line, mean of the months below 80 % load", 100,
		100+100*off/n, 100*(deviations*math.Sqrt(variance)/n+1e-4), "%", jacksonLaw)}
}
