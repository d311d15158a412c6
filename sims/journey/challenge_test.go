package journey

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// The reference meets every goal on every hidden seed. The largest of everything fails by the budget, and so does a
// generous plan that keeps all months; nothing done, one copy of the data, and a lake that comes too late fail by the
// months.
func TestChallenge(t *testing.T) {
	for name, c := range map[string]struct {
		moves, node, rf string
		fails           string // goals that some seed misses
	}{
		"reference": {reference, "storage", "3", ""},
		"nothing":   {"", "medium", "3", "months"},
		"largest": {"1:replicas=15;2:tune;3:tune;4:tune;5:cache=200;20:widecolumn=1000", "large", "3",
			"budget months"},
		"generous": {"14:replicas=2;40:widecolumn=12;50:lake=3;58:widecolumn=40;64:cache=2;66:widecolumn=100;" +
			"72:widecolumn=200", "storage", "3", "budget"},
		"one copy":    {reference, "storage", "1", "months"},
		"no lake":     {strings.ReplaceAll(reference, "50:lake=1;", ""), "storage", "3", "months"},
		"small nodes": {reference, "small", "3", "months"},
	} {
		q := maps.Clone(challenge.Preset)
		for k, v := range map[string]string{"moves": c.moves, "node": c.node, "rf": c.rf} {
			q[k] = []string{v}
		}
		a, err := Sim.Try(t.Context(), url.Values(q))
		if err != nil {
			t.Fatal(err)
		}
		var missed []string
		for _, s := range a.Seeds {
			for _, k := range s.Checks {
				if !k.OK && !slices.Contains(missed, k.ID) {
					missed = append(missed, k.ID)
				}
			}
		}
		slices.Sort(missed)
		if got := strings.Join(missed, " "); a.Passed != (c.fails == "") || got != c.fails {
			t.Errorf("%s: passed %v, misses %q, want %q", name, a.Passed, got, c.fails)
		}
	}
}
