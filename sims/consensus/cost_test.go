package consensus

import (
	"testing"

	"tradeofflab/sims/simtest"
)

// What a run does stays within what it states; one that was measured at 260 MB is refused.
func TestCostCoversTheSteps(t *testing.T) {
	simtest.HoldCost(t, Sim, "", "nodes=5&duration_s=60&write_rate=1000",
		"duration_s=100&write_rate=100&read_rate=2000")
	simtest.HoldRefused(t, Sim, "nodes=3&duration_s=146.164&write_rate=2913.32")
}
