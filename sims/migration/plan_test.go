package migration

import (
	"slices"
	"strings"
	"testing"
)

// FuzzPlan holds that any text is a plan within its bounds, or refused in words.
func FuzzPlan(f *testing.F) {
	for _, text := range []string{"0:dual_write;1:backfill", "0:dual_write; 2.5:ramp=10;9:flip;14:decommission", "",
		";;", "1:flip;0:flip", "x", "0:", ":flip", "0:ramp", "0:ramp=NaN", "1e400:flip", "0:flip=3",
		"14:decommission;14:flip", strings.Repeat("0:flip;", 200)} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		plan, err := parsePlan(text)
		if err != nil {
			if len(err.Error()) < 10 || plan != nil {
				t.Errorf("%q: %v with a plan of %d", text, err, len(plan))
			}
			return
		}
		if len(plan) == 0 || len(plan) > mostEntries {
			t.Errorf("%q has %d entries", text, len(plan))
		}
		for i, e := range plan {
			if !(e.Day >= 0 && e.Day <= lastDay) || !(e.Percent >= 0 && e.Percent <= 100) ||
				!slices.Contains(phases, e.Phase) || i > 0 && e.Day < plan[i-1].Day {
				t.Errorf("%q: entry %d is %+v", text, i, e)
			}
		}
	})
}
