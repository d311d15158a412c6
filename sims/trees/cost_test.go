package trees

import (
	"net/url"
	"testing"
)

// TestCost holds the steps of runs to what they state.
func TestCost(t *testing.T) {
	for _, query := range []string{"", "n=100", "structure=lsm&n=100", "fanout=3&n=100000",
		"fanout=2000&n=300000&order=sequential", "structure=hash",
		"structure=hash&n=300000&load_factor=0.1&fanout=3&collision=chaining", "structure=hash&n=100&load_factor=0.95",
		"structure=inverted&n=200000", "structure=inverted&n=100",
		"structure=spatial&n=20000&radius_km=50&spatial=geohash", "structure=spatial&n=20000&radius_km=50&fanout=3",
		"structure=spatial&n=20000&radius_km=22&spatial=grid", "structure=spatial&n=100&radius_km=50",
		"structure=spatial&n=20000&radius_km=0.1&spatial=quadtree", "structure=lsm&memtable_mb=0.01&levels_ratio=20",
		"structure=lsm&memtable_mb=0.01&levels_ratio=2&value_bytes=1000", "structure=lsm&memtable_mb=64&n=500000",
		"structure=lsm&memtable_mb=0.01&policy=tiered"} {
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
