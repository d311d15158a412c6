package sims

import (
	"math"
	"net/url"
	"testing"
)

// Too large a run is refused by the knob that makes it so: not by one that stands far above a default of 0 and costs
// nothing, nor by one without which the others are illegal; and where small values cost, the way back is up.
func TestTooLargeNamesItsCause(t *testing.T) {
	type params struct {
		Size, Rounds, Gap int
		Shift             float64
	}
	for _, c := range []struct {
		query      string
		knob       string
		high       bool
		mostRounds int // a rule over several knobs: more rounds than this need a shift
	}{
		{"size=100&rounds=20&shift=2", "size", true, 1000},
		{"size=20&rounds=100&shift=2", "rounds", true, 1000},
		{"gap=1&shift=2", "gap", false, 1000},
		{"size=100&rounds=20&shift=2", "size", true, 15},
		{"", "size", true, 1000}, // all at its default: what the least value takes off
	} {
		p := params{Size: 10, Rounds: 10, Gap: 100}
		knobs := []Knob{Float(&p.Shift, "shift", "Shift", 0, 2, 0.1), Int(&p.Size, "size", "Size", 1, 1000),
			Int(&p.Rounds, "rounds", "Rounds", 5, 1000), Int(&p.Gap, "gap", "Gap", 1, 1000)}
		q, _ := url.ParseQuery(c.query)
		if err := Bind(knobs, q); err != nil {
			t.Fatal(err)
		}
		before := p
		name, high := costliest(knobs, func() float64 {
			if p.Rounds > c.mostRounds && p.Shift == 0 {
				return math.Inf(1)
			}
			return float64(p.Size) * float64(p.Rounds) / float64(p.Gap)
		})
		if name != c.knob || high != c.high {
			t.Errorf("%s: names %s, above its default: %t; want %s, %t", c.query, name, high, c.knob, c.high)
		}
		if p != before {
			t.Errorf("%s: the search leaves %+v, want %+v", c.query, p, before)
		}
	}
}
