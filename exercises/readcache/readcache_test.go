package readcache

import (
	"testing"
)

// TestCourseNumbers pins variant 0 to the course's own numbers: 20 MB for the hot fifth, 100 MB for everything, a
// ceiling of 80 %, and a time to live between 5 and 15 minutes.
func TestCourseNumbers(t *testing.T) {
	solution, err := Exercise.Solution(0)
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]string{"memory": "20", "ceiling": "80", "strategy": `"aside_delete"`} {
		if got := string(solution[part]); got != want {
			t.Errorf("%s %s, want %s", part, got, want)
		}
	}
	least, most := newTask(0).lifetimes()
	if least > 300 || most < 900 {
		t.Errorf("times to live from %g to %g s, want 300 to 900 s among them", least, most)
	}
}

// Every variant leaves a wide interval of times to live, with a whole minute in it, and its model answer inside.
func TestLifetimes(t *testing.T) {
	for variant := range 2000 {
		if least, most := newTask(variant).lifetimes(); most < 1.5*least || least < 60 {
			t.Errorf("variant %d: times to live from %g to %g s", variant, least, most)
		}
	}
}
