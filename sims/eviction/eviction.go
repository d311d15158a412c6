// Package eviction shows which key a full cache should let go: fourteen policies replayed over the same requests,
// beside the best possible policy, the theory of LRU and FIFO, and the hit ratio at every capacity.
package eviction

import (
	"math"

	"tradeofflab/sims/eviction/policy"
	"tradeofflab/sims/model"
)

// Params are the learner's knobs. The same Params always give the same Result.
type Params struct {
	Policies    []string
	Capacity    float64 // objects, or a share of the working set when below 1
	Trace       string  // zipf, uniform, loop, scan, shift or upload
	Zipf        float64
	Objects     int
	Requests    int
	WarmupPct   float64 // share of the requests that is not counted
	Sample      int     // keys that Redis' policies look at for one eviction
	Pool        int     // candidates they remember
	ScanPct     float64 // share of the requests that a scan makes
	Shifts      int     // how often the hot spot moves
	CurvePct    float64 // share of the keys that the miss-ratio curve of LRU is made from
	Upload      Trace   // requests of trace upload
	Story       Trace   // requests of the story
	StoryFrames int     // capacity in the story
	Seed, Step  int
}

// Result is what the run counted.
type Result struct {
	Trace      Trace
	Capacity   int // objects
	WorkingSet int // different keys the requests are drawn from
	Warm       int // requests before counting starts
	Counts     []policy.Count
	OPT        policy.Count
	LRU        Distances // LRU at every capacity
	CurveRate  float64   // share of the keys behind LRU; 1 is exact
	Cold       int       // counted requests that are the first for their key
	Law        *Popularity
	CheLRU     float64 // approximated hit ratios, 0–1; 0 without a law
	CheFIFO    float64
	Held       []heldStrip
}

// curveRequests is how many requests the miss-ratio curve of LRU is made from; longer traces are sampled by key.
const curveRequests = 1_000_000

// Run replays the trace against every policy and against OPT.
func Run(b *model.Budget, p Params) Result {
	t := NewTrace(p)
	b.Spend(len(t.IDs)*drawNanos + t.Objects*objectNanos)
	r := Result{Trace: t, WorkingSet: t.workingSet(p), Warm: int(float64(len(t.IDs)) * p.WarmupPct / 100)}
	r.Capacity = capacityOf(p.Capacity, r.WorkingSet)
	ages := newAges(t, r.Capacity)
	best := policy.Find("opt")
	r.OPT = policy.ReplayWithin(b, int(best.Nanos(p.options())), best.New(t.Room(r.Capacity, p.options())), t.IDs,
		r.Warm)
	for _, name := range p.Policies {
		if name == "opt" {
			r.Counts = append(r.Counts, r.OPT)
			continue
		}
		kind := policy.Find(name)
		cache := kind.New(t.Room(r.Capacity, p.options()))
		r.Counts = append(r.Counts,
			policy.ReplayWithin(b, int(kind.Nanos(p.options())), cache, t.IDs, r.Warm))
		if len(r.Held) < maxStrips {
			r.Held = append(r.Held, ages.strip(name, cache))
		}
	}
	r.CurveRate = min(1, p.CurvePct/100, curveRequests/float64(len(t.IDs)))
	r.LRU = SampledDistances(t, r.Warm, r.CurveRate, p.Seed)
	b.Spend(int(r.CurveRate * float64(len(t.IDs)) * stackNanos))
	r.Cold = coldRequests(t, r.Warm)
	if law := lawOf(p, t); law != nil {
		r.Law = law
		r.CheLRU, r.CheFIFO = law.cheHits(float64(r.Capacity), false), law.cheHits(float64(r.Capacity), true)
	}
	return r
}

// Work in nanoseconds of one core: of drawing a request and of the passes over all of them, of a key, and of a stack
// distance.
const (
	drawNanos   = 10
	objectNanos = 60
	stackNanos  = 15
)

// smallShare is what a request takes on the small traces of the figures, which fit into the processor's cache, as a
// share of what it takes in the run.
const smallShare = 1. / 3

// replay asks an empty cache of the policy for every request of a small trace.
func replay(b *model.Budget, p Params, name string, t Trace, capacity, warm int) policy.Count {
	kind := policy.Find(name)
	return policy.ReplayWithin(b, int(smallShare*kind.Nanos(p.options())), kind.New(t.Room(capacity, p.options())),
		t.IDs, warm)
}

// options are the knobs of the sampling policies.
func (p Params) options() policy.Options {
	return policy.Options{Sample: p.Sample, Pool: p.Pool, Seed: p.Seed}
}

// capacityOf turns the knob into objects, at least one.
func capacityOf(knob float64, workingSet int) int {
	if knob < 1 {
		knob *= float64(workingSet)
	}
	return max(1, int(math.Round(knob)))
}

// lawOf is the popularity law of a trace of independent requests, nil for the others.
func lawOf(p Params, t Trace) *Popularity {
	var law Popularity
	switch {
	case t.Zipf != nil:
		law = popularityOf(t.Zipf)
	case p.Trace == "uniform":
		law = uniformly(p.Objects)
	default:
		return nil
	}
	return &law
}

// coldRequests counts the counted requests that no cache can serve, because their key was never asked for before.
func coldRequests(t Trace, warm int) int {
	seen := make([]bool, t.Objects+1)
	n := 0
	for i, id := range t.IDs {
		if !seen[id] {
			seen[id] = true
			if i >= warm {
				n++
			}
		}
	}
	return n
}
