package eviction

import "tradeofflab/sims/eviction/policy"

// fewObjects are so few that a sample of them tells nothing of how many requests ask for it.
const fewObjects = 100

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
	sampled := min(requests, 1.1*curveReplays)
	if objects < fewObjects { // the keys that are drawn may be those that nearly all requests ask for
		sampled = requests
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
