package conflicts

import (
	"strings"
	"testing"
)

func TestTypesOfOne(t *testing.T) {
	f := typesFigure(defaults, Result{Replay: replay{Writes: 1, Kept: 1, Lost: 1, Versions: 1, Pairs: 1, Outlived: 1}})
	var said []string
	for _, row := range f.Table.Rows {
		said = append(said, row[1]+", "+row[2])
	}
	want := "1 write lost, one value; none lost, up to 1 value; none lost, every increment: 1; none lost, an add " +
		"outlived a remove 1 time"
	if got := strings.Join(said, "; "); got != want {
		t.Errorf("rows of one: %q, want %q", got, want)
	}
	if want := "Among 1 write one pair met;"; !strings.HasPrefix(f.Takeaway, want) {
		t.Errorf("takeaway of one: %q, want %q", f.Takeaway, want)
	}
}
