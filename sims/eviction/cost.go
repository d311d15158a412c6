package eviction

import (
	"tradeofflab/sims/calc"
	"tradeofflab/sims/eviction/policy"
)

// knownKeys is how many keys the stated cost looks at one by one. The sample behind the curve holds a key or not, and
// with it all of its requests: of the few that nearly everybody asks for this decides how long it is.
const knownKeys = 10_000

// cost is the work of a run in nanoseconds or so of one core: the requests under each policy, and the replays of the
// figures at several capacities and on several kinds of requests.
func cost(p Params) float64 {
	requests, objects := float64(p.Requests), float64(p.Objects)
	if p.Trace == "upload" {
		requests, objects = float64(len(p.Upload.IDs)), float64(p.Upload.Objects)
	}
	each, base := 0.0, 50.0 // base: drawing the request, the best possible policy, the oldest and first requests
	for _, name := range p.Policies {
		if name != "opt" {
			each += policy.Find(name).Nanos(p.options())
		}
	}
	sampled := requests
	if rate := curveReplays / requests; rate < 1 { // chance in the draw and in the keys behind those that are known
		sampled *= min(1, 1.1*sampledShare(p, newSampledIDs(rate, p.Seed), rate))
	}
	drawn := (curvePoints+1)*sampled + heatRequests*float64(len(heatTraces))
	figures := drawn * smallShare * (each + policy.Find("opt").Nanos(p.options()))
	// the index of the keys no longer fits into the processor's cache, unless few keys are asked for
	if objects > 100_000 {
		far := 2.8
		if p.Trace == "zipf" {
			far -= 1.8 * min(p.Zipf, 1)
		}
		each, base = 1.8*far*each, far*base
	}
	return requests*(each+base) + figures + 350*objects + 3e7
}

// sampledShare is the share of the requests that ask for keys of a sample.
func sampledShare(p Params, in sampledIDs, rate float64) float64 {
	n, zipf := int32(p.Objects), p.Zipf
	if p.Trace == "uniform" || p.Trace == "loop" {
		zipf = 0
	}
	rank := func(rank int32) int32 { return rank }
	switch p.Trace {
	case "upload":
		held := 0
		for _, id := range p.Upload.IDs {
			if in.has(id) {
				held++
			}
		}
		return float64(held) / float64(len(p.Upload.IDs))
	case "scan":
		scan := p.ScanPct / 100
		return (1-scan)*weightsOf(p.Objects, zipf).held(in, rate, rank) +
			scan*weightsOf(p.Objects, 0).held(in, rate, func(rank int32) int32 { return n + rank })
	case "shift":
		sum, popular := 0.0, weightsOf(p.Objects, zipf)
		for phase := range p.Shifts + 1 {
			to := shiftOf(phase, p)
			sum += popular.held(in, rate, func(rank int32) int32 { return 1 + (rank-1+to)%n })
		}
		return sum / float64(p.Shifts+1)
	}
	return weightsOf(p.Objects, zipf).held(in, rate, rank)
}

// weights are the shares of the requests that the known keys have, from the first rank on.
type weights []float64

// weightsOf cuts Zipf's law off behind the known keys; the sum of the rest is taken as an integral.
func weightsOf(objects int, zipf float64) weights {
	known := make(weights, min(objects, knownKeys))
	total := 0.0
	for i := range known {
		known[i] = calc.Pow(float64(i+1), -zipf)
		total += known[i]
	}
	from, to := float64(len(known))+0.5, float64(objects)+0.5
	if zipf == 1 {
		total += calc.Log(to / from)
	} else {
		total += (calc.Pow(to, 1-zipf) - calc.Pow(from, 1-zipf)) / (1 - zipf)
	}
	for i := range known {
		known[i] /= total
	}
	return known
}

// held is the share of the requests for keys of a sample: of the known keys as they are, of the others at its rate.
func (w weights) held(in sampledIDs, rate float64, key func(rank int32) int32) float64 {
	known, held := 0.0, 0.0
	for i, share := range w {
		known += share
		if in.has(key(int32(i + 1))) {
			held += share
		}
	}
	return held + rate*(1-known)
}
