package eviction

import (
	"fmt"
	"testing"

	"tradeofflab/sims"
	"tradeofflab/sims/simtest"
)

// What a run does stays within what it states, counted, at the ends of the knobs that decide its length.
func TestCostCoversTheSteps(t *testing.T) {
	simtest.HoldCost(t, Sim, "capacity=238396&objects=1&requests=1014240&seed=201265",
		"", "requests=1000", "policy=all&requests=1000", "policy=all&requests=300000",
		"policy=sampled&sample=100&pool=64&requests=100000&trace=uniform&capacity=200", "policy=opt",
		"policy=lru&objects=1000000&requests=200000", "policy=lfu_decay&sample=1&pool=0", "curve_pct=1",
		"policy=sampled&requests=603683&sample=69&seed=864001000", "policy=lfu&requests=300000&zipf=2&seed=3",
		"trace=upload&upload=a%3Bb%3Ba", "objects=1&requests=1000", "trace=scan&scan_pct=90", "trace=loop")
	// a sample that holds the first, second or third key, or none of them
	for seed := range 12 {
		for _, trace := range []string{"zipf", "scan", "shift", "uniform&objects=150", "loop&objects=1200"} {
			simtest.HoldCost(t, Sim, fmt.Sprintf("policy=fifo&requests=300000&zipf=1.2&trace=%s&seed=%d", trace, seed))
		}
	}
	if cost := Sim.Default().Cost; cost >= sims.LargeWork {
		t.Errorf("the default run states %g and would wait for a seat", cost)
	}
}
