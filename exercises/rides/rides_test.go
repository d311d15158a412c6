package rides

import (
	"math"
	"testing"

	"tradeofflab/exercises/exercisetest"
)

// TestCaseNumbers pins variant 0 to the case: 420 trips a second, 238 times fewer than told, 4,842,432,842 cells at
// resolution 9, 4.05 % of old reads, a fifth of the shards.
func TestCaseNumbers(t *testing.T) {
	exercisetest.Numbers(t, Exercise, map[string]float64{"rate": 420, "factor": 238.25, "cells": 4_842_432_842,
		"stale": 4.05, "move": 20})
}

// The number of cells follows from the rule of division that the task states.
func TestGrid(t *testing.T) {
	c := 122.0
	for r := range 12 {
		if grid(r) != c {
			t.Errorf("resolution %d: %.0f cells, by the rule %.0f", r, grid(r), c)
		}
		c = 7*(c-12) + 6*12
	}
}

// In every variant what is told is far above every stream of trips, so that the reports alone can be meant.
func TestOneStreamFits(t *testing.T) {
	for variant := range 300 {
		if c := newTask(variant); float64(c.told) < 5*12*c.rate() {
			t.Errorf("variant %d: %d told, and twelve versions a trip are %.0f a second", variant, c.told, 12*c.rate())
		}
	}
}

// lateWord is the share of a long time within a second after a change, of gaps taken evenly from their law.
func TestLateWord(t *testing.T) {
	for _, mean := range []float64{.5, 3, 3600} {
		const steps = 100_000
		old, all := 0.0, 0.0
		for i := range steps {
			gap := -mean * math.Log((float64(i)+.5)/steps)
			old += min(gap, 1)
			all += gap
		}
		if got := lateWord(1/mean, 1); math.Abs(got-old/all) > 1e-3*got {
			t.Errorf("a change every %g s: %g old, and the gaps give %g", mean, got, old/all)
		}
	}
}

func TestWritten(t *testing.T) {
	exercisetest.Written(t, Exercise, map[string][]string{"rate": {"420", "419.7 per second", "25,183 per minute"},
		"factor": {"238x", "240"}, "cells": {"4.84 billion", "4842 million", "4,842,432,842 cells"},
		"stale": {"4.05 %"}, "move": {"20 percent"}})
}
