package loops

import (
	"net/url"
	"testing"
)

// Shorter delays settle the loop within all goals. The start, a smaller or a larger gain, more planned consumers,
// faster consumers, a lower target, two changes at once, and everything at its maximum fail.
func TestChallengeHasAnAnswer(t *testing.T) {
	passes := func(change map[string]string) bool {
		q := url.Values{}
		for k, v := range Sim.Challenge.Preset {
			q[k] = v
		}
		for k, v := range change {
			q[k] = []string{v}
		}
		a, err := Sim.Try(t.Context(), q)
		return err == nil && a.Passed
	}
	for _, good := range []map[string]string{{"delay": "0.35"}, {"delay": "0"}, {"change": "notice=1"}} {
		if !passes(good) {
			t.Errorf("%v fails, want it to pass", good)
		}
	}
	for _, bad := range []map[string]string{{}, {"gain": "0.3"}, {"gain": "0.5"}, {"gain": "2"}, {"gain": "10"},
		{"delay": "2"}, {"delay": "10"}, {"change": "planned=9"}, {"change": "planned=12"}, {"change": "each=20000"},
		{"change": "produced=40000"}, {"change": "target=0"}, {"change": "boot=0.5"}, {"change": "fetch=10"},
		{"delay": "0.35", "gain": "0.9"}, {"gain": "10", "delay": "10"},
		{"change": "produced=10000000,each=1000000,target=10000000,planned=1000,step=0.001,boot=60,fetch=10,notice=60",
			"gain": "10", "delay": "10"}} {
		if passes(bad) {
			t.Errorf("%v passes, want it to fail", bad)
		}
	}
}
