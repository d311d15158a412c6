package eviction

import (
	"time"

	"tradeofflab/sims"
)

// measure times the replay of each policy on this machine.
func measure(p Params) []sims.Measurement {
	t := NewTrace(p)
	capacity := capacityOf(p.Capacity, t.workingSet(p))
	var out []sims.Measurement
	for _, name := range p.Policies {
		policy := New(name, t, capacity, p.options())
		start := time.Now()
		Replay(policy, t.IDs, 0)
		out = append(out, sims.Measurement{ID: "ns_request." + name, Label: "Time of a request, " + labels[name],
			Value: float64(time.Since(start).Nanoseconds()) / float64(len(t.IDs)), Unit: "ns"})
	}
	return out
}
