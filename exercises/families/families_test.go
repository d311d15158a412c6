package families

import (
	"math"
	"testing"

	"tradeofflab/exercises"
)

// TestCourseNumbers pins variant 0 to the course's own numbers: 20,000 writes a second, 1.728 × 10^9 readings a day.
func TestCourseNumbers(t *testing.T) {
	solution, err := Exercise.Solution(0)
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]string{"iot.rate": "20000", "iot.day": "1728000000",
		"sessions.family": `"key-value"`, "iot.family": `"wide-column"`, "recs.family": `"graph"`,
		"logs.family": `"document"`} {
		if got := string(solution[part]); got != want {
			t.Errorf("%s: %s, want %s", part, got, want)
		}
	}
}

// TestVariantsAreDecided walks more variants than the contract test: each has one sensor workload with a whole number
// of writes a second, other numbers than the course's own, and no commonly quoted value that is accepted.
func TestVariantsAreDecided(t *testing.T) {
	for variant := 1; variant <= 400; variant++ {
		x := newTask(variant)
		if r := x.rate(); r != math.Trunc(r) || x.sensors == 100_000 && x.every == 5 {
			t.Errorf("variant %d: %d sensors every %d s give %g writes a second, want a whole number other than "+
				"the course's", variant, x.sensors, x.every, r)
		}
		ids := map[string]bool{}
		for _, w := range x.workloads {
			ids[w.ID] = true
		}
		if len(ids) != 4 || !ids["iot"] {
			t.Errorf("variant %d has the workloads %v, want four with the sensors", variant, ids)
		}
		task, err := Exercise.Task(variant)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"iot.rate", "iot.day"} {
			part, _ := task.Part(id)
			n := part.Ask.(*exercises.Number)
			for _, c := range n.Common {
				if c.Value >= n.Low && c.Value <= n.High {
					t.Errorf("variant %d %s: the wrong value %g is accepted", variant, id, c.Value)
				}
			}
		}
	}
}
