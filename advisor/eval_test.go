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

// TestLinesOfTheDesign holds the lines beside the family to what the accuracy page says of them: a line that gets worse
// is a change to be argued for.
func TestLinesOfTheDesign(t *testing.T) {
	m, err := engine(t).Measure()
	if err != nil {
		t.Fatal(err)
	}
	if m.Designs.Accepted < 95 || m.Designs.Harmful > 0 {
		t.Errorf("family accepted in %.1f %% and harmful in %.1f %% of %d designs", m.Designs.Accepted,
			m.Designs.Harmful, m.Designs.Cases)
	}
	least := map[string]float64{"second stores": 98, "replication": 90, "sharding": 95, "scale": 95, "read cache": 98,
		"cost": 80, "cost within × 3": 100, "plan": 85, "says": 78, "does not say": 99}
	for _, l := range m.Lines {
		if l.Right < least[l.Label] {
			t.Errorf("%s is right in %.1f %% of %d cases, want %g", l.Label, l.Right, l.Cases, least[l.Label])
		}
		for _, x := range l.Wrong {
			t.Logf("%s, %s: %s, wanted %s", l.Label, x.Case, x.Got, x.Want)
		}
		delete(least, l.Label)
	}
	if len(m.Lines) < 10 || len(least) > 0 {
		t.Errorf("%d lines are judged, and none of %v", len(m.Lines), least)
	}
}

// TestWrongLabels refuses a case whose labels do not say what they seem to.
func TestWrongLabels(t *testing.T) {
	const ok = `{"id":"a","workload":{"patterns":[{"op":"append","writes_per_s":5}]},"expect":{"family":["relational"]`
	const (
		limits = "cost_usd_month has to be [least, most]"
		empty  = `{"id":"a","workload":{"patterns":[{"op":"append","writes_per_s":5}]}}`
	)
	for text, want := range map[string]string{
		ok + `,"cost_usd_month":[5]}}`:                 limits,
		ok + `,"cost_usd_month":[5,1]}}`:               limits,
		ok + `,"must_say":["a","b"],"words":[["a"]]}}`: "words has 1 lists for 2 ideas",
		ok + `},"data_gb":3}`:                          `only labels may stand, found data_gb`,
		empty:                                          "the accepted families are missing",
	} {
		if _, err := ReadCases(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
