package stampede

import (
	"testing"

	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// A run takes no more steps than it states.
func TestCost(t *testing.T) {
	for _, p := range []Params{
		defaults,
		with(func(p *Params) { p.RPS, p.RecomputeS, p.DBPool = 80_000, 8, 1 }),
		with(func(p *Params) { p.RPS, p.TTLS = 100_000, 1 }),
		with(func(p *Params) { p.Protection, p.RPS, p.RecomputeS, p.Instances = "single_flight", 80_000, 10, 1000 }),
		with(func(p *Params) { p.Protection, p.Beta = "xfetch", 0.25 }),
		with(func(p *Params) { p.Protection, p.RPS, p.Crash, p.Early = "lock", 100_000, true, true }),
		with(func(p *Params) { p.RPS, p.RecomputeS, p.TTLS, p.DBPool, p.Retries = 1000, 10, 1, 1, 10 }),
	} {
		err := model.Bounded(t.Context(), cost(p), func(b *model.Budget) error {
			r := Run(b, p)
			leadFigure(b, p, r)
			t.Logf("%s: %d steps of %.0f", p.Protection, b.Spent(), cost(p))
			return nil
		})
		if err != nil {
			t.Errorf("%+v states %g steps: %v", p, cost(p), err)
		}
	}
}

// The run of the page's first view does not wait for a seat.
func TestDefaultIsSmall(t *testing.T) {
	if c := cost(defaults); c >= sims.LargeWork {
		t.Errorf("the default run states %g steps, want less than %g", c, sims.LargeWork)
	}
}
