package families

import (
	"testing"

	"tradeofflab/sims/simtest"
)

// TestCost holds the steps of runs to what they state.
func TestCost(t *testing.T) {
	simtest.HoldCost(t, Sim, "", "engine=sqlite", "part=model", "part=khop&people=5000&degree=20&hops=4",
		"part=khop&people=5000&degree=19&hops=1", "part=khop&people=5000&degree=20",
		"part=khop&people=30&degree=20&hops=4",
		"part=khop&people=100&degree=10&hops=4", "part=khop&people=5000&degree=3&hops=3",
		"part=engines&records=20000&ops=20000", "part=engines&records=100&ops=500")
}
