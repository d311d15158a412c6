package recommender

import (
	"math"
	"math/rand/v2"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

const mostArms = 10

// Bandit is what a run of the choice among variants counted: of the rule that is chosen, and of the others beside it.
type Bandit struct {
	Repeats int
	Rules   []ruled // in the order of rules
	Chosen  int     // which of them the knob names
	Told    []play
	Gaps    []float64 // of each variant to the best
	Best    float64
}

// ruled is what one rule did, on the mean over the repetitions.
type ruled struct {
	Rule   string
	Regret []float64 // after each of the moments
	Last   float64
	Spread float64   // deviation of the regret of one repetition; 0 of a single one
	Share  []float64 // of the plays, by variant
	Clicks float64   // in all repetitions
	Due    float64   // clicks expected of the variants that were shown, in all repetitions
	Random float64   // plays at random, in all repetitions

}

// play is one of the first plays of the first repetition.
type play struct {
	Arm    int
	Click  bool
	Random bool
	Shown  []int
	Clicks []int
	Marks  []float64 // what the rule went by, by variant
}

// rules in the order of their lines.
var rules = []string{"thompson", "ucb1", "eps", "uniform"}

const (
	moments   = 40        // at which regret is looked at
	autoPlays = 1_000_000 // plays × variants of all repetitions, where the knob leaves their number open
	mostAuto  = 100
)

// repeats is how often the plays are repeated.
func (p Params) repeats() int {
	if p.Repeats > 0 {
		return p.Repeats
	}
	return max(1, min(mostAuto, autoPlays/(p.Plays*len(p.CTR))))
}

// runBandit plays each rule on the same readers: in each repetition, play t of a variant is clicked under every rule or
// under none.
func runBandit(b *model.Budget, p Params) Bandit {
	r := Bandit{Repeats: p.repeats()}
	for _, c := range p.CTR {
		r.Best = max(r.Best, c)
	}
	for _, c := range p.CTR {
		r.Gaps = append(r.Gaps, model.Tidy(r.Best-c))
	}
	for i, name := range rules {
		if name == p.Bandit {
			r.Chosen = i
		}
	}
	for i, name := range rules {
		tell := &r.Told
		if i != r.Chosen {
			tell = nil
		}
		r.Rules = append(r.Rules, r.run(b, p, name, tell))
	}
	return r
}

func (r *Bandit) run(b *model.Budget, p Params, name string, tell *[]play) ruled {
	out := ruled{Rule: name, Regret: make([]float64, moments), Share: make([]float64, len(p.CTR))}
	all := make([]float64, 0, r.Repeats) // the regret of each repetition
	for again := range r.Repeats {
		g := newGame(p, name, again)
		regret, at := 0.0, 0
		for t := range p.Plays {
			arm, random := g.choose(t)
			click := g.reader.Float64() < p.CTR[arm]
			if tell != nil && again == 0 && t < mostTold {
				*tell = append(*tell, g.tell(arm, click, random, t))
			}
			g.shown[arm]++
			if click {
				g.clicked[arm]++
				out.Clicks++
			}
			out.Random += model.Indicator(random)
			out.Due += p.CTR[arm]
			regret += r.Gaps[arm]
			for at < moments && t+1 >= momentOf(at, p.Plays) {
				out.Regret[at] += regret / float64(r.Repeats)
				at++
			}
			if t%1024 == 1023 {
				b.Spend(1024 * p.playSteps(name))
			}
		}
		for i, n := range g.shown {
			out.Share[i] += n / float64(p.Plays) / float64(r.Repeats)
		}
		out.Last += regret / float64(r.Repeats)
		all = append(all, regret)
	}
	squares := 0.0
	for _, regret := range all {
		squares += (regret - out.Last) * (regret - out.Last)
	}
	out.Spread = model.Tidy(math.Sqrt(squares / float64(max(1, r.Repeats-1))))
	return out
}

// momentOf is after how many plays regret is looked at.
func momentOf(i, plays int) int { return max(1, int(math.Round(float64(plays)*float64(i+1)/moments))) }

// game is one repetition of one rule.
type game struct {
	name    string
	epsilon float64
	shown   []float64 // by variant
	clicked []float64
	marks   []float64
	choice  *rand.Rand // of the rule
	reader  *rand.Rand // whether a play is clicked
}

func newGame(p Params, name string, again int) *game {
	seed := int(model.Mix64(uint64(p.Seed)<<16+uint64(again)) >> 1)
	n := len(p.CTR)
	return &game{name: name, epsilon: p.Epsilon, shown: make([]float64, n), clicked: make([]float64, n),
		marks: make([]float64, n), choice: model.Stream(seed, "choice"), reader: model.Stream(seed, "readers")}
}

// choose takes the variant for play t, counted from 0.
func (g *game) choose(t int) (arm int, random bool) {
	n := len(g.shown)
	switch g.name {
	case "uniform":
		return g.choice.IntN(n), true
	case "eps":
		if g.choice.Float64() < g.epsilon {
			return g.choice.IntN(n), true
		}
		for i := range n { // one that was never shown counts as always clicked
			g.marks[i] = 1
			if g.shown[i] > 0 {
				g.marks[i] = g.clicked[i] / g.shown[i]
			}
		}
	case "ucb1": // Auer, Cesa-Bianchi and Fischer, figure 1
		if t < n {
			return t, false
		}
		wide := 2 * calc.Log(float64(t))
		for i := range n {
			g.marks[i] = g.clicked[i]/g.shown[i] + math.Sqrt(wide/g.shown[i])
		}
	default: // a draw from what is believed of each: Beta(1 + clicks, 1 + others)
		for i := range n {
			x := model.Gamma(g.choice, 1+g.clicked[i])
			y := model.Gamma(g.choice, 1+g.shown[i]-g.clicked[i])
			g.marks[i] = x / (x + y)
		}
	}
	return g.highest(), false
}

// highest is the variant with the largest mark, one of several by lot: else the order of the list would favour some.
func (g *game) highest() int {
	best, level := 0, 1
	for i, m := range g.marks[1:] {
		switch {
		case m > g.marks[best]:
			best, level = i+1, 1
		case m == g.marks[best]:
			if level++; g.choice.IntN(level) == 0 {
				best = i + 1
			}
		}
	}
	return best
}

func (g *game) tell(arm int, click, random bool, t int) play {
	out := play{Arm: arm, Click: click, Random: random}
	for i := range g.shown {
		out.Shown, out.Clicks = append(out.Shown, int(g.shown[i])), append(out.Clicks, int(g.clicked[i]))
		if !random && (g.name != "ucb1" || t >= len(g.shown)) {
			out.Marks = append(out.Marks, g.marks[i])
		}
	}
	out.Shown[arm]++
	if click {
		out.Clicks[arm]++
	}
	return out
}

// divergence is the relative entropy of two coins, KL(p, q), in nats.
func divergence(p, q float64) float64 {
	part := func(a, b float64) float64 {
		if a == 0 {
			return 0
		}
		return a * calc.Log(a/b)
	}
	return part(p, q) + part(1-p, 1-q)
}

// lower is the regret that no good rule stays below for long: the sum of gap/KL over the worse variants, times ln n
// (Lai and Robbins 1985). It holds in the limit; a run may lie below it.
func (r Bandit) lower(ctr []float64, n float64) float64 {
	sum := 0.0
	for i, gap := range r.Gaps {
		if gap > 0 {
			if kl := divergence(ctr[i], r.Best); !math.IsInf(kl, 0) && kl > 0 {
				sum += gap / kl
			}
		}
	}
	return sum * calc.Log(n)
}

// auer is the bound of UCB1: 8·Σ ln n/gap + (1 + π²/3)·Σ gap (Auer, Cesa-Bianchi and Fischer 2002, theorem 1).
func (r Bandit) auer(n float64) float64 {
	sum := 0.0
	for _, gap := range r.Gaps {
		if gap > 0 {
			sum += 8*calc.Log(n)/gap + (1+math.Pi*math.Pi/3)*gap
		}
	}
	return sum
}

// meanGap is what a play at random loses.
func (r Bandit) meanGap() float64 {
	sum := 0.0
	for _, gap := range r.Gaps {
		sum += gap
	}
	return sum / float64(len(r.Gaps))
}
