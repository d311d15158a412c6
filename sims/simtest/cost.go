package simtest

import (
	"net/url"
	"testing"

	"tradeofflab/sims"
)

// HoldCost holds legal settings to their stated cost: each takes some steps, counted, and no more than it states.
func HoldCost(t *testing.T, s sims.Sim, queries ...string) {
	t.Helper()
	for _, query := range queries {
		run, err := parse(t, s, query)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		if _, steps, err := run.Counted(t.Context()); err != nil || float64(steps) > run.Cost || steps == 0 {
			t.Errorf("%s takes %d steps, error %v, want some and at most %.0f", query, steps, err, run.Cost)
		}
	}
}

// HoldRefused holds settings that take more time or memory than a run may to being refused.
func HoldRefused(t *testing.T, s sims.Sim, queries ...string) {
	t.Helper()
	for _, query := range queries {
		if run, err := parse(t, s, query); err == nil {
			t.Errorf("%s is not refused: it states %.3g", query, run.Cost)
		}
	}
}

func parse(t *testing.T, s sims.Sim, query string) (sims.Run, error) {
	t.Helper()
	q, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return s.Parse(q)
}
