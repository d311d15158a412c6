package sharding

import (
	"math"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

const (
	queueRoom     = 500    // requests that a shard keeps, the one in service included; more are refused
	queueRequests = 60_000 // requests sent to the busiest shard
	queueWarmUp   = 6_000  // of these, requests that are not counted: the queue starts empty
)

// queue is what requests by key meet on the busiest shard. Times are in ms.
type queue struct {
	Shard     int
	Rate      float64 // requests that it is meant to get, per second
	Sent      int     // requests counted
	Refused   int
	PerSecond float64 // requests that arrived, per second of simulated time
	Mean      float64 // mean time in queue and service of what was not refused
	P99       float64 // 99th percentile until the reply, with the lookup in a directory
}

// busiestShard gives the shard with most requests a second: reads spread as the rows do, writes as the new rows do.
func busiestShard(p Params, r Result) (shard int, rate float64) {
	for s := range p.Shards {
		now := p.ReadsPS*float64(r.Count[s])/float64(r.Sampled) + p.WritesPS*float64(r.Inserts[s])/newRows
		if now > rate {
			shard, rate = s, now
		}
	}
	return shard, rate
}

// sampleQueue sends requests at random moments to the busiest shard. It serves one after the other, each for an
// exponential time whose mean is the inverse of its capacity, and refuses a request when it holds queueRoom. The reply
// then takes as long as everywhere.
func sampleQueue(b *model.Budget, p Params, r Result) queue {
	out := queue{}
	out.Shard, out.Rate = busiestShard(p, r)
	arrive, serve := model.Stream(p.Seed, "queue arrivals"), model.Stream(p.Seed, "queue service")
	first, second := model.Stream(p.Seed, "queue reply"), model.Stream(p.Seed, "second queue reply")
	l, service := lawOf(p), 1000/p.CapacityPS
	var leaves [queueRoom]float64 // moments at which the requests it holds are served, oldest at head
	head, held := 0, 0
	took := make([]float64, 0, queueRequests)
	now, begun, idle := 0.0, 0.0, 0.0 // idle: moment from which nothing is left to serve
	for i := range queueRequests {
		spendBlock(b, i, requestSteps)
		now += arrive.ExpFloat64() * 1000 / out.Rate
		for held > 0 && leaves[head] <= now {
			head, held = (head+1)%queueRoom, held-1
		}
		work, reply := serve.ExpFloat64()*service, l.draw(first, second)
		counted := i >= queueWarmUp
		if i == queueWarmUp-1 {
			begun = now
		}
		if counted {
			out.Sent++
		}
		if held == queueRoom {
			if counted {
				out.Refused++
			}
			continue
		}
		idle = max(now, idle) + work
		leaves[(head+held)%queueRoom] = idle
		held++
		if counted {
			out.Mean += idle - now
			took = append(took, idle-now+l.ms(reply.score))
		}
	}
	out.PerSecond = float64(out.Sent) / (now - begun) * 1000
	if len(took) > 0 {
		out.Mean /= float64(len(took))
		out.P99 = at(took, 0.99) + p.lookup()
	}
	return out
}

// queueLaw is the M/M/1/K queue: the share of requests that are refused and the mean time in queue and service of the
// others, in mean service times, for a load (arrivals over capacity) and room for that many requests.
func queueLaw(load float64, room int) (refused, mean float64) {
	// The weights load^n are taken relative to the largest of them, so that none overflows.
	sum, held, last := 0.0, 0.0, 0.0
	for n := range room + 1 {
		power := float64(n)
		if load > 1 {
			power = float64(n - room)
		}
		last = calc.Pow(load, power)
		sum += last
		held += float64(n) * last
	}
	refused = last / sum
	return refused, held / sum / (load * (1 - refused))
}

// strayMean is four standard errors of the mean time in a queue of one server over n requests, as a share of it:
// successive requests wait alike, the more so the closer the load is to 1 (Whitt, "Planning queueing simulations",
// Management Science 1989, asymptotic variance of the M/M/1 queue).
func strayMean(load float64, n int) float64 {
	return 4 * math.Sqrt(2*(1+load)/float64(n)) / (1 - load)
}
