package writecache

import (
	"math"
	"sort"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// MeanLoss is how many acknowledged writes a crash of the cache loses on average when it comes at a random time between
// two flushes f seconds apart: half of what a whole interval brings. The most is twice that.
func MeanLoss(rate, f float64) float64 { return rate * f / 2 }

// backlog is how many writes wait after t seconds when they come at rate in and leave at rate out, (in − out)·t.
func backlog(in, out, t float64) float64 { return max(0, in-out) * t }

// outflow is how many writes a second can leave the cache: what the database takes or, if that is less, what the
// flushes may send.
func (p Params) outflow() float64 { return min(p.Capacity, float64(p.Batch)/p.FlushS) }

// grown is how many writes wait at the end of a run in which more come than can leave. Until the first flush nothing
// leaves, and until the second only what had come before the first.
func grown(p Params, r Result) float64 {
	first := r.Phase - r.Start
	idle := max(0, p.outflow()*p.FlushS-p.Rate*first)
	return backlog(p.Rate, p.outflow(), r.End-r.Start) + p.outflow()*first + idle
}

// zipf names a law of popularity: the key of rank k, from 1, is written in proportion to k^−exponent.
type zipf struct {
	keys     int
	exponent float64
}

// popularity is that law with what draws keys by it.
type popularity struct {
	weights []float64
	sum     float64
	alias   model.Alias
}

// popularities remembers few of them: that of a million keys takes 20 MB.
var popularities = model.NewMemo[zipf, popularity](4)

func popularityOf(b *model.Budget, p Params) popularity {
	return popularities.Of(b, zipf{p.Keys, p.Zipf}, func(b *model.Budget) popularity {
		out := popularity{weights: model.ZipfWeights(p.Keys, p.Zipf)}
		b.Spend(p.Keys * weightSteps)
		for _, w := range out.weights {
			out.sum += w
		}
		out.alias = model.NewAlias(out.weights)
		b.Spend(p.Keys * aliasSteps)
		return out
	})
}

// groupStarts gives the first rank of each range of popularity, and the number of keys at the end.
func groupStarts(keys int) (starts [groupCount + 1]int) {
	for g := range starts {
		starts[g] = sort.Search(keys, func(rank int) bool { return groupOf(rank, keys) >= g })
	}
	return starts
}

// groupOf divides the ranks into ranges of equal width on a log scale.
func groupOf(rank, keys int) int {
	return min(groupCount-1, int(groupCount*calc.Log(float64(rank+1))/calc.Log(float64(keys)+1)))
}

// expect gives each range of popularity its writes by Zipf's law and the writes of the database that come of them. A
// flush sends a key that was written since the last one, with chance 1 − e^(−λF). Flushed is the sum over all keys, for
// a run whose flushes do that, else the rate of the clients.
func expect(b *model.Budget, p Params, z popularity) (groups [groupCount]Group, flushed float64) {
	starts, scale, sum := groupStarts(p.Keys), p.Rate/z.sum, 0.0
	for g := range groups {
		weights, out := z.weights[starts[g]:starts[g+1]], &groups[g]
		out.Keys = len(weights)
		b.Blocks(len(weights), lawSteps, func(from, to int) {
			for _, w := range weights[from:to] {
				rate := w * scale
				unsent := math.Expm1(-rate * p.FlushS)
				out.Rate += rate
				out.Flushed -= unsent / p.FlushS
				sum -= unsent
			}
		})
	}
	if p.Strategy != "behind" || !p.Coalesce {
		return groups, p.Rate
	}
	return groups, sum / p.FlushS
}

// wayMs is the mean time of the steps of a write other than the database's, ms.
func (p Params) wayMs() float64 {
	switch {
	case p.Strategy == "behind" && p.Durable == "always":
		return p.CacheMs + p.FsyncMs
	case p.Strategy == "behind":
		return p.CacheMs
	case p.Strategy == "around":
		return 0
	}
	return p.CacheMs + p.PauseMs
}

// step is one step of one of two writers of the same key.
type step struct {
	writer int    // 0 writes version 1, 1 writes version 2
	store  string // "cache" or "db"
}

// schedule is one order of the steps of two writers, and the versions it leaves. Version 0 of the cache stands for
// nothing.
type schedule struct {
	steps     []step
	cache, db int
}

// diverged says whether the cache holds another version than the database.
func (s schedule) diverged() bool { return s.cache != 0 && s.cache != s.db }

// explore runs every order in which two writers can write both stores, 4!/(2!·2!) = 6. With deletes the step at the
// cache deletes the key.
func explore(first, second string, deletes bool) []schedule {
	order := []string{first, second}
	var out []schedule
	var walk func(done [2]int, steps []step)
	walk = func(done [2]int, steps []step) {
		if len(steps) == 4 {
			s := schedule{steps: steps}
			for _, at := range steps {
				switch {
				case at.store == "db":
					s.db = at.writer + 1
				case deletes:
					s.cache = 0
				default:
					s.cache = at.writer + 1
				}
			}
			out = append(out, s)
			return
		}
		for w := range done {
			if done[w] < 2 {
				next := done
				next[w]++
				walk(next, append(steps[:len(steps):len(steps)], step{w, order[done[w]]}))
			}
		}
	}
	walk([2]int{}, nil)
	return out
}

// apart counts the orders that leave different copies.
func apart(all []schedule) (n int) {
	for _, s := range all {
		if s.diverged() {
			n++
		}
	}
	return n
}
