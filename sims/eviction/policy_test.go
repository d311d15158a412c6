package eviction

import (
	"fmt"
	"testing"

	"tradeofflab/sims/eviction/policy"
)

// testTraces are small traces of every kind.
func testTraces(seed int) map[string]Trace {
	p := Params{Zipf: 0.9, Objects: 60, Requests: 3000, ScanPct: 30, Shifts: 5, Seed: seed}
	out := map[string]Trace{}
	for _, kind := range []string{"zipf", "uniform", "loop", "scan", "shift"} {
		p.Trace = kind
		out[kind] = NewTrace(p)
	}
	return out
}

// Every deterministic policy decides request by request as its plain description does, at small and odd capacities too.
func TestPoliciesFollowTheirDescription(t *testing.T) {
	for seed := range 3 {
		for kind, tr := range testTraces(seed) {
			for _, capacity := range []int{1, 2, 3, 4, 5, 7, 10, 13, 20, 31, 45, 59, 60, 61} {
				for name, plain := range map[string]func(int32) bool{
					"fifo": plainFIFO(capacity), "lru": plainLRU(capacity), "clock": plainClock(capacity),
					"sieve": plainSieve(capacity),
					"lfu":   plainLFU(capacity), "slru": plainSLRU(capacity), "twoq": plainTwoQ(capacity),
					"arc": plainARC(capacity), "s3fifo": plainS3FIFO(capacity),
				} {
					c := made(name, tr, capacity, policy.Options{})
					for i, id := range tr.IDs {
						if got, want := c.Access(id), plain(id); got != want {
							t.Fatalf("%s with %d of trace %s, seed %d: request %d for %d hits %v, want %v", name,
								capacity, kind, seed, i, id, got, want)
						}
					}
				}
			}
		}
	}
}

// Keys that are never asked for again tie under OPT, so hits are counted and not compared one by one.
func TestOPTFollowsItsDescription(t *testing.T) {
	for kind, tr := range testTraces(1) {
		tr.IDs = tr.IDs[:600]
		for _, capacity := range []int{1, 2, 5, 13, 40} {
			plain, want := plainOPT(tr.IDs, capacity), 0
			for _, id := range tr.IDs {
				if plain(id) {
					want++
				}
			}
			if got := policy.Replay(made("opt", tr, capacity, policy.Options{}), tr.IDs, 0).Hits; got != want {
				t.Errorf("OPT with %d of trace %s serves %d, want %d", capacity, kind, got, want)
			}
		}
	}
}

// No policy holds more keys than fit, counts what is in its queues, knows a key it has just taken in, or beats OPT.
func TestEveryPolicy(t *testing.T) {
	for on, tr := range testTraces(2) {
		for _, capacity := range []int{1, 2, 3, 9, 30, 200} {
			best := policy.Replay(made("opt", tr, capacity, policy.Options{}), tr.IDs, 0).Hits
			for _, kind := range policy.Kinds {
				what := fmt.Sprintf("%s with %d of trace %s", kind.Name, capacity, on)
				c := kind.New(tr.Room(capacity, policy.Options{Sample: 5, Pool: 16, Seed: 1}))
				hits, seen := 0, map[int32]bool{}
				for i, id := range tr.IDs {
					hit := c.Access(id)
					if hit {
						hits++
					}
					if hit && !seen[id] {
						t.Fatalf("%s: request %d hits a key never asked for before", what, i)
					}
					if i > 0 && tr.IDs[i-1] == id && !hit {
						t.Fatalf("%s: request %d misses the key of the request before", what, i)
					}
					seen[id] = true
					if c.Len() > capacity {
						t.Fatalf("%s holds %d keys", what, c.Len())
					}
					if i%500 == 0 {
						lookInside(t, what, c)
					}
				}
				if hits > best {
					t.Errorf("%s serves %d requests, OPT %d", what, hits, best)
				}
				if capacity >= tr.Objects && hits != len(tr.IDs)-len(seen) {
					t.Errorf("%s holds every key and serves %d, want %d", what, hits, len(tr.IDs)-len(seen))
				}
			}
		}
	}
}

func lookInside(t *testing.T, what string, c policy.Policy) {
	t.Helper()
	n, in := 0, map[int32]bool{}
	for _, r := range c.View() {
		for _, id := range r.IDs {
			if in[id] {
				t.Fatalf("%s: key %d stands in two places", what, id)
			}
			in[id] = true
			if !r.Ghost {
				n++
			}
			if r.Mark != nil {
				r.Mark(id)
			}
		}
		if r.Hand != 0 && !in[r.Hand] {
			t.Fatalf("%s: the hand points at %d, which is not held", what, r.Hand)
		}
	}
	if n != c.Len() {
		t.Fatalf("%s says it holds %d keys and shows %d", what, c.Len(), n)
	}
}

// A sample of all keys is LRU itself, and larger samples come closer to it.
func TestSampledBecomesLRU(t *testing.T) {
	tr := NewTrace(Params{Trace: "zipf", Zipf: 0.8, Objects: 5000, Requests: 200_000, Seed: 1})
	for _, capacity := range []int{40, 100} {
		lru := policy.Replay(made("lru", tr, capacity, policy.Options{}), tr.IDs, 0)
		all := policy.Replay(made("sampled", tr, capacity, policy.Options{Sample: 100}), tr.IDs, 0)
		if lru.Misses() != all.Misses() {
			t.Errorf("a sample of all %d keys misses %d times, LRU %d times", capacity, all.Misses(), lru.Misses())
		}
	}
	lru := policy.Replay(made("lru", tr, 500, policy.Options{}), tr.IDs, 50_000).HitPct()
	last := 100.0
	for _, n := range []int{1, 3, 10, 50} {
		gap := lru - policy.Replay(made("sampled", tr, 500, policy.Options{Sample: n}), tr.IDs, 50_000).HitPct()
		if gap >= last {
			t.Errorf("with %d samples LRU is %.2f points away, with fewer %.2f", n, gap, last)
		}
		last = gap
	}
	if last > 0.2 {
		t.Errorf("with 50 samples LRU is %.2f points away, want at most 0.2", last)
	}
}

// made is an empty cache for the requests of a trace.
func made(name string, t Trace, capacity int, o policy.Options) policy.Policy {
	return policy.Find(name).New(t.Room(capacity, o))
}
