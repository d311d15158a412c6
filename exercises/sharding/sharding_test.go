package sharding

import (
	"testing"
)

// TestCourseNumbers pins variant 0 to the course's own numbers.
func TestCourseNumbers(t *testing.T) {
	solution, err := Exercise.Solution(0)
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]string{"touched": "4", "rows": "100000000", "key": `"id_index"`} {
		if got := string(solution[part]); got != want {
			t.Errorf("%s: %s, want %s", part, got, want)
		}
	}
	for variant := range 300 {
		if task := newTask(variant); task.rows%task.shards != 0 {
			t.Errorf("variant %d: %d million rows are no whole number of millions on %d shards", variant, task.rows,
				task.shards)
		}
	}
}
