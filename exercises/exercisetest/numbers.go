package exercisetest

import (
	"context"
	"encoding/json"
	"math"
	"testing"

	"tradeofflab/exercises"
)

// Numbers holds the model answers of variant 0 to values that were computed apart from the parts, to a thousandth, and
// wants other variants to ask for others.
func Numbers(t *testing.T, e exercises.Exercise, want map[string]float64) {
	t.Helper()
	answer := func(variant int, part string) (v float64) {
		solution, err := e.Solution(variant)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(solution[part], &v); err != nil {
			t.Fatalf("%s variant %d %s: %v", e.Slug, variant, part, err)
		}
		return v
	}
	for part, v := range want {
		first := answer(0, part)
		if math.Abs(first-v) > 1e-3*math.Abs(v) {
			t.Errorf("%s: the model answer to %s is %g, want %g", e.Slug, part, first, v)
		}
		varies := false
		for variant := 1; variant < 10; variant++ {
			varies = varies || answer(variant, part) != first
		}
		if !varies {
			t.Errorf("%s: ten variants ask for the same %s", e.Slug, part)
		}
	}
}

// Written grades texts of variant 0, by part, each of which says the right value in another way.
func Written(t *testing.T, e exercises.Exercise, right map[string][]string) {
	t.Helper()
	for part, texts := range right {
		for _, text := range texts {
			answers := exercises.Answers{part: exercises.Value(text)}
			v, err := exercises.GradePart(context.Background(), e, 0, part, answers, exercises.Env{})
			if err != nil {
				t.Fatal(err)
			}
			if v.Score != v.Max {
				t.Errorf("%s %s: %q gets %d of %d: %+v", e.Slug, part, text, v.Score, v.Max, v.Checks)
			}
		}
	}
}
