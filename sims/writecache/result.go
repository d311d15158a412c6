package writecache

import (
	"fmt"

	"tradeofflab/figure"
)

// result closes a run in which everything has settled: nobody writes any more and the flusher has nothing left.
func (e *engine) result() Result {
	r := &e.out
	r.Start, r.End = float64(e.tick.start)/second, float64(e.end)/second
	measured := r.End - r.Start
	if e.tick.crash > 0 {
		measured = r.CrashedAt - r.Start
		if !r.Recovered && r.Recovery == 0 && e.p.Strategy != "behind" {
			r.Recovered = true
		}
	}
	r.UnsafeMean = e.area / max(float64(e.whole.to-e.whole.from), 1)
	r.Busy = e.served / max(measured*second, 1) / float64(e.pool)
	r.CommitRate = float64(r.Before) / max(measured, 1e-9)
	r.Whole = float64(e.whole.to-e.whole.from) / second
	if e.p.Strategy == "behind" && e.p.Coalesce && r.WholeCommits > 0 {
		r.CommitRate = float64(r.WholeCommits) / r.Whole
	}
	for _, k := range e.keys {
		e.work(scanSteps)
		if k.cached && k.cache != k.db {
			r.Diverged++
		}
		if e.p.Strategy == "behind" && k.cache > k.db && k.cached {
			r.Unpersisted += int(k.cache - k.db)
		}
	}
	e.budget.Spend(e.steps)
	return *r
}

// storyKeys is how many keys the story watches, and storyMoments how many moments it has at most.
const (
	storyKeys    = 6
	storyMoments = 30
)

// note keeps a moment for the story. The text has places for the version and the name of the key.
func (e *engine) note(t int64, id int32, text string, version int32) {
	if !e.p.log || len(e.out.Log) >= storyMoments || id >= storyKeys {
		return
	}
	if id >= 0 {
		text = fmt.Sprintf(text, version, figure.NodeName(int(id)))
	}
	m := Moment{At: float64(t) / second, Text: text}
	for i := range min(storyKeys, len(e.keys)) {
		k := e.keys[i]
		if k.cached {
			m.Cache[i] = int(k.cache)
		}
		m.DB[i], m.Dirty[i] = int(k.db), k.dirty || k.flying
	}
	e.out.Log = append(e.out.Log, m)
}
