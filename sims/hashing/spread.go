package hashing

import (
	"math"
	"math/rand/v2"

	"tradeofflab/sims/model"
)

// spread is how unevenly a load lies on the nodes, each measured against its fair share: its part of the weights.
type spread struct {
	cv           float64 // root mean square deviation from the fair share, as a part of it; with equal weights sd/mean
	maxOverMean  float64
	maxOverShare float64
	busiest      int // index in the node list of the node furthest above its fair share
	idlest       int
}

// spreadOf compares load, by node number, with the fair shares of the nodes.
func spreadOf(load []float64, nodes []Node) spread {
	total, weight := 0.0, totalWeight(nodes)
	for _, n := range nodes {
		total += load[n.ID]
	}
	var s spread
	square, least := 0.0, math.Inf(1)
	for i, n := range nodes {
		fair := n.Weight / weight
		ratio := load[n.ID] / total / fair
		square += fair * (ratio - 1) * (ratio - 1)
		s.maxOverMean = max(s.maxOverMean, load[n.ID]/total*float64(len(nodes)))
		if ratio > s.maxOverShare {
			s.maxOverShare, s.busiest = ratio, i
		}
		if ratio < least {
			least, s.idlest = ratio, i
		}
	}
	s.cv = math.Sqrt(square)
	return s
}

// law is what theory says of the shares of the nodes: on average mean[i], and random like the arcs between points
// uniform points on a circle. points 0 means that the shares themselves are exact and only the keys are random.
type law struct {
	fair, mean []float64
	count      []int // points of each node
	points     int
}

// lawOf is the law of a hashed placement; it reports false for a bounded or drawn ring, which have none.
func lawOf(p Params, nodes []Node, placed placement) (law, bool) {
	l := law{fair: make([]float64, len(nodes)), mean: make([]float64, len(nodes)), count: make([]int, len(nodes))}
	weight := totalWeight(nodes)
	for i, n := range nodes {
		l.fair[i] = n.Weight / weight
		l.mean[i] = l.fair[i]
	}
	if own := p.rule().law; own != nil {
		return own(p, nodes, placed, l)
	}
	return l, true
}

// cv is the root mean square of the spread. Arcs between P uniform points are Dirichlet distributed, so a node's share
// has variance m(1−m)/(P+1); keys add m(1−m)·q, where q is the sum of the squared shares of requests (1/K when all K
// keys are asked for alike). With equal nodes and many keys this is √((N−1)/(NV+1)).
func (l law) cv(q float64) float64 {
	noise := q
	if l.points > 0 {
		noise += (1 - q) / float64(l.points+1)
	}
	sum := 0.0
	for i, m := range l.mean {
		sum += (m*(1-m)*noise + (m-l.fair[i])*(m-l.fair[i])) / l.fair[i]
	}
	return math.Sqrt(sum)
}

// draws samples the spread of n independent placements: Dirichlet shares made from gamma variates, and the normal
// approximation of the multinomial counts of keys.
func (l law) draws(q float64, n int, rng *rand.Rand) []float64 {
	out := make([]float64, n)
	share := make([]float64, len(l.mean))
	for d := range out {
		copy(share, l.mean)
		if l.points > 0 {
			sum := 0.0
			for i, points := range l.count {
				share[i] = model.Gamma(rng, float64(points))
				sum += share[i]
			}
			for i := range share {
				share[i] /= sum
			}
		}
		noise, total := make([]float64, len(share)), 0.0
		if q > 0 {
			for i, s := range share {
				noise[i] = math.Sqrt(s*q) * rng.NormFloat64()
				total += noise[i]
			}
		}
		sum := 0.0
		for i, s := range share {
			off := s + noise[i] - s*total - l.fair[i]
			sum += off * off / l.fair[i]
		}
		out[d] = math.Sqrt(sum)
	}
	return out
}

// deviation is the standard deviation of a sample.
func deviation(sample []float64) float64 {
	mean, square := 0.0, 0.0
	for _, v := range sample {
		mean += v
	}
	mean /= float64(len(sample))
	for _, v := range sample {
		square += (v - mean) * (v - mean)
	}
	return math.Sqrt(square / float64(len(sample)-1))
}
