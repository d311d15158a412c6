package sharding

import (
	"fmt"
	"net/url"
	"testing"
	"tradeofflab/sims/simtest"
)

// An asynchronous global index with a flush time between the two limits passes on every seed. A local index, a second
// request, a synchronous index, either end of the flush time and everything at its maximum fail.
func TestChallengeHasAnAnswer(t *testing.T) {
	passes := func(change map[string]string, seed int) bool {
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
		for _, c := range Sim.Challenge.Judge(r) {
			if !c.OK {
				return false
			}
		}
		return true
	}
	for _, seed := range []int{1, 2, 3} {
		for _, good := range []map[string]string{{"index": "global_async", "flush_ms": "200"},
			{"index": "global_async", "flush_ms": "900", "strategy": "consistent"}} {
			if !passes(good, seed) {
				t.Errorf("seed %d: %v fails", seed, good)
			}
		}
		for _, bad := range []map[string]string{
			{}, {"hedge": "p95"}, {"index": "none"}, {"index": "global_sync", "flush_ms": "200"},
			{"index": "global_async"}, {"index": "global_async", "flush_ms": "10000"},
			{"index": "global_async", "hedge": "p99", "flush_ms": "10000", "buckets": "512", "target_shards": "512",
				"tenants": "100000", "copy_mb_s": "1000", "row_bytes": "5000", "strategy": "consistent"},
		} {
			if passes(bad, seed) {
				t.Errorf("seed %d: %v passes, want a failure", seed, bad)
			}
		}
	}
}
