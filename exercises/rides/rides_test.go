package rides

import (
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
