package eviction

import (
	"tradeofflab/sims/eviction/policy"
	"tradeofflab/sims/model"
)

// Trace is a sequence of requests for keys that are numbered densely from 1.
type Trace struct {
	IDs     []int32
	Objects int // largest id
	Zipf    *Zipf
	Names   []string // names of uploaded keys, by id
}

// Room is what a cache for the requests of the trace is made for.
func (t Trace) Room(capacity int, o policy.Options) policy.Room {
	return policy.Room{Objects: t.Objects, Capacity: capacity, Requests: t.IDs, Options: o}
}

// workingSet is how many keys a share of the working set refers to. A scan's own keys are not meant to be held.
func (t Trace) workingSet(p Params) int {
	if p.Trace == "scan" {
		return p.Objects
	}
	return t.Objects
}

// maxScanBurst is how many keys a scan reads in a row before other requests come between.
const maxScanBurst = 1000

// NewTrace makes the requests of a run.
func NewTrace(p Params) Trace {
	switch p.Trace {
	case "uniform":
		rng, ids := model.Stream(p.Seed, "uniform"), make([]int32, p.Requests)
		for i := range ids {
			ids[i] = int32(1 + rng.IntN(p.Objects))
		}
		return Trace{IDs: ids, Objects: p.Objects}
	case "loop":
		ids := make([]int32, p.Requests)
		for i := range ids {
			ids[i] = int32(1 + i%p.Objects)
		}
		return Trace{IDs: ids, Objects: p.Objects}
	case "scan":
		return scanTrace(p)
	case "shift":
		return shiftTrace(p)
	case "upload":
		return p.Upload
	}
	z := NewZipf(p.Objects, p.Zipf)
	return Trace{IDs: z.Draw(uint64(p.Seed), p.Requests), Objects: p.Objects, Zipf: z}
}

// scanTrace puts bursts of sequential reads between Zipf requests. The scan goes round over as many keys again, none
// of which the other requests ask for: a backup or a report that passes over a table.
func scanTrace(p Params) Trace {
	z := NewZipf(p.Objects, p.Zipf)
	popular := z.Draw(uint64(p.Seed), p.Requests)
	ids := make([]int32, 0, p.Requests)
	burst := min(maxScanBurst, max(1, p.Objects/10))
	between := burst
	if p.ScanPct > 0 {
		between = int(float64(burst) * (100 - p.ScanPct) / p.ScanPct)
	}
	at := 0
	for len(ids) < p.Requests {
		ids = append(ids, popular[:min(between, p.Requests-len(ids))]...)
		popular = popular[min(between, len(popular)):]
		if p.ScanPct == 0 {
			continue
		}
		for range min(burst, p.Requests-len(ids)) {
			ids = append(ids, int32(p.Objects+1+at))
			at = (at + 1) % p.Objects
		}
	}
	return Trace{IDs: ids, Objects: 2 * p.Objects}
}

// shiftTrace moves the hot spot: the run is cut into phases, and in each the ranks belong to other keys.
func shiftTrace(p Params) Trace {
	t := NewTrace(Params{Trace: "zipf", Zipf: p.Zipf, Objects: p.Objects, Requests: p.Requests, Seed: p.Seed})
	for i, id := range t.IDs {
		phase := i * (p.Shifts + 1) / p.Requests
		t.IDs[i] = 1 + (id-1+shiftOf(phase, p))%int32(p.Objects)
	}
	t.Zipf = nil
	return t
}

// shiftOf is by how many keys the hot spot has moved in a phase.
func shiftOf(phase int, p Params) int32 { return int32(phase * p.Objects / (p.Shifts + 1)) }
