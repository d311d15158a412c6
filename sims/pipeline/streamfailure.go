package pipeline

import (
	"cmp"
	"math"
	"slices"

	"tradeofflab/sims/model"
)

// withFailure counts what a sink holds at the end when the processor fails. After the failure the processor starts from
// its last checkpoint.
//
//	at_least  reads again from the offset of the checkpoint; the sink has kept what was added since, and gets it twice
//	exactly   does the same, and the sink has taken only what was committed with a checkpoint
//	at_most   goes on at the offset of the failure; what was read since the checkpoint and not yet written is gone
func (p Params) withFailure(b *model.Budget, events []event) (sink []int, affected int, from float64) {
	k := newKeeper(p)
	take := func(i int) {
		if i%eventBlock == 0 {
			b.Spend(p.takeSteps(eventBlock))
		}
		k.take(events[i])
	}
	if p.FailAtS <= 0 || p.FailAtS >= events[len(events)-1].arrives {
		for i := range events {
			take(i)
		}
		return k.counts, 0, 0
	}
	from = math.Floor(p.FailAtS/p.Checkpoint) * p.Checkpoint
	saved, i, restart := k.copy(), 0, 0
	for ; i < len(events) && events[i].arrives < p.FailAtS; i++ {
		if i > 0 && events[i].arrives >= from && events[i-1].arrives < from {
			saved, restart = k.copy(), i
		}
		take(i)
	}
	if i > 0 && events[i-1].arrives < from { // the checkpoint was the last thing before the failure
		saved, restart = k.copy(), i
	}
	affected = i - restart
	written := slices.Clone(k.counts) // what has reached the sink by the failure
	base := slices.Clone(saved.counts)
	k = saved
	if p.Semantics == "at_most" {
		for _, e := range events[restart:i] { // the source's offset is past them
			k.mark = max(k.mark, e.at-p.LagS)
		}
		restart = i
	}
	for i := restart; i < len(events); i++ {
		take(i)
	}
	if p.Semantics == "at_least" {
		for w := range k.counts {
			k.counts[w] += written[w] - base[w]
		}
	}
	return k.counts, affected, from
}

// failures is how many random failures the law of replay is measured on.
const failures = 2000

// replays counts, for failures at random moments, the events between the last checkpoint and the failure.
func (p Params) replays(events []event) []float64 {
	rng := model.Stream(p.Seed, "pipeline failures")
	whole := math.Floor(p.DurationS/p.Checkpoint) * p.Checkpoint
	// The first events are still on their way when the run begins.
	first := math.Ceil(5*p.DelayS/p.Checkpoint) * p.Checkpoint
	if first >= whole {
		first = 0
	}
	before := func(t float64) int {
		i, _ := slices.BinarySearchFunc(events, t, func(e event, t float64) int {
			return cmp.Compare(e.arrives, t)
		})
		return i
	}
	var out []float64
	for range failures {
		at := first + rng.Float64()*(whole-first)
		out = append(out, float64(before(at)-before(math.Floor(at/p.Checkpoint)*p.Checkpoint)))
	}
	return out
}
