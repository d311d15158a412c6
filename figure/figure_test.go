package figure_test

import (
	"testing"

	"tradeofflab/figure"
)

func TestNames(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "N27", 199: "N200"} {
		if got := figure.NodeName(i); got != want {
			t.Errorf("NodeName(%d) = %q, want %q", i, got, want)
		}
	}
	seen := map[figure.Identity]int{}
	for i := range 12 {
		id := figure.Node(i)
		id.Name = ""
		if other, ok := seen[id]; ok {
			t.Errorf("nodes %d and %d look alike", other, i)
		}
		seen[id] = i
	}
	before, after, other := figure.Compared("before"), figure.Compared("after"), figure.Compared("")
	if before == after || before == other || after == other {
		t.Errorf("lines that are compared look alike: %+v, %+v, %+v", before, after, other)
	}
}
