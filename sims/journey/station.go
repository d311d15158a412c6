package journey

import (
	"math"
	"math/rand/v2"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// ticks are nanoseconds.
const second = 1e9

// station is one line before several servers that each take an exponential time. Who finds no place to wait is refused.
type station struct {
	servers int
	room    int     // places to wait; unlimited for any number
	mean    float64 // service time in s
}

const unlimited = math.MaxInt32

// load is the share of the servers that a rate asks for; above 1 it cannot be served.
func (s station) load(rate float64) float64 { return rate * s.mean / float64(s.servers) }

// sojourn is the mean time in the station in s at a load below 1 and with unlimited room (M/M/c).
func (s station) sojourn(rate float64) float64 {
	return s.mean + model.ErlangWait(s.servers, rate, s.mean)
}

// full bounds the chance that all places are taken, at a load below 1: that of as long a line with unlimited room.
func (s station) full(rate float64) float64 {
	rho := s.load(rate)
	if rho >= 1 {
		return 1
	}
	return model.ErlangC(s.servers, rho*float64(s.servers)) * calc.Pow(rho, float64(s.room))
}

// start draws the number in the station from its law at rest (M/M/c/K), so that a run needs no time to warm up: the
// number is n with a weight that grows by load·servers/n up to the servers, and by the load from there on. With
// unlimited room the load is below 1.
func (s station) start(rate float64, rng *rand.Rand) int {
	rho, c := s.load(rate), float64(s.servers)
	below, weight := 0.0, 1.0 // weights relative to that of n = servers
	weights := make([]float64, s.servers)
	for n := s.servers; n > 0; n-- {
		weight *= float64(n) / max(rho*c, 1e-300)
		weights[n-1] = min(weight, 1e200)
		below += weights[n-1]
		weight = weights[n-1]
	}
	// Of those who wait, seen from the heavier end: each further one, or each fewer, weighs r times as much.
	r, edge := rho, 1.0
	if rho > 1 {
		r, edge = 1/rho, calc.Pow(1/rho, float64(s.room))
	}
	tail := geometric(r, s.room)
	if rho <= 1 {
		tail *= rho // the first who waits weighs ρ
	}
	u := rng.Float64() * (edge*(below+1) + tail)
	if u < tail {
		k := inverse(r, s.room, u/tail)
		if rho > 1 {
			return s.servers + s.room - k
		}
		return s.servers + 1 + k
	}
	u = (u - tail) / edge
	for n := range s.servers {
		if u < weights[n] {
			return n
		}
		u -= weights[n]
	}
	return s.servers
}

// geometric is 1 + r + … + r^(n−1), for r of at most 1.
func geometric(r float64, n int) float64 {
	if 1-r < 1e-9 {
		return float64(n)
	}
	return (1 - calc.Pow(r, float64(n))) / (1 - r)
}

// inverse gives the k of 0 … n−1 up to which the share u of that sum lies.
func inverse(r float64, n int, u float64) int {
	if 1-r < 1e-9 {
		return min(n-1, int(u*float64(n)))
	}
	if r <= 0 {
		return 0
	}
	k := math.Log1p(-u*(1-calc.Pow(r, float64(n)))) / calc.Log(r)
	return max(0, min(n-1, int(k)))
}

// stray is the standard deviation of the mean time of n requests in a station below full load, as a part of that time:
// the plan of Whitt for the number in a queue, and the spread of n independent services, which counts at low load.
func stray(s station, rate float64, n int) float64 {
	rho := s.load(rate)
	planned := model.QueueStray(2, rho, float64(n)) / (rate * s.sojourn(rate))
	return math.Sqrt(planned*planned + 1/float64(n))
}
