package journey

import (
	"tradeofflab/sims/model"
)

// queue is what a run of one component gave.
type queue struct {
	Rate     float64 // requests per s
	Speedup  float64
	Capacity float64 // requests per s that the nodes serve together
	Peak     int
	Line     station
	Run      served
}

// stable says whether the nodes can serve what comes.
func (q queue) stable() bool { return q.Line.load(q.Rate) < 1 }

// lineMean and lineP99 are what M/M/c says of a stable queue, in s.
func (q queue) lineMean() float64 { return q.Line.sojourn(q.Rate) }

func (q queue) lineP99() float64 {
	return model.TailQuantile(model.ErlangTail(q.Line.servers, q.Rate, q.Line.mean), 0.01, q.Line.mean)
}

// stray is the standard deviation of the mean time in the system, as a part of it.
func (q queue) stray() float64 { return stray(q.Line, q.Rate, q.Run.Asked) }

// asked is the rate of the requests: that of the knob, or from the data of the start.
func (p Params) asked() float64 {
	if p.ArrivalRate > 0 {
		return p.ArrivalRate
	}
	return p.StartGB * p.RPSPerGB
}

// component is N nodes with one line before them. Together they serve as much as the scalability law says: each of the
// N servers is that much slower, so that contention is not counted twice.
func (p Params) component(nodes int) station {
	return station{servers: nodes, room: unlimited,
		mean: p.ServiceMs / 1000 * float64(nodes) / speedup(nodes, p.Sigma, p.Kappa)}
}

// runQueue simulates the component request by request.
func runQueue(b *model.Budget, p Params) queue {
	q := queue{Rate: p.asked(), Speedup: speedup(p.Nodes, p.Sigma, p.Kappa), Peak: Peak(p.Sigma, p.Kappa),
		Line: p.component(p.Nodes)}
	q.Capacity = q.Speedup / (p.ServiceMs / 1000)
	q.Run = serve(b, server{rate: q.Rate, cpu: q.Line}, p.Requests, p.Seed, "queue")
	return q
}
