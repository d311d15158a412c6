package pipeline

import (
	"testing"

	"tradeofflab/exercises"
)

// TestCourseNumbers pins variant 0 to the course's own numbers: 23,148 events and 11.57 MB a second, 35 consumers at
// least, with two partitions for each.
func TestCourseNumbers(t *testing.T) {
	solution, err := Exercise.Solution(0)
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]string{"rate": "23148.1", "mbps": "11.57", "partitions": "70",
		"storage": `"lakehouse"`} {
		if got := string(solution[part]); got != want {
			t.Errorf("%s: %s, want %s", part, got, want)
		}
	}
	if s := newTask(0).size(); s.ByThroughput != 5 || s.ByConsumers != 35 {
		t.Errorf("bounds %d and %d, want 5 by bytes and 35 by consumers", s.ByThroughput, s.ByConsumers)
	}
}

// TestVariantsAreDecided walks more variants than the contract test: consumers decide, and no commonly quoted value is
// accepted.
func TestVariantsAreDecided(t *testing.T) {
	for variant := range 400 {
		x := newTask(variant)
		if s := x.size(); s.ByConsumers <= s.ByThroughput {
			t.Errorf("variant %d: %d partitions by consumers, %d by bytes, want consumers to decide", variant,
				s.ByConsumers, s.ByThroughput)
		}
		task, err := Exercise.Task(variant)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range []string{"rate", "mbps", "partitions"} {
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
