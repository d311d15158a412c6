package recommender

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// ruleNames are what the rules are called.
var ruleNames = map[string]string{"thompson": "Thompson sampling", "ucb1": "UCB1", "eps": "epsilon-greedy",
	"uniform": "at random"}

func banditTakeaway(p Params, r Bandit) string {
	c := r.Rules[r.Chosen]
	plays := say.Count(p.Plays, "play")
	if r.meanGap() == 0 {
		return fmt.Sprintf("All variants are alike: %s lose nothing, whatever is shown.", plays)
	}
	return fmt.Sprintf("%s loses %s in %s against always showing the best; showing at random loses %s.",
		say.Upper(ruleNames[c.Rule]), say.Amount(c.Last, "click"), plays, say.Short(float64(p.Plays)*r.meanGap()))
}

func banditCoach(p Params, r Bandit) string {
	c, none := r.Rules[r.Chosen], float64(p.Plays)*r.meanGap()
	switch {
	case none == 0:
		return "Give one variant a higher click rate. By how much, so that 10,000 plays can tell?"
	case p.Bandit == "ucb1" && c.Last > 0.5*none:
		return fmt.Sprintf("UCB1 saves little over showing at random, for %s plays are few at such click rates. Take "+
			"0.9,0.8 as rates: which share is saved then?", say.Int(p.Plays))
	case p.Bandit == "ucb1":
		return "The gaps are wide against the noise here, and UCB1 learns. Take the click rates of a real page, " +
			"0.05,0.04,0.03,0.02: does it still?"
	case p.Bandit == "eps" && p.Epsilon == 0:
		return "Nothing is tried any more once one variant leads, and that may be a wrong one. Show one in ten at " +
			"random: is less lost?"
	case p.Bandit == "eps" && p.Epsilon == 1:
		return "Everything is shown at random, whatever is clicked. Show one in ten at random: which share is saved?"
	case p.Bandit == "eps":
		return fmt.Sprintf("A share of %s is shown at random for ever, so regret grows on and on. Halve it: is the "+
			"regret of 100,000 plays halved, and that of 1,000?", say.Short(p.Epsilon))
	case p.Plays < 100_000:
		return fmt.Sprintf("Take ten times the plays. Say first whether regret grows tenfold from %s.",
			say.Short(c.Last))
	}
	return "Now let UCB1 choose on the same readers, and say first which of both loses more."
}

func banditMetrics(p Params, r Bandit) []sims.Metric {
	c, n := r.Rules[r.Chosen], float64(p.Plays)
	of := "of a single repetition"
	if r.Repeats > 1 {
		of = "mean of " + say.Count(r.Repeats, "repetition") + ", deviation " + say.Short(c.Spread)
	}
	ms := []sims.Metric{
		{ID: "regret", Label: "Clicks lost (regret)", Value: c.Last, Unit: "clicks", Better: "lower", Decimals: 1,
			Compare: of},
		{ID: "ctr_pct", Label: "Clicks", Value: 100 * c.Clicks / n / float64(r.Repeats), Unit: "%", Better: "higher",
			Decimals: 2, Compare: "best variant " + say.Short(model.Tidy(100*r.Best)) + " %"},
		{ID: "regret_uniform", Label: "Lost at random", Value: n * r.meanGap(), Unit: "clicks", Decimals: 1,
			Compare: "plays × mean gap"},
		{ID: "regret_lower", Label: "Least a good rule loses (Lai–Robbins)", Value: r.lower(p.CTR, n), Unit: "clicks",
			Decimals: 1, Compare: "in the limit; a run may lie below"},
		{ID: "regret_auer", Label: "Bound of UCB1", Value: r.auer(n), Unit: "clicks", Decimals: 0,
			Compare: r.vacuous(n)},
		{ID: "best_pct", Label: "Plays of a best variant", Value: 100 * r.bestShare(), Unit: "%", Better: "higher",
			Decimals: 1},
		{ID: "repetitions", Label: "Repetitions", Value: float64(r.Repeats)},
	}
	for i := range ms {
		ms[i].Value = model.Tidy(ms[i].Value)
	}
	return ms
}

// vacuous says whether the bound says anything.
func (r Bandit) vacuous(n float64) string {
	if r.meanGap() == 0 {
		return "all variants are alike"
	}
	if r.auer(n) >= n*slices.Max(r.Gaps) {
		return "says nothing: no rule can lose as much"
	}
	return "Auer, Cesa-Bianchi and Fischer"
}

func (r Bandit) bestShare() float64 {
	sum := 0.0
	for i, share := range r.Rules[r.Chosen].Share {
		if r.Gaps[i] == 0 {
			sum += share
		}
	}
	return sum
}

// banditChecks holds the run against what must be so. Given what is shown, a click is a coin of the variant's rate: the
// clicks less what was due are a martingale, whose steps are at most 1 and whose variance no more than that of the most
// uncertain variant at each play (Freedman's inequality).
func banditChecks(p Params, r Bandit) []sims.Check {
	all := float64(p.Plays) * float64(r.Repeats)
	most := 0.0
	for _, c := range p.CTR {
		most = max(most, c*(1-c))
	}
	c, u := r.Rules[r.Chosen], r.Rules[len(r.Rules)-1]
	room := 100 * model.Bernstein(most, 1./3, all)
	out := []sims.Check{
		sims.Within("clicks", "Clicks of the variants that were shown", 100*c.Due/all, model.Tidy(100*c.Clicks/all),
			room,
			"%", "each click is a coin of the variant's rate; Freedman 1975"),
		sims.Within("uniform", "Lost at random = plays × mean gap", float64(p.Plays)*r.meanGap(), model.Tidy(u.Last),
			float64(p.Plays)*slices.Max(r.Gaps)*math.Sqrt(model.Seldom/2/all)+1e-9, "clicks", "Hoeffding 1963"),
	}
	if p.Bandit == "eps" {
		out = append(out, sims.Within("epsilon", "Plays at random", 100*p.Epsilon, 100*c.Random/all,
			100*model.BernsteinShare(p.Epsilon, all), "%", "each play is a coin"))
	}
	// The bound is one of the expected regret, and far above it.
	if bound := r.auer(float64(p.Plays)); p.Bandit == "ucb1" && bound < float64(p.Plays)*slices.Max(r.Gaps) {
		out = append(out, sims.AtMost("auer", "Regret of UCB1 is within its bound", bound, model.Tidy(c.Last), "clicks",
			"Auer, Cesa-Bianchi and Fischer 2002, theorem 1"))
	}
	return out
}
