package transactions

import (
	"math/rand/v2"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

const (
	upTrials  = 20_000
	spanTries = 5000 // for each number of accounts of the chart
	upGap     = 3.0  // time between two transfers, in relaxation times of a node: they hardly depend on each other
	trialWork = 40   // a node that is looked at
)

// available lets nodes fail and come back at random, and counts the transfers that find every node up that they need
// for an answer. Times up and down are exponential.
func available(b *model.Budget, p Params, n int) (up, trials int) {
	outages, asks := model.Stream(p.Seed, "outages"), model.Stream(p.Seed, "availability")
	shards := make([]flapper, p.Shards)
	for j := range shards {
		shards[j] = newFlapper(p.ShardUp, outages)
	}
	replicas := make([]flapper, 3)
	for j := range replicas {
		replicas[j] = newFlapper(p.CoordUp, outages)
	}
	order := make([]int, p.Shards)
	for j := range order {
		order[j] = j
	}
	need, leader := p.needs()
	b.Spend(n * need * trialWork)
	for trial := range n {
		now, ok := upGap*float64(trial), true
		for i := range need {
			k := i + asks.IntN(p.Shards-i)
			order[i], order[k] = order[k], order[i]
			ok = shards[order[i]].at(now, outages) && ok
		}
		if leader {
			ok = decides(p, replicas, now, outages) && ok
		}
		if ok {
			up++
		}
	}
	return up, n
}

// needs says how many shards must be up for an answer, and whether a coordinator, an orchestrator or a relay must be,
// too. The answer at the decision of a saga or an outbox needs the first shard alone.
func (p Params) needs() (shards int, leader bool) {
	switch {
	case p.oneShard(), p.Protocol != twoPhase && p.Answer == "decision":
		return 1, false
	}
	return p.Span, !p.local() && !p.choreographed()
}

// upOf is the availability of transfers of so many accounts.
type upOf struct{ Span, Up, Trials int }

// bySpan measures the availability for several numbers of accounts.
func bySpan(b *model.Budget, p Params) []upOf {
	var out []upOf
	for _, span := range []int{1, 2, 3, 4, 6, 8, 12, 16} {
		if span > p.Shards {
			break
		}
		q := p
		q.Span = span
		up, n := available(b, q, spanTries)
		out = append(out, upOf{span, up, n})
	}
	return out
}

// upRoom is how far a measured availability may be from its law, %. Two looks at a node are alike by e^(−gap): so
// many fewer independent trials, for the worst node.
func upRoom(want float64, trials int) float64 {
	tie := (1 + calc.Exp(-upGap)) / (1 - calc.Exp(-upGap))
	return stray(want, float64(trials)/tie)
}

// decides says whether the coordinator is up: one node, or most of three.
func decides(p Params, replicas []flapper, now float64, outages *rand.Rand) bool {
	if !p.replicated() {
		return replicas[0].at(now, outages)
	}
	alive := 0
	for j := range replicas {
		if replicas[j].at(now, outages) {
			alive++
		}
	}
	return alive >= 2
}

// flapper is a node that fails and comes back. Its relaxation time, 1/(1/up + 1/down), is 1.
type flapper struct {
	alive    bool
	until    float64
	up, down float64 // mean times
}

func newFlapper(share float64, rng *rand.Rand) flapper {
	f := flapper{alive: rng.Float64() < share}
	// 1/up + 1/down = 1 and up/(up + down) = share.
	f.up, f.down = 1/max(1-share, 1e-12), 1/share
	f.until = f.stay(rng)
	return f
}

func (f *flapper) stay(rng *rand.Rand) float64 {
	if f.alive {
		return rng.ExpFloat64() * f.up
	}
	return rng.ExpFloat64() * f.down
}

// at lets the time pass and says whether the node is up.
func (f *flapper) at(now float64, rng *rand.Rand) bool {
	for f.until < now {
		f.alive = !f.alive
		f.until += f.stay(rng)
	}
	return f.alive
}
