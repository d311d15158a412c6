package loops

import (
	"strings"
	"testing"
)

// At gain 0 the coach asks for what can be done: the gain cannot be lowered.
func TestCoachAtGainNought(t *testing.T) {
	restless := 0
	for _, m := range models {
		for _, gain := range []float64{0, 0.05, 1, 10} {
			p := defaults
			p.Loop, p.Gain = m.Slug, gain
			s, err := newStudy(nil, p)
			if err != nil {
				t.Fatal(err)
			}
			said := coach(p, s)
			if gain == 0 && s.r.Rest == nil {
				restless++
				if !strings.Contains(said, "Raise the gain") {
					t.Errorf("%s at gain 0 without rest: %q, want to raise the gain", m.Slug, said)
				}
			}
			if gain == 0 && (strings.Contains(said, "Lower the gain") || strings.Contains(said, "halve the gain")) {
				t.Errorf("%s at gain 0: %q", m.Slug, said)
			}
		}
	}
	if restless == 0 {
		t.Error("no loop without rest at gain 0; writecache, pipeline and indexes have none")
	}
}

// A value that prints as 1 has its unit in the singular.
func TestAmount(t *testing.T) {
	for _, tt := range []struct {
		v          float64
		unit, want string
	}{{1, "queries", "1 query"}, {1.0001, "queries", "1.00 queries"}, {0, "queries", "0 queries"},
		{1, "1", "1"}, {1, "queries/week", "1 queries/week"}, {1, "ms", "1 ms"}, {1, "copies", "1 copy"}} {
		if got := amount(tt.v, tt.unit); got != tt.want {
			t.Errorf("amount(%g, %s) = %q, want %q", tt.v, tt.unit, got, tt.want)
		}
	}
}
