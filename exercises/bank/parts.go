package bank

import (
	"math"
	"math/big"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// sojourn is the mean time of a request over its work, in M/M/1 at a load.
func sojourn(load float64) float64 { return 1 / (1 - load) }

func offload(t task, w exercises.PartWords) exercises.Asked {
	v := sojourn(t.rho())
	return w.With(map[string]string{"w": say.Number(v, 2)}).AskNumber(2, "run", exercises.Round(v, 4),
		exercises.Number{}, map[string]float64{"before": sojourn(t.load()),
			"linear": sojourn(t.load()) * t.kept(), "load": t.rho(), "wait": v - 1})
}

func gain(t task, w exercises.PartWords) exercises.Asked {
	before, after := sojourn(t.load()), sojourn(t.rho())
	v := before / after
	w = w.With(map[string]string{"before": say.Number(before, 1), "gain": say.Number(v, 1)})
	return w.AskNumber(1, "run", exercises.Round(v, 4), exercises.Number{}, map[string]float64{
		"load": 1 / t.kept(), "inverse": 1 / v, "wait": (before - 1) / (after - 1)})
}

// missed is the share of payments that no feed has brought after the look, where payments come evenly in a period: one
// is there when a feed began after it and has ended.
func (t task) missed() float64 {
	early := max(0, float64(t.look)/60-float64(t.lag)) // minutes before the look less a feed: what began by then
	return 1 - min(1, early/float64(t.period))
}

func miss(t task, w exercises.PartWords) exercises.Asked {
	v := 100 * t.missed()
	look := float64(t.look) / 60
	learn := "case slow"
	if t.lag == 0 {
		learn = "case quick"
	}
	w = w.With(map[string]string{"seenPct": say.Number(100-v, 1), "missPct": say.Number(v, 1)})
	return w.With(map[string]string{"missLearn": w.Get(learn)}).AskNumber(2, "run", exercises.Round(v, 4),
		exercises.Number{Unit: "%"}, map[string]float64{"seen": 100 - v, "half": 50,
			"seldom": 100 * (1 - min(1, look/float64(t.period)))})
}

func age(t task, w exercises.PartWords) exercises.Asked {
	period, lag := float64(t.period), float64(t.lag)
	v := period/2 + lag
	w = w.With(map[string]string{"oldest": say.Plain(period + lag), "age": say.Plain(v)})
	return w.AskNumber(1, "replication#lag", v, exercises.Number{Unit: "min"}, map[string]float64{
		"oldest": period + lag, "half": period / 2, "period": period})
}

func blast(t task, w exercises.PartWords) exercises.Asked {
	n, k := float64(t.n), float64(t.k)
	sets := float64(new(big.Int).Binomial(int64(t.n), int64(t.k)).Int64())
	ordered := sets
	for i := 2; i <= t.k; i++ {
		ordered *= float64(i)
	}
	v := 100 / sets
	w = w.With(map[string]string{"sets": say.Number(sets, 0), "blast": say.Short(v),
		"groupPct": say.Number(100*k/n, 1)})
	return w.AskNumber(2, "doubt", v, exercises.Number{Unit: "%"}, map[string]float64{"plain": 100 * k / n,
		"ordered": 100 / ordered, "power": 100 / math.Pow(n, k), "share": 100 / n})
}

// layouts are the nodes of each site.
var layouts = map[string][]int{"two2": {2, 2}, "two3": {3, 3}, "uneven": {3, 2}, "three1": {1, 1, 1},
	"three2": {2, 2, 2}, "odd": {2, 2, 1}, "heavy": {3, 1, 1}, "four1": {1, 1, 1, 1}}

// goesOn reports whether a majority is left when the largest site is lost.
func goesOn(nodes []int) bool {
	all, largest := 0, 0
	for _, n := range nodes {
		all += n
		largest = max(largest, n)
	}
	return 2*(all-largest) > all
}

// shownSites is how many layouts a variant shows; among so many there are some of both kinds.
const shownSites = 6

func sites(t task, w exercises.PartWords) exercises.Asked {
	rng := model.Stream(t.variant, "sites of bank")
	shown := exercises.Pick(w.Options(), rng.Perm(len(layouts))[:shownSites])
	var must []string
	for _, o := range shown {
		if goesOn(layouts[o.ID]) {
			must = append(must, o.ID)
		}
	}
	return w.AskChoices(2, "run", shown, must)
}
