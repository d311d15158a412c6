// Package eviction shows which key a full cache should let go: fourteen policies replayed over the same requests,
// beside the best possible policy, the theory of LRU and FIFO, and the hit ratio at every capacity.
package eviction

import "math"

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
	Upload      string  // requests in rows
	Story       string  // keys of the story
	StoryFrames int     // capacity in the story
	Seed, Step  int
}

// Result is what the run counted.
type Result struct {
	Trace      Trace
	Capacity   int // objects
	WorkingSet int // different keys the requests are drawn from
	Warm       int // requests before counting starts
	Counts     []Count
	OPT        Count
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
func Run(p Params) Result {
	t := NewTrace(p)
	r := Result{Trace: t, WorkingSet: t.workingSet(p), Warm: int(float64(len(t.IDs)) * p.WarmupPct / 100)}
	r.Capacity = capacityOf(p.Capacity, r.WorkingSet)
	ages := newAges(t, r.Capacity)
	best := newOPT(t.IDs, r.Capacity)
	r.OPT = Replay(best, t.IDs, r.Warm)
	for _, name := range p.Policies {
		if name == "opt" {
			r.Counts = append(r.Counts, r.OPT)
			continue
		}
		policy := New(name, t, r.Capacity, p.options())
		r.Counts = append(r.Counts, Replay(policy, t.IDs, r.Warm))
		if len(r.Held) < maxStrips {
			r.Held = append(r.Held, ages.strip(name, policy))
		}
	}
	r.CurveRate = min(1, p.CurvePct/100, curveRequests/float64(len(t.IDs)))
	r.LRU = SampledDistances(t, r.Warm, r.CurveRate, p.Seed)
	r.Cold = coldRequests(t, r.Warm)
	if law := lawOf(p, t); law != nil {
		r.Law = law
		r.CheLRU, r.CheFIFO = law.Che(float64(r.Capacity), false), law.Che(float64(r.Capacity), true)
	}
	return r
}

// options are the knobs of the sampling policies.
func (p Params) options() Options { return Options{Sample: p.Sample, Pool: p.Pool, Seed: p.Seed} }

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
