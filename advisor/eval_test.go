package advisor

import (
	"strings"
	"testing"
)

func engine(t testing.TB) *Engine {
	t.Helper()
	r, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return New(r)
}

func cases(t testing.TB) []Case {
	t.Helper()
	c, err := Library()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestAccuracy holds the rules to what the accuracy page may say of them.
func TestAccuracy(t *testing.T) {
	a, err := engine(t).Evaluate(cases(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d cases: accepted %.1f %%, best %.1f %%, harmful %.1f %%, twins %.1f %% of %d, blank accepted %.1f %%, "+
		"jitter %.1f %%, small with two or more secondaries %d",
		a.Cases, a.Accepted, a.Best, a.Harmful, a.BothRight, a.Pairs, a.WithoutTerm.Accepted, a.Jitter, a.SmallExtra)
	for _, o := range a.Outcomes {
		if !o.Best {
			t.Logf("%s: %s for %s. %s", o.ID, o.Got, strings.Join(o.Want, " or "), o.Why)
		}
		if len(o.Secondaries) > 0 {
			t.Logf("   %s: %s + %s", o.ID, o.Got, strings.Join(o.Secondaries, ", "))
		}
	}
	for _, b := range []struct {
		what    string
		got     float64
		want    float64
		atLeast bool
	}{
		{"accepted", a.Accepted, 95, true}, {"best", a.Best, 75, true}, {"harmful", a.Harmful, 1, false},
		{"twin pairs right", a.BothRight, 90, true},
		{"accepted without transactions, loss and team", a.WithoutTerm.Accepted, 85, true},
		{"flips under ±50 %", a.Jitter, 10, false}, {"small systems with two secondaries",
			float64(a.SmallExtra), 0, false},
	} {
		if b.atLeast && b.got < b.want || !b.atLeast && b.got > b.want {
			t.Errorf("%s: %.1f, want %.1f", b.what, b.got, b.want)
		}
	}
}
