package proofs

import (
	"math"
	"slices"
	"testing"
)

// A name asks for one proof, and a proof gives the same number each time.
func TestNames(t *testing.T) {
	names := Names()
	for i, name := range names {
		if i > 0 && names[i-1] == name {
			t.Errorf("%q stands in two tables", name)
		}
		proof, ok := Find(name)
		if !ok {
			t.Fatalf("no proof %q", name)
		}
		if a, b := proof(), proof(); a != b || math.IsInf(a, 0) {
			t.Errorf("%s gives %g, then %g", name, a, b)
		}
	}
	if !slices.IsSorted(names) {
		t.Error("the names are not in order")
	}
	if _, ok := Find("none"); ok {
		t.Error("found a proof that nobody wrote")
	}
}
