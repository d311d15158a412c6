package stampede

import (
	"math"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// mostCounted is the mean number of hits up to which they are drawn one by one; above it the normal law stands in.
const mostCounted = 500

// result closes the account of a run.
func (e *engine) result() Result {
	out := e.out
	hits := model.PoissonOrNormal(e.hits, e.p.RPS*seconds(e.quiet), mostCounted)
	if e.p.CrowdS > 0 {
		hits = model.PoissonOrNormal(e.hits, e.p.RPS*e.crowdS, mostCounted)
	}
	out.Requests += hits
	during := model.PoissonOrNormal(e.hits, e.p.RPS*seconds(e.quietWave), mostCounted)
	out.P99 = percentile(during, e.times, 0.99)
	out.Recovery = e.recover / float64(max(e.recoveries, 1))
	out.MeanTTL = e.ttlSum / float64(e.stores)
	out.Simulated = seconds(e.now)
	out.Lead = math.NaN()
	if e.leads > 0 {
		out.Lead = e.leadSum / float64(e.leads)
	}
	out.PeakWaiting = max(out.PeakWaiting, e.rec.peak)
	out.Open, out.Waiting = e.rec.open.close(), e.rec.waiting.close()
	return out
}

// buckets is the number of points of a series, equally far apart on a log scale.
const buckets = 72

// recorder keeps what is open and who waits during the first cycle.
type recorder struct {
	from          int64
	on            bool
	open, waiting trace
	peak          int
}

func newRecorder(p Params) recorder {
	low := min(p.RecomputeS/50, 0.05)
	high := 3 * max(p.RecomputeS*(1+p.SpreadPct/100),
		p.RecomputeS*math.Ceil((1+p.RPS*p.RecomputeS)/float64(p.DBPool)))
	if p.CrowdS > 0 {
		high = 3 * max(p.RecomputeS, p.RecomputeS*math.Ceil((1+p.RPS*min(p.CrowdS, p.RecomputeS))/
			float64(p.DBPool)))
	}
	if p.Crash && p.locked() {
		high = max(high, 2*(p.LockTTLS+p.RecomputeS))
	}
	return recorder{open: trace{low: low, high: high}, waiting: trace{low: low, high: high}}
}

func (r *recorder) start(now int64, cycle int) {
	r.on = cycle == 1
	if r.on {
		r.from = now
	}
}

// note records the present state.
func (e *engine) note() {
	e.rec.peak = max(e.rec.peak, e.unanswered)
	if e.rec.on {
		t := seconds(e.now - e.rec.from)
		e.rec.open.add(t, e.open)
		e.rec.waiting.add(t, e.unanswered)
	}
}

// trace is a count over log time: the largest value of each bucket, carried on where nothing changes.
type trace struct {
	low, high float64
	y         [buckets]float64
	at, now   int
}

func (s *trace) bucket(t float64) int {
	if t <= s.low {
		return 0
	}
	return min(buckets, 1+int(float64(buckets-1)*calc.Log(t/s.low)/calc.Log(s.high/s.low)))
}

func (s *trace) add(t float64, v int) {
	b := s.bucket(t)
	for s.at < min(b, buckets-1) {
		s.at++
		s.y[s.at] = float64(s.now)
	}
	if b < buckets {
		s.y[b] = max(s.y[b], float64(v))
	}
	s.now = v
}

func (s *trace) close() series {
	s.add(s.high*2, s.now)
	var out series
	for i, y := range s.y {
		out.At = append(out.At, s.low*calc.Pow(s.high/s.low, float64(i)/(buckets-1)))
		out.Y = append(out.Y, y)
	}
	return out
}
