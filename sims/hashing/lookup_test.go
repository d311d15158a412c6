package hashing

import (
	"fmt"
	"math"
	"testing"
)

// A ring for programs gives the newcomer its share of text keys and moves no others.
func TestRingForPrograms(t *testing.T) {
	r := NewRing(4, 1000)
	grown := r.Add()
	moved := 0
	const keys = 20_000
	for i := range keys {
		key := fmt.Sprintf("user:%d", i)
		from, to := r.Owner(key), grown.Owner(key)
		if from == to {
			continue
		}
		if moved++; to != 4 {
			t.Fatalf("key %s moves from node %d to %d, want 4", key, from, to)
		}
	}
	// Four standard deviations of a beta share with 1,000 of 5,000 points, and of 20,000 keys.
	if got := float64(moved) / keys; math.Abs(got-0.2) > 4*math.Sqrt(.16/5000+.16/keys) {
		t.Errorf("%.4f of the keys move, want 0.2", got)
	}
}
