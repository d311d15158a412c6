package trees

import (
	"testing"

	"tradeofflab/sims/simtest"
)

// TestCost holds the steps of runs to what they state.
func TestCost(t *testing.T) {
	simtest.HoldCost(t, Sim, "", "n=100", "structure=lsm&n=100", "fanout=3&n=100000",
		"fanout=2000&n=300000&order=sequential", "structure=hash",
		"structure=hash&n=300000&load_factor=0.1&fanout=3&collision=chaining", "structure=hash&n=100&load_factor=0.95",
		"structure=inverted&n=200000", "structure=inverted&n=100",
		"structure=spatial&n=20000&radius_km=50&spatial=geohash", "structure=spatial&n=20000&radius_km=50&fanout=3",
		"structure=spatial&n=20000&radius_km=22&spatial=grid", "structure=spatial&n=100&radius_km=50",
		"structure=spatial&n=20000&radius_km=0.1&spatial=quadtree", "structure=lsm&memtable_mb=0.01&levels_ratio=20",
		"structure=lsm&memtable_mb=0.01&levels_ratio=2&value_bytes=1000", "structure=lsm&memtable_mb=64&n=500000",
		"structure=lsm&memtable_mb=0.01&policy=tiered")
}
