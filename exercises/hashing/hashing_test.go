package hashing

import (
	"testing"
)

// TestCourseNumbers pins the values of variant 0 to the course's own.
func TestCourseNumbers(t *testing.T) {
	r := newRing(0)
	if r.name(r.loser()) != "C" || r.takes() != 500 || r.name(r.heir()) != "D" || r.doubled() != 2000 {
		t.Errorf("loser %s, takes %d, heir %s with %d; want C, 500, D, 2000", r.name(r.loser()), r.takes(),
			r.name(r.heir()), r.doubled())
	}
	solution, err := Exercise.Solution(0)
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]string{"moved": "500", "modulo": "3200", "loser": `"C"`} {
		if got := string(solution[part]); got != want {
			t.Errorf("%s: %s, want %s", part, got, want)
		}
	}
	task, _ := Exercise.Task(0)
	if task.Max != 19 {
		t.Errorf("%d points, want 19", task.Max)
	}
}

// TestVariantsGiveWholeNumbers walks more variants than the contract test: every count of keys has to be whole, by
// brute force over the hashes.
func TestVariantsGiveWholeNumbers(t *testing.T) {
	for variant := range 500 {
		r := newRing(variant)
		sum := 0
		for i := range r.at {
			sum += r.load(i)
		}
		if sum != r.keys {
			t.Errorf("variant %d: arcs hold %d keys of %d", variant, sum, r.keys)
		}
		moves := 0
		for h := range r.keys {
			if h%r.n() != h%(r.n()+1) {
				moves++
			}
		}
		if moves*(r.n()+1) != r.keys*r.n() {
			t.Errorf("variant %d: %d of %d keys move by modulo from %d nodes", variant, moves, r.keys, r.n())
		}
	}
}
