package families

import (
	"net/url"
	"testing"
)

// TestCost holds the steps of runs to what they state.
func TestCost(t *testing.T) {
	for _, query := range []string{"", "engine=sqlite", "part=model", "part=khop&people=5000&degree=20&hops=4",
		"part=khop&people=5000&degree=19&hops=1", "part=khop&people=5000&degree=20",
		"part=khop&people=30&degree=20&hops=4",
		"part=khop&people=100&degree=10&hops=4", "part=khop&people=5000&degree=3&hops=3",
		"part=engines&records=20000&ops=20000", "part=engines&records=100&ops=500"} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		run, err := Sim.Parse(q)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		if _, steps, err := run.Counted(t.Context()); err != nil || float64(steps) > run.Cost || steps == 0 {
			t.Errorf("%s takes %d steps, error %v, want some and at most %.0f", query, steps, err, run.Cost)
		}
	}
}
