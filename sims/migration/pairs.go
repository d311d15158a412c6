package migration

import (
	"math"
	"math/rand/v2"

	"tradeofflab/sims/model"
)

// Steps of the parts without a plan.
const (
	pairSteps   = 260 // a pair of writes
	streamSteps = 220 // a stream, and each of its writes
	depth       = 30  // mean latencies after which a write has surely arrived
)

// Order is what a run of pairs or streams counted.
type Order struct {
	Trials   int
	Differ   int // … whose two stores took the last writes in another order
	Mismatch int // … that differ at rest
	Late     int // writes that a store applies after a newer one
	Writes   int
	Example  trace // the shortest that differs
}

// trace is what happened to a few writes, in mean latencies from the first of them.
type trace struct {
	Found        bool
	Sent, A, B   []float64
	LastA, LastB int // which write either store has in the end
}

// runOrder simulates pairs of writes to one key, or streams of them. The mean latency of a store is 1 and the rate of
// the key is u.
func runOrder(b *model.Budget, p Params) Order {
	o := Order{Trials: p.Trials}
	arrive, delay := model.Stream(p.Seed, "migration arrivals"), model.Stream(p.Seed, "migration latencies")
	var t trace
	steps := 0
	for i := range p.Trials {
		t.draw(p, arrive, delay)
		o.count(p, &t)
		if steps += pairSteps + streamSteps*len(t.Sent); i%256 == 255 {
			b.Spend(steps)
			steps = 0
		}
	}
	return o
}

// draw gives a trial: two writes, or the writes of a stream from its end backwards, as far as they can matter.
func (t *trace) draw(p Params, arrive, delay *rand.Rand) {
	t.Sent = t.Sent[:0]
	if p.Part == pairsPart {
		t.Sent = append(t.Sent, 0, arrive.ExpFloat64()/p.U)
	} else {
		for at := 0.0; at < depth || len(t.Sent) < 2; at += arrive.ExpFloat64() / p.U {
			t.Sent = append(t.Sent, -at)
		}
	}
	t.A, t.B = t.A[:0], t.B[:0]
	for _, at := range t.Sent {
		x, y := delay.ExpFloat64(), delay.ExpFloat64()
		t.A = append(t.A, at+x)
		if p.Send == "sequential" {
			y += x
		}
		t.B = append(t.B, at+y)
	}
	t.LastA, t.LastB = last(t.A), last(t.B)
}

// last is the index of the greatest.
func last(times []float64) int {
	k := 0
	for i, v := range times {
		if v > times[k] {
			k = i
		}
	}
	return k
}

// count adds a trial.
func (o *Order) count(p Params, t *trace) {
	o.Writes += len(t.Sent)
	newest := 0
	for i, at := range t.Sent {
		if at > t.Sent[newest] {
			newest = i
		}
	}
	if t.LastA != newest {
		o.Late++
	}
	if t.LastB != newest {
		o.Late++
	}
	if t.LastA == t.LastB {
		return
	}
	o.Differ++
	if !p.Versions {
		o.Mismatch++
	}
	if !o.Example.Found || t.span() < o.Example.span() {
		o.Example = trace{Found: true, LastA: t.LastA, LastB: t.LastB}
		for _, i := range []int{ofLast(t, true), ofLast(t, false)} {
			o.Example.Sent = append(o.Example.Sent, t.Sent[i])
			o.Example.A, o.Example.B = append(o.Example.A, t.A[i]), append(o.Example.B, t.B[i])
		}
		o.Example.LastA, o.Example.LastB = last(o.Example.A), last(o.Example.B)
	}
}

// ofLast is the earlier or the later sent of the two writes that the stores end with.
func ofLast(t *trace, early bool) int {
	if (t.Sent[t.LastA] < t.Sent[t.LastB]) == early {
		return t.LastA
	}
	return t.LastB
}

// span is the time from the first of the two last writes to the end.
func (t *trace) span() float64 {
	a, b := t.LastA, t.LastB
	return math.Max(math.Max(t.A[a], t.A[b]), math.Max(t.B[a], t.B[b])) - math.Min(t.Sent[a], t.Sent[b])
}
