package hashing

import (
	"errors"
	"net/url"
	"testing"

	"tradeofflab/sims"
	"tradeofflab/sims/simtest"
)

// Whatever is typed is either refused by name or accepted, and an accepted run has a name that is accepted again.
func FuzzTextKnobs(f *testing.F) {
	f.Add("4, 4, 1", "A 0, B 90, C 180, D 270", "B")
	f.Add("0.25", "A 1e2, A 3", "")
	f.Add(",", "é 3", "N27")
	f.Fuzz(func(t *testing.T, weights, positions, leave string) {
		for _, q := range []url.Values{{"weights": {weights}}, {"positions": {positions}},
			{"op": {"remove"}, "leave": {leave}}} {
			if _, err := Sim.Parse(q); err != nil {
				var bad *sims.ParamError
				if !errors.As(err, &bad) {
					t.Errorf("%v: error %v is no ParamError", q, err)
				}
				continue
			}
			again, err := url.ParseQuery(simtest.Query(Sim, q))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := Sim.Parse(again); err != nil {
				t.Errorf("%v is accepted, its canonical form %v is not: %v", q, again, err)
			}
		}
		if w, err := parseWeights(weights); err == nil {
			for _, v := range w {
				if !(v >= minWeight && v <= maxWeight) {
					t.Errorf("parseWeights(%q) gives %v", weights, v)
				}
			}
		}
	})
}
