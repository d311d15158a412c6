package sharding

import (
	"math"

	"tradeofflab/sims"
)

const queueing = "M/M/1/K queue"

// nearFull is how close to 1 a load may come before a run of this length says little of its mean.
const nearFull = 0.1

// loadChecks holds the queue of the busiest shard and the writes during a move against theory.
func loadChecks(p Params, r Result) []sims.Check {
	load, n := r.Queue.Rate/p.CapacityPS, r.Queue.Sent
	// The gaps between n random arrivals sum up to within 1/√n of their mean.
	out := []sims.Check{sims.Within("hot_load", "Load of the busiest shard", 100*load, r.load(p),
		400*load/math.Sqrt(float64(n)), "%", "reads and writes that its rows attract, over its capacity")}
	refused, mean := queueLaw(load, queueRoom)
	service := 1000 / p.CapacityPS
	if room := strayMean(load, n); load < 1-nearFull {
		out = append(out, sims.Within("hot_wait", "Mean time in queue and service on the busiest shard", mean*service,
			r.Queue.Mean, mean*service*room, "ms", queueing))
	}
	if load > 1+nearFull {
		// What is refused is what arrives less what is served: two sums of random times.
		out = append(out, sims.Within("refused", "Requests that the busiest shard refuses", 100*refused,
			share(r.Queue.Refused, n), 400*math.Sqrt(2/float64(n)), "%", queueing))
	}
	if m := r.Move; m.Followed > 0 {
		// A write survives when it comes before its row is read, which is on average after half of the copy.
		late := 1 - m.Span/2/m.Until
		want, room := 100*late, 100*(four(late, float64(m.Followed))+1/float64(m.Followed))
		name, source := "Writes missing after the switch: those that came after their row was copied",
			"random moments of writes and copies"
		if p.Double {
			want, room = 0, 0
			name, source = "Writes missing after the switch", conserved
		}
		out = append(out, sims.Within("lost_writes", name, want, share(m.Lost, m.Followed), room, "%", source))
	}
	return out
}
