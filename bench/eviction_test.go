package bench

import (
	"fmt"
	"math"
	"testing"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"tradeofflab/sims/eviction"
	"tradeofflab/sims/eviction/policy"
)

// The trace of the cache benchmarks: Zipf with exponent 1 over a million keys.
const (
	cacheKeys     = 1_000_000
	cacheRequests = 10_000_000
	shardsRate    = 0.01
)

func cacheTrace(requests int) eviction.Trace {
	return eviction.Trace{IDs: eviction.NewZipf(cacheKeys, 1).Draw(42, requests), Objects: cacheKeys}
}

// peerReplay asks hashicorp's LRU, without its lock, for n requests.
func peerReplay(b *testing.B, t eviction.Trace, slots, n int) {
	c, err := simplelru.NewLRU[int32, struct{}](slots, nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, id := range t.IDs[:n] {
		if _, ok := c.Get(id); ok {
			sink++
		} else {
			c.Add(id, struct{}{})
		}
	}
}

// BenchmarkCacheReplay replays ten million requests, the peer as many, through LRU and SIEVE.
func BenchmarkCacheReplay(b *testing.B) {
	t := cacheTrace(cacheRequests)
	for _, name := range []string{"lru", "sieve"} {
		for _, slots := range []int{10_000, 100_000} {
			b.Run(fmt.Sprintf("%s/%d", name, slots), func(b *testing.B) {
				compare(b, cacheRequests, cacheRequests,
					func(n int) {
						sink += policy.Replay(policy.Find(name).New(t.Room(slots, policy.Options{})), t.IDs[:n], 0).Hits
					},
					func(n int) { peerReplay(b, t, slots, n) })
			})
		}
	}
}

// BenchmarkAllPolicies is a million requests through all fourteen policies, with the trace drawn.
func BenchmarkAllPolicies(b *testing.B) {
	var seconds []float64
	for range rounds {
		start := cpu(b)
		t := cacheTrace(1_000_000)
		for _, kind := range policy.Kinds {
			sink += policy.Replay(kind.New(t.Room(10_000, policy.Options{Sample: 5, Pool: 16, Seed: 1})), t.IDs, 0).Hits
		}
		seconds = append(seconds, (cpu(b) - start).Seconds())
	}
	b.ReportMetric(median(seconds), "s-cpu")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkMissRatioCurve makes the exact curve of LRU over ten million requests, as M requests a second, and compares
// it with SHARDS at 1 % of the keys (x-exact) and with one replay of LRU at 100,000 slots (x-replay, its share of the
// replay's speed). error is the mean distance of the sampled curve from the exact one.
func BenchmarkMissRatioCurve(b *testing.B) {
	t := cacheTrace(cacheRequests)
	var rate, sampled, replay, mistakes []float64
	for round := range rounds {
		var exact, estimate eviction.Distances
		whole := timed(b, cacheRequests, func(int) { exact = eviction.StackDistances(t, 0) })
		part := timed(b, cacheRequests, func(int) { estimate = eviction.SampledDistances(t, 0, shardsRate, round) })
		one := timed(b, cacheRequests,
			func(int) {
				sink += policy.Replay(policy.Find("lru").New(t.Room(100_000, policy.Options{})), t.IDs, 0).Hits
			})
		rate, sampled, replay = append(rate, 1000/whole), append(sampled, whole/part), append(replay, one/whole)
		got, sum := estimate.Hits(), 0.0
		for i, want := range exact.Hits() {
			sum += math.Abs(got[i]-want) / cacheRequests
		}
		mistakes = append(mistakes, sum/float64(len(got)))
	}
	b.ReportMetric(median(rate), "Mreq/s-exact")
	b.ReportMetric(median(sampled), "x-exact")
	b.ReportMetric(median(replay), "x-replay")
	b.ReportMetric(median(mistakes), "error")
	b.ReportMetric(0, "ns/op")
}
