package bank

import (
	"testing"

	"tradeofflab/exercises/exercisetest"
)

// TestCaseNumbers pins variant 0 to the case: 1.22 times the work instead of 10, 8.2 times shorter; a copy fed once an
// hour lacks 59 of 60 payments looked at after a minute; 30 over 5 are 142,506 sets.
func TestCaseNumbers(t *testing.T) {
	exercisetest.Numbers(t, Exercise, map[string]float64{"offload": 1 / .82, "gain": 8.2, "miss": 100 * 59. / 60,
		"age": 30, "blast": 100 / 142_506.})
}

// missed agrees with payments that are followed one by one: a payment at time x of a period is shown when the feed that
// begins at the end of that period has ended.
func TestMissed(t *testing.T) {
	for variant := range 100 {
		c := newTask(variant)
		const steps = 10_000
		missed := 0
		for i := range steps {
			x := (float64(i) + .5) / steps * float64(c.period)
			if shown := float64(c.period + c.lag); x+float64(c.look)/60 < shown {
				missed++
			}
		}
		if got := float64(missed) / steps; got-c.missed() > 2./steps || c.missed()-got > 2./steps {
			t.Errorf("variant %d: %g missed, by the formula %g", variant, got, c.missed())
		}
	}
}

// Two sites never go on, and three do if none holds half.
func TestGoesOn(t *testing.T) {
	for id, nodes := range layouts {
		if want := len(nodes) > 2 && id != "heavy"; goesOn(nodes) != want {
			t.Errorf("%s %v goes on: %v", id, nodes, !want)
		}
	}
}

func TestWritten(t *testing.T) {
	exercisetest.Written(t, Exercise, map[string][]string{"offload": {"1.22 times"}, "gain": {"8.2x"},
		"miss": {"98 %", "98.3"}, "age": {"0.5 h", "1800 s"}, "blast": {"0.0007 %", "7.02e-4"}})
}
