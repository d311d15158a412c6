package migration

import (
	"math"
	"testing"
)

// Closed forms against values that were computed apart: pairs by 400,000 of them, streams by a midpoint rule with
// 400,000 steps.
func TestOrderLaws(t *testing.T) {
	for _, c := range []struct {
		send         string
		u            float64
		pair, stream float64 // %
	}{
		{"parallel", .01, .741, 0}, {"parallel", .1, 6.71, 7.158}, {"parallel", 1, 33.3, 49.150},
		{"sequential", .01, .493, 0}, {"sequential", .1, 4.34, 4.721}, {"sequential", 1, 18.75, 30.326},
	} {
		if got := 100 * PairDiffers(c.send, c.u); math.Abs(got/c.pair-1) > .002 {
			t.Errorf("pairs %s u=%g: %.4f %%, want %g", c.send, c.u, got, c.pair)
		}
		if got := 100 * streamDiffers(c.send, c.u); c.stream > 0 && math.Abs(got-c.stream) > .001 {
			t.Errorf("streams %s u=%g: %.4f %%, want %g", c.send, c.u, got, c.stream)
		}
	}
}

// The integrals settle for every legal u: their total mass is the chance that some write is the last, 1, so that the
// share that differs lies in 0 … 1, and for rare writes it is that of a pair of them.
func TestStreamLawSettles(t *testing.T) {
	for _, send := range []string{"sequential", "parallel"} {
		before := 0.0
		for _, u := range []float64{.001, .003, .01, .03, .1, .3, 1, 2, 5} {
			got, pair := streamDiffers(send, u), PairDiffers(send, u)
			if got <= before || got > 1 || u <= .01 && math.Abs(got/pair-1) > .03 {
				t.Errorf("%s u=%g: streams %.6f, pairs %.6f", send, u, got, pair)
			}
			before = got
		}
	}
}

// Streams and pairs that are simulated meet the closed forms within five standard deviations.
func TestOrderRuns(t *testing.T) {
	for _, part := range []string{pairsPart, streamPart} {
		for _, send := range []string{"sequential", "parallel"} {
			for _, u := range []float64{.001, .01, .1, 1, 5} {
				p := Params{Part: part, Send: send, U: u, Trials: 40_000, Seed: 3}
				o := runOrder(nil, p)
				want := p.orderLaw()
				got := float64(o.Differ) / float64(o.Trials)
				if !(math.Abs(got-want) <= 5*math.Sqrt(want*(1-want)/float64(o.Trials))+1e-4) {
					t.Errorf("%s %s u=%g: %.5f, want %.5f", part, send, u, got, want)
				}
			}
		}
	}
}
