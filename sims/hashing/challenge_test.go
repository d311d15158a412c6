package hashing

import (
	"fmt"
	"testing"
	"tradeofflab/sims/simtest"
)

// Two answers pass on every seed; a plain ring, a rule without weights, one that asks every node, and everything at its
// maximum fail.
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
			t.Fatal(err)
		}
		for _, c := range Sim.Challenge.Judge(r) {
			if all++; c.OK {
				passed++
			}
		}
		return passed, all
	}
	for seed := 1; seed <= 10; seed++ {
		for _, good := range []map[string]string{
			{"algo": "maglev", "table": "16381"},
			{"algo": "bounded", "c": "1.05", "vnodes": "300"},
		} {
			if passed, all := judge(good, seed); passed != all {
				t.Errorf("seed %d: %v passes %d of %d goals", seed, good, passed, all)
			}
		}
		for _, bad := range []map[string]string{
			{}, {"vnodes": "2000"}, {"algo": "jump"}, {"algo": "modulo"}, {"algo": "rendezvous"},
			{"algo": "maglev", "table": "655373", "vnodes": "2000", "rf": "5", "c": "3"},
			{"algo": "bounded", "table": "655373", "vnodes": "2000", "rf": "5", "c": "3"},
		} {
			if passed, all := judge(bad, seed); passed == all {
				t.Errorf("seed %d: %v passes every goal, want a failure", seed, bad)
			}
		}
	}
}
