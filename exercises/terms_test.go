package exercises

import (
	"context"
	"testing"
)

// TestTermsBelongToTheirSubject grades the same words with the terms of rings and without: what another subject calls
// a single point is no talk about something else there.
func TestTermsBelongToTheirSubject(t *testing.T) {
	rings := NewTerms([]Spelling{{`virtual[ \-]+nodes?\b|\bv[ \-]?nodes?\b`, "vnode"}},
		[]string{"without|no vnode", "with|a single|one point"}, []string{"with vnode"})
	for _, tt := range []struct {
		text         string
		ring, others bool
	}{
		{"With a single point the whole load goes to one node.", false, true},
		{"It is not a single point, and the load doubles.", true, true},
		{"Without virtual nodes, the load of the node doubles.", false, true},
		{"The load doubles with no v-nodes, but with vnodes it is spread.", false, true},
		{"Without them, the load of the node doubles.", false, false},
		{"With virtual nodes the load of each doubles.", true, true},
	} {
		for name, c := range map[string]struct {
			terms *Terms
			want  bool
		}{"rings": {rings, tt.ring}, "plain": {nil, tt.others}} {
			p := &Prose{Terms: c.terms, Ideas: []Idea{{ID: "i", States: []Pattern{Says("load", "doubl|whole")}}}}
			r, err := p.grade(context.Background(), tt.text, attempt{})
			if err != nil || r.checks[0].OK != c.want {
				t.Errorf("%s, %q: stated %v (%v), want %v", name, tt.text, r.checks[0].OK, err, c.want)
			}
		}
	}
}
