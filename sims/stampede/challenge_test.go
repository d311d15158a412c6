package stampede

import (
	"fmt"
	"testing"
	"tradeofflab/sims/simtest"
)

// Stale values behind a short lock pass, and so does early refresh under a lock. The start, a longer lock, each
// protection alone, and everything at its maximum fail.
func TestChallengeHasAnAnswer(t *testing.T) {
	judge := func(change map[string]string, seed int) (passed, all int) {
		q := make(map[string][]string)
		for k, v := range Sim.Challenge.Preset {
			q[k] = v
		}
		for k, v := range change {
			q[k] = []string{v}
		}
		q["seed"] = []string{fmt.Sprint(seed)}
		r, err := simtest.Run(Sim, q)
		if err != nil {
			return 0, 1
		}
		for _, c := range Sim.Challenge.Judge(r) {
			if all++; c.OK {
				passed++
			}
		}
		return passed, all
	}
	for seed := 1; seed <= 3; seed++ {
		for _, good := range []map[string]string{{"protection": "lock_stale", "lock_ttl_s": "2.5"},
			{"protection": "lock", "early": "on", "lock_ttl_s": "3"}} {
			if passed, all := judge(good, seed); passed != all {
				t.Errorf("seed %d: %v passes %d of %d goals", seed, good, passed, all)
			}
		}
		for _, bad := range []map[string]string{
			{}, {"protection": "none"}, {"protection": "xfetch"}, {"protection": "lock_stale"},
			{"protection": "single_flight"}, {"protection": "lock", "lock_ttl_s": "2.5"},
			{"protection": "lock", "early": "on", "beta": "4", "fencing": "on", "grace_s": "600", "lock_ttl_s": "60"},
			{"protection": "lock_stale", "early": "on", "beta": "4", "fencing": "on", "grace_s": "600",
				"lock_ttl_s": "60"},
		} {
			if passed, all := judge(bad, seed); passed == all {
				t.Errorf("seed %d: %v passes every goal, want a failure", seed, bad)
			}
		}
	}
}
