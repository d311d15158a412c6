package consensus

import (
	"fmt"
	"slices"

	"tradeofflab/sims/model"
)

// trials are faults on clusters without clients, each at a random moment between two heartbeats.
type trials struct {
	Down   []int64 // ascending: time without a leader that could commit
	Smooth []int64 // of these, where the first term had a winner
	Split  int     // trials whose first term had no winner
	Rivals int     // trials in which a second node became candidate before the first had won or lost its term
	Unmet  int     // trials without a leader when they were ended
	Asked  int     // how many were wanted
}

const (
	trialRounds = 200 // longest timeouts after which a trial ends
	trialEvents = 100 // events that the trials of a run may take on average, for each node
)

// outage says whether a fault of this kind takes the leader away.
func (p Params) outage() bool {
	return p.Fault == "crash" || p.Fault == "minority" || p.Fault == "one_way"
}

// repeat makes the statistics of a run. One fault is that of the run itself.
func repeat(b *model.Budget, p Params, r Result) trials {
	if p.Crashes == 1 || !p.outage() {
		t := trials{Down: []int64{r.Down}, Asked: 1}
		if r.FirstSplit {
			t.Split = 1
		}
		return t
	}
	return sample(b, p, p.Crashes)
}

// sample lets a fault strike so many clusters. Their streams are their own, so that each meets the same luck whatever
// the others do.
func sample(b *model.Budget, p Params, count int) trials {
	return sampleFor(b, p, count, trialRounds, trialEvents)
}

// sampleFor is sample where each trial ends after so many of the longest timeouts, and all of them after so many events
// on average for each trial and node.
func sampleFor(b *model.Budget, p Params, count, rounds, events int) trials {
	t := trials{Asked: count}
	left := count * events * p.Nodes
	for i := 0; i < count && left > 0; i++ {
		left -= t.add(b, p, i, rounds, left)
	}
	slices.Sort(t.Down)
	return t
}

// add lets one cluster run three heartbeats, be struck within the fourth, and find a leader.
func (t *trials) add(b *model.Budget, p Params, i, rounds, left int) (events int) {
	c := newCluster(b, p, fmt.Sprintf("fault %d", i))
	moment := model.Stream(p.Seed, fmt.Sprintf("fault %d moment", i)).Float64()
	c.at(3*c.beat+int64(moment*float64(c.beat)), event{kind: faultBegins})
	done := func() bool { return c.struck && !c.vacant || c.events > left }
	c.runUntil(4*c.beat+int64(rounds)*c.high, done)
	b.Spend(c.events%spendEvery*eventSteps + trialSteps)
	if c.events <= left {
		t.count(c)
	}
	return c.events
}

// count adds a cluster whose trial has ended.
func (t *trials) count(c *cluster) {
	took := c.now - c.struckAt
	t.Down = append(t.Down, took)
	switch {
	case c.firstSplit():
		t.Split++
	case !c.vacant:
		t.Smooth = append(t.Smooth, took)
	}
	if c.vacant {
		t.Unmet++
	}
	if c.standers > 1 {
		t.Rivals++
	}
}

// trialSteps is the work to make a cluster.
const trialSteps = 8_000
