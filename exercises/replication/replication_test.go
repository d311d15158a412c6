package replication

import (
	"math"
	"testing"
)

// TestCourseNumbers pins variant 0 to the course's own numbers: with its normal lag the new name appears, and light in
// glass needs 6.5 ms for 664 km and back.
func TestCourseNumbers(t *testing.T) {
	solution, err := Exercise.Solution(0)
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]string{"sees": `"new"`, "sync_cost": "6.51", "p_stale": "8.208"} {
		if got := string(solution[part]); got != want {
			t.Errorf("%s: %s, want %s", part, got, want)
		}
	}
}

// TestVariantsAreDecided walks more variants than the contract test: the first question must have one answer, the share
// of stale reads must be far from 0 and from 100 %, and no commonly quoted wrong latency may count as right.
func TestVariantsAreDecided(t *testing.T) {
	behind := 0
	for variant := range 500 {
		x := newTask(variant)
		if x.behind {
			behind++
		}
		if p := x.stale(); p < 1 || p > 20 {
			t.Errorf("variant %d: %.2f %% stale reads, want 1 to 20", variant, p)
		}
		if accepted := 2.35 * x.floor(); accepted >= 49 {
			t.Errorf("variant %d: a practical latency of %.1f ms is accepted; 50 ms has to be wrong", variant, accepted)
		}
		if x.practical < 5 || x.practical > 25 {
			t.Errorf("variant %d: round trip of %d ms, want 5 to 25", variant, x.practical)
		}
	}
	if math.Abs(float64(behind)/500-1./3) > 0.1 { // 5 standard deviations of a third of 500
		t.Errorf("the replica is far behind in %d of 500 variants, want about a third", behind)
	}
}
