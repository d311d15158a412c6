package circle

import (
	"maps"
	"testing"
)

// Four points a quarter apart: each owns a quarter, and what a leaving one owned goes to the next one clockwise.
func TestArcs(t *testing.T) {
	p, err := Parse("B 90, A 0, D 270, C 180")
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]float64{"A": 90, "B": 90, "C": 90, "D": 90}; !maps.Equal(p.Arcs(), want) {
		t.Errorf("arcs %v, want %v", p.Arcs(), want)
	}
	if want := map[string]float64{"A": 90, "B": 90, "D": 180}; !maps.Equal(p.Without("C").Arcs(), want) {
		t.Errorf("arcs without C %v, want %v", p.Without("C").Arcs(), want)
	}
	for at, want := range map[float64]string{0: "A", 0.5: "B", 90: "B", 200: "D", 271: "A"} {
		if got := p.Owner(at); got != want {
			t.Errorf("%g belongs to %s, want %s", at, got, want)
		}
	}
	one, err := Parse("A 30")
	if err != nil || one.Arcs()["A"] != 360 {
		t.Errorf("a single point owns %v, %v; want the whole circle", one.Arcs(), err)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{"", "A", "A 360", "A -1", "A x", "A NaN", "A 0, B 0", "A 1 2"} {
		if p, err := Parse(text); err == nil {
			t.Errorf("Parse(%q) = %v, want an error", text, p)
		}
	}
}
