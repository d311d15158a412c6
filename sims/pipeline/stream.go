package pipeline

import (
	"math"
	"slices"

	"tradeofflab/sims/model"
)

// event is one event of the stream, in seconds.
type event struct{ at, arrives float64 }

// Stream is what a run of the stream processor came to.
type Stream struct {
	Events   int
	Late     int // events behind the watermark on arrival
	Dropped  int // events that no longer counted
	Replayed int // events that were processed a second time after the failure, or lost with at_most
	From     float64
	Windows  []window
	Emitted  []emission // the first results
	Result   float64    // mean time from the end of a window to its result, s
	PerWin   float64    // mean events of a whole window, dropped ones included
	Replays  []float64  // of many failures at random moments
	Lateness []dot      // share late for other watermark lags
	Batch    float64    // mean staleness of the batch report, s
	Backward int        // times that the watermark went back; it must not
	Log      []streamEntry
	events   []event // by arrival
}

// window is one window with what different processors counted in it.
type window struct {
	Start  float64
	True   int // events whose time lies in it
	Oracle int // counted without a failure
	Sink   int // counted with the failure, as the semantics have it
}

// emission is a window's result.
type emission struct{ Start, At float64 }

type dot struct{ X, Y float64 }

// slide is the time between the starts of two windows.
func (p Params) slide() float64 {
	if p.SlideS <= 0 {
		return p.WindowS
	}
	return min(p.SlideS, p.WindowS)
}

// span is how long events go on. They do so beyond the counted ones until nothing of those is on its way, since a
// stream that stopped would hold its watermark.
func (p Params) span() float64 { return p.DurationS + p.LagS + p.LatenessS + 8*p.DelayS }

// draw makes the events in order of arrival: a Poisson process in event time, each delayed exponentially.
func (p Params) draw(b *model.Budget) []event {
	times, delays := model.Stream(p.Seed, "pipeline events"), model.Stream(p.Seed, "pipeline delays")
	out := make([]event, 0, int(p.Rate*p.span()*1.02)+100)
	for t := times.ExpFloat64() / p.Rate; t < p.span(); t += times.ExpFloat64() / p.Rate {
		if out = append(out, event{t, t + delays.ExpFloat64()*p.DelayS}); len(out)%eventBlock == 0 {
			b.Spend(eventBlock * drawSteps)
		}
	}
	return sorted(b, out, func(e event) float64 { return e.arrives })
}

// keeper is the state of a processor: counts of windows and the watermark.
type keeper struct {
	p       *Params
	slide   float64
	mark    float64
	counts  []int
	emitted int // windows before this one have been emitted
}

func newKeeper(p Params) *keeper {
	return &keeper{p: &p, slide: p.slide(), mark: math.Inf(-1), counts: make([]int, int(p.DurationS/p.slide())+1)}
}

// copy is the state as a checkpoint keeps it.
func (k *keeper) copy() *keeper {
	out := *k
	out.counts = slices.Clone(k.counts)
	return &out
}

// take handles one event: it moves the watermark and counts the event in its windows unless it is too late.
func (k *keeper) take(e event) (late, dropped bool) {
	mark, length, byWindow := k.mark, k.p.WindowS, k.p.LateRule != "event"
	k.mark = max(mark, e.at-k.p.LagS)
	if e.at >= k.p.DurationS {
		return false, false
	}
	late = e.at < mark
	last := int(e.at / k.slide)
	dropped = true
	for w := last; w >= 0; w-- {
		end := float64(w)*k.slide + length
		if end <= e.at {
			break
		}
		limit := e.at
		if byWindow {
			limit = end
		}
		if limit+k.p.LatenessS >= mark && w < len(k.counts) {
			k.counts[w]++
			dropped = false
		}
	}
	return late, dropped
}

// runStream processes the events in order of arrival, once without a failure and once with it.
func runStream(b *model.Budget, p Params) Stream {
	events := p.draw(b)
	out := Stream{events: events}
	oracle := newKeeper(p)
	whole := make([]int, len(oracle.counts))
	slide := p.slide()
	delay, results, before := 0.0, 0, math.Inf(-1)
	for i, e := range events {
		if i%eventBlock == 0 {
			b.Spend(2 * p.takeSteps(eventBlock))
		}
		late, dropped := oracle.take(e)
		if e.at < p.DurationS {
			out.Events++
		}
		if late {
			out.Late++
		}
		if dropped {
			out.Dropped++
		}
		if oracle.mark < before {
			out.Backward++
		}
		before = oracle.mark
		for w := int(e.at / slide); e.at < p.DurationS && w >= 0 && float64(w)*slide+p.WindowS > e.at; w-- {
			whole[w]++
		}
		for end := float64(oracle.emitted)*slide + p.WindowS; end <= oracle.mark &&
			oracle.emitted < len(oracle.counts); end += slide {
			delay += e.arrives - end
			results++
			if len(out.Emitted) < 100 {
				out.Emitted = append(out.Emitted, emission{float64(oracle.emitted) * slide, e.arrives})
			}
			oracle.emitted++
		}
		if e.arrives >= p.DurationS/3 && len(out.Log) < told {
			out.tell(e, late, dropped, oracle)
		}
	}
	out.Result = delay / float64(max(results, 1))
	sink, replayed, from := p.withFailure(b, events)
	out.Replayed, out.From = replayed, from
	sum, n := 0, 0
	for w, c := range oracle.counts {
		start := float64(w) * slide
		out.Windows = append(out.Windows, window{start, whole[w], c, sink[w]})
		if start+p.WindowS <= p.DurationS {
			sum, n = sum+whole[w], n+1
		}
	}
	out.PerWin = float64(sum) / float64(max(n, 1))
	out.Replays = p.replays(events)
	out.Lateness = p.lateness(events)
	b.Spend(streamSteps / 2)
	out.Batch = p.batchStaleness()
	return out
}
