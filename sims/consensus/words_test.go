package consensus

import (
	"net/url"
	"strings"
	"testing"

	"tradeofflab/sims/simtest"
)

// TestWordsAgreeWithTheRun asks for settings in which a usual sentence would be false: a fault shorter than a timeout,
// nobody left, an outage that has no end, no fault at all.
func TestWordsAgreeWithTheRun(t *testing.T) {
	for _, c := range []struct {
		query   string
		says    []string // each stands in the takeaway, the coach line or a figure's sentence
		saysNot []string
	}{
		{"fault_s=0.5", []string{"while the fault lasts, and in the whole run", "The fault ends before"},
			[]string{"cannot elect", "may crash at once"}},
		{"fault=minority&fault_s=0.5", []string{"The fault ends before"}, []string{"may crash at once"}},
		{"timeout_min_ms=1500&timeout_max_ms=1500", []string{"the longest 1,500"}, []string{"may crash at once"}},
		{"nodes=3&crash_nodes=7", []string{"Nobody is left to elect a leader"}, []string{"0 nodes"}},
		{"crash_nodes=5", []string{"A leader makes all logs like its own"}, []string{"filled up", "overwrite"}},
		{"crash_nodes=3&crashes=100", []string{"faults asked for", "had no leader when they were ended"},
			[]string{"Half of 30"}},
		{"crashes=100", []string{"the longest for"}, []string{"one in a hundred", "99 of 100 for"}},
		{"fault=none&preset=paper&delay_ms=150", []string{"Nothing fails. For"}, nil},
		{"fault_at_s=40", []string{"Nothing fails: "}, []string{"One fault is one draw"}},
		{"jitter_ms=20&fsync_ms=0&write_rate=1", []string{"met a late message"}, []string{"busy disk"}},
		{"delay_ms=150&prevote=off&timeout_min_ms=1000", nil, []string{"8 of 8 points"}},
	} {
		q, err := url.ParseQuery(c.query)
		if err != nil {
			t.Fatal(err)
		}
		r, err := simtest.Run(Sim, q)
		if err != nil {
			t.Fatalf("%s: %v", c.query, err)
		}
		said := r.Takeaway + "\n" + r.Coach
		for _, f := range r.Figures {
			said += "\n" + f.Takeaway + "\n" + f.Caption
			if f.Badge != nil {
				said += "\n" + f.Badge.Text
			}
		}
		for _, want := range c.says {
			if !strings.Contains(said, want) {
				t.Errorf("%s does not say %q:\n%s", c.query, want, said)
			}
		}
		for _, bad := range c.saysNot {
			if strings.Contains(said, bad) {
				t.Errorf("%s says %q:\n%s", c.query, bad, said)
			}
		}
	}
}
