package trees

import (
	"fmt"
	"net/url"
	"testing"
	"tradeofflab/sims/simtest"
)

// A key of 8 bytes on pages of 8 KiB passes on every seed, and so do ascending keys on full pages of 4 KiB. A UUID of
// any kind, the start, larger pages alone, and everything at its maximum fail.
func TestChallengeHasAnAnswer(t *testing.T) {
	passes := func(change map[string]string, seed int) (bool, string) {
		q := url.Values{}
		for k, v := range Sim.Challenge.Preset {
			q[k] = v
		}
		for k, v := range change {
			q.Set(k, v)
		}
		q.Set("seed", fmt.Sprint(seed))
		r, err := simtest.Run(Sim, q)
		if err != nil {
			t.Fatal(err)
		}
		ok, said := true, ""
		for _, c := range Sim.Challenge.Judge(r) {
			ok = ok && c.OK
			said += fmt.Sprintf("%s %.4g of %.4g; ", c.ID, c.Got, c.Want)
		}
		return ok, said
	}
	for seed := 1; seed <= 5; seed++ {
		for _, good := range []map[string]string{
			{"order": "random", "key_bytes": "8", "page_kb": "8"},
			{"order": "sequential", "key_bytes": "8", "page_kb": "8", "split": "right"},
			{"order": "sequential", "key_bytes": "8", "page_kb": "4", "split": "right"},
		} {
			if ok, said := passes(good, seed); !ok {
				t.Errorf("seed %d: %v fails: %s", seed, good, said)
			}
		}
		for _, bad := range []map[string]string{
			{}, {"page_kb": "8"}, {"page_kb": "16"}, {"order": "uuid7", "page_kb": "8"},
			{"order": "uuid7", "split": "right", "page_kb": "8"}, {"order": "uuid7", "split": "right", "page_kb": "16"},
			{"order": "random", "key_bytes": "8", "page_kb": "16"}, {"order": "sequential", "key_bytes": "8",
				"split": "mid"},
			{"page_kb": "64", "key_bytes": "64", "right_fill_pct": "100", "pool_pages": "100000", "per_ms": "1000"},
			{"order": "random", "page_kb": "64", "key_bytes": "64", "split": "right", "pool_pages": "100000"},
		} {
			if ok, said := passes(bad, seed); ok {
				t.Errorf("seed %d: %v passes, want a failure: %s", seed, bad, said)
			}
		}
	}
}
