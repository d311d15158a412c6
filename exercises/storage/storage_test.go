package storage

import (
	"testing"
)

// TestCourseNumbers pins variant 0 to the course's own numbers: 7.3 TB, 167.90 USD a month.
func TestCourseNumbers(t *testing.T) {
	solution, err := Exercise.Solution(0)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(solution["cost"]); got != "167.9" {
		t.Errorf("cost %s, want 167.9", got)
	}
	if got := newTask(0).storedGB(); got != 7300 {
		t.Errorf("stored %g GB, want 7300", got)
	}
}
