package recommender

import (
	"math"
	"slices"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// Pipeline is what a run of the requests counted. Times are in ms.
type Pipeline struct {
	N        int     // requests followed
	Thin     float64 // each stands for so many
	Times    []float64
	P50, P99 float64
	Fallback float64 // share of the requests that some source left without an answer
	Empty    float64 // … that every source did
	Late     float64 // share of the calls that were not answered in time
	InFlight float64 // mean number of requests under way
	window   float64 // s over which that was looked at
	Slowest  float64 // largest 99th percentile of one source alone, over the same requests
	Fans     []fanned
	Limits   []limited
	Told     []told
	early    int // requests before the window
	Fresh    freshness
	Share    []float64 // of the requests answered within each of Grid
	Grid     []float64
	farthest float64 // largest difference between measured and expected share answered within a time
}

// fanned is a request that asks so many sources and waits for all.
type fanned struct{ Sources, P99, Law, Slowest float64 }

// limited is what another time limit would have left out.
type limited struct{ Limit, Fallback, Law float64 }

// told is a request that is told step by step.
type told struct {
	Number int
	Times  []float64 // of each source
}

const (
	mostSources  = 5
	curvePoints  = 41
	toldRequests = 6
	ticksPerMs   = 1e6
)

// asked is a request under way.
type asked struct {
	at   int64
	left int8
	late int8
	done bool
}

// happening is an event: an arrival, an answer, or the end of the time.
type happening struct {
	request int32
	kind    int8
}

const (
	arrival int8 = iota
	answer
	deadline
)

// runPipeline follows requests one by one.
func runPipeline(b *model.Budget, p Params) Pipeline {
	r := Pipeline{N: p.Requests}
	laws := p.laws()
	warm := p.TimeoutMs
	if warm == 0 {
		warm = laws.quantile(1 - 1e-5)
	}
	window := max(5*warm/1000, float64(p.Requests)/p.RPS) // s
	rate := float64(p.Requests) / window
	r.Thin, r.window = p.RPS/rate, window
	expected := rate*warm/1000 + float64(p.Requests)
	drawn := p.draw(b, int(expected+10*math.Sqrt(expected)+10))
	r.follow(b, p, drawn, warm, rate)
	r.sum(b, p, drawn, laws)
	r.Fresh = runFreshness(b, p)
	return r
}

// asks is how many sources have response times drawn: those asked, and the further ones of the figure.
func (p Params) asks() int {
	if len(p.SourceMs) == 1 {
		return mostSources
	}
	return p.Sources
}

// draw draws the response of each source to each request, from a stream of its own each.
func (p Params) draw(b *model.Budget, n int) [][]float64 {
	out := make([][]float64, p.asks())
	for s := range out {
		law, rng := p.response(p.sourceMs(s)), model.Stream(p.Seed, "source "+sourceName(s))
		out[s] = make([]float64, n)
		b.Blocks(n, responseSteps, func(from, to int) {
			for i := from; i < to; i++ {
				out[s][i] = law.draw(rng)
			}
		})
	}
	return out
}

// follow plays arrivals, answers and time limits in order. Requests arrive from warm ms before the window opens; what
// arrives in it is measured, and so is how many are under way while it is open.
func (r *Pipeline) follow(b *model.Budget, p Params, drawn [][]float64, warm, rate float64) {
	var q model.EventQueue[happening]
	rng := model.Stream(p.Seed, "arrivals")
	gap := func() int64 { return int64(rng.ExpFloat64() / rate * 1000 * ticksPerMs) }
	open, shut := int64(0), int64(r.window*1000*ticksPerMs)
	requests := make([]asked, 0, len(drawn[0]))
	q.Push(-int64(warm*ticksPerMs)+gap(), happening{kind: arrival})
	limit := p.limit()
	under, area, last := 0, 0.0, open
	events := 0
	for q.Len() > 0 {
		at, e, _ := q.Pop()
		if events++; events%2048 == 0 {
			b.Spend(2048 * eventSteps)
		}
		if upto := min(max(at, open), shut); upto > last {
			area += float64(under) * float64(upto-last)
			last = upto
		}
		switch e.kind {
		case arrival:
			under++
			requests = append(requests, asked{at: at, left: int8(p.Sources)})
			i := len(requests) - 1
			r.ask(&q, p, drawn, &requests[i], int32(i), limit)
			if next := at + gap(); next < shut && len(requests) < len(drawn[0]) {
				q.Push(next, happening{kind: arrival})
			}
			continue
		case answer:
			requests[e.request].left--
		case deadline:
			requests[e.request].done = true
		}
		if a := &requests[e.request]; a.left == 0 || a.done {
			under--
			if a.at >= open {
				r.finish(p, a, at)
			}
		}
	}
	r.InFlight = r.Thin * area / float64(shut-open)
}

// limit is the time limit in ticks, 0 for none.
func (p Params) limit() int64 { return int64(p.TimeoutMs * ticksPerMs) }

// ask sends a request to its sources.
func (r *Pipeline) ask(q *model.EventQueue[happening], p Params, drawn [][]float64, a *asked, i int32, limit int64) {
	for s := range p.Sources {
		takes := int64(drawn[s][i] * ticksPerMs)
		if limit > 0 && takes >= limit {
			a.late++
			continue
		}
		q.Push(a.at+takes, happening{i, answer})
	}
	if a.late > 0 {
		q.Push(a.at+limit, happening{i, deadline})
	}
	if a.at < 0 {
		r.early = int(i) + 1
	} else if len(r.Told) < toldRequests && (len(r.Told) < toldRequests-1 || a.late > 0) {
		t := told{Number: int(i) - r.early + 1}
		for s := range p.Sources {
			t.Times = append(t.Times, drawn[s][i])
		}
		r.Told = append(r.Told, t)
	}
}

// finish counts a request that is answered.
func (r *Pipeline) finish(p Params, a *asked, at int64) {
	r.Times = append(r.Times, float64(at-a.at)/ticksPerMs)
	r.Late += float64(a.late)
	r.Fallback += model.Indicator(a.late > 0)
	r.Empty += model.Indicator(int(a.late) == p.Sources)
}

// sum turns counts into shares and takes percentiles.
func (r *Pipeline) sum(b *model.Budget, p Params, drawn [][]float64, laws fan) {
	r.N = len(r.Times)
	n := float64(max(1, r.N))
	r.Late, r.Fallback, r.Empty = r.Late/n/float64(p.Sources), r.Fallback/n, r.Empty/n
	if r.N == 0 {
		return
	}
	slices.Sort(r.Times)
	b.Spend(r.N * sortSteps)
	r.P50, r.P99 = r.quantile(0.5), r.quantile(0.99)
	r.farthest = r.distance(p, laws)
	for s := range drawn { // those that were followed
		drawn[s] = drawn[s][r.early : r.early+r.N]
	}
	r.fans(b, p, drawn)
	r.limits(b, p, drawn, laws)
	far := laws.quantile(0.9995)
	near := laws.quantile(0.005)
	for i := range curvePoints {
		t := near * calc.Pow(far/near, float64(i)/(curvePoints-1))
		r.Grid = append(r.Grid, t)
		r.Share = append(r.Share, float64(r.upTo(t))/n)
	}
	r.Times = nil
}

// quantile is the time within which a share q of the requests is answered.
func (r *Pipeline) quantile(q float64) float64 {
	return r.Times[min(r.N-1, int(math.Ceil(q*float64(r.N)))-1)]
}

// upTo is how many requests took no longer than t.
func (r *Pipeline) upTo(t float64) int {
	at, _ := slices.BinarySearch(r.Times, math.Nextafter(t, math.Inf(1)))
	return at
}

// distance is the largest difference between the share answered within a time and what the law expects, at all times
// below the limit.
func (r *Pipeline) distance(p Params, laws fan) float64 {
	far := 0.0
	for i, t := range r.Times {
		if p.TimeoutMs > 0 && t >= float64(p.limit())/ticksPerMs {
			break
		}
		f := laws.within(t)
		far = max(far, math.Abs(f-float64(i)/float64(r.N)), math.Abs(f-float64(i+1)/float64(r.N)))
	}
	return far
}

// fans asks one source, two, … and waits for all of them.
func (r *Pipeline) fans(b *model.Budget, p Params, drawn [][]float64) {
	n := len(drawn[0])
	worst := make([]float64, n)
	alone, scratch := 0.0, make([]float64, n)
	var law fan
	for s, times := range drawn {
		for i, t := range times {
			worst[i] = max(worst[i], t)
		}
		at := min(n-1, int(math.Ceil(0.99*float64(n)))-1)
		copy(scratch, times)
		alone = max(alone, model.Select(scratch, at))
		copy(scratch, worst)
		law = append(law, p.response(p.sourceMs(s)))
		r.Fans = append(r.Fans, fanned{float64(s + 1), model.Select(scratch, at), law.quantile(0.99), alone})
		if s < p.Sources {
			r.Slowest = alone
		}
		b.Spend(n * 25)
	}
}

// limits tries other time limits on the same responses.
func (r *Pipeline) limits(b *model.Budget, p Params, drawn [][]float64, laws fan) {
	n := len(drawn[0])
	worst := make([]float64, n)
	for _, times := range drawn[:p.Sources] {
		for i, t := range times {
			worst[i] = max(worst[i], t)
		}
	}
	slices.Sort(worst)
	b.Spend(n * sortSteps)
	for _, q := range []float64{0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999} {
		t := laws.quantile(q)
		at, _ := slices.BinarySearch(worst, t)
		r.Limits = append(r.Limits, limited{t, 1 - float64(at)/float64(n), 1 - laws.within(t)})
	}
}

// sourceName names a source of candidates.
func sourceName(i int) string {
	return [mostSources]string{"vector search", "graph walk", "popular items", "own history", "new items"}[i]
}
