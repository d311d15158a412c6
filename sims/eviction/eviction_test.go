package eviction

import (
	"math"
	"net/url"
	"strings"
	"testing"
	"tradeofflab/sims/eviction/policy"

	"tradeofflab/sims"
	"tradeofflab/sims/simtest"
)

func run(t *testing.T, q url.Values) sims.Report {
	t.Helper()
	r, err := simtest.Run(Sim, q)
	if err != nil {
		t.Fatalf("eviction?%s: %v", q.Encode(), err)
	}
	return r
}

func value(t *testing.T, r sims.Report, id string) float64 {
	t.Helper()
	m, ok := r.Metric(id)
	if !ok {
		t.Fatalf("the report has no metric %s", id)
	}
	return m.Value
}

// The checks of a run hold for every kind of requests, several seeds and all policies.
func TestChecksHold(t *testing.T) {
	for _, trace := range []string{"zipf", "uniform", "loop", "scan", "shift"} {
		for _, capacity := range []string{"1", "0.02", "0.3", "20000"} {
			q := url.Values{"policy": {"all"}, "trace": {trace}, "capacity": {capacity}, "objects": {"2000"},
				"requests": {"40000"}, "seed": {"5"}}
			r := run(t, q)
			for _, c := range r.Checks {
				if !c.OK {
					t.Errorf("%s: %s: got %g, want %g ± %g", q.Encode(), c.Name, c.Got, c.Want, c.Tolerance)
				}
			}
			for _, kind := range policy.Kinds {
				name := kind.Name
				if regret := value(t, r, "regret_pp."+name); regret < 0 || math.Abs(value(t, r, "hit_pct."+name)+regret-
					value(t, r, "hit_pct.opt")) > 1e-9 {
					t.Errorf("%s: regret of %s is %g", q.Encode(), name, regret)
				}
			}
		}
	}
}

// Every miss takes its key in, so from an empty cache evictions and what is held add up to the misses.
func TestEvictionsAddUp(t *testing.T) {
	q := url.Values{"policy": {"all"}, "warmup_pct": {"0"}, "capacity": {"300"}, "objects": {"2000"},
		"requests": {"20000"}}
	r := run(t, q)
	for _, kind := range policy.Kinds {
		name := kind.Name
		if misses, out := value(t, r, "misses."+name), value(t, r, "evictions."+name); misses != out+300 {
			t.Errorf("%s misses %g times, evicts %g and holds 300", name, misses, out)
		}
	}
}

func TestCapacityKnob(t *testing.T) {
	for _, c := range []struct {
		capacity, trace string
		want            float64
	}{{"0.1", "zipf", 200}, {"0.1", "scan", 200}, {"1", "zipf", 1}, {"0.0001", "zipf", 1}, {"37", "loop", 37}} {
		r := run(t, url.Values{"capacity": {c.capacity}, "trace": {c.trace}, "objects": {"2000"}, "requests": {"5000"}})
		if got := value(t, r, "capacity_objects"); got != c.want {
			t.Errorf("capacity %s of 2,000 keys, trace %s, is %g objects, want %g", c.capacity, c.trace, got, c.want)
		}
	}
	r := run(t, url.Values{"trace": {"upload"}, "upload": {"a;b;a;c;a;b"}, "capacity": {"2"}, "warmup_pct": {"0"},
		"policy": {"lru"}})
	if got := value(t, r, "misses.lru"); got != 4 {
		t.Errorf("LRU with two misses a b a c a b %g times, want 4", got)
	}
}

func TestRefusals(t *testing.T) {
	for query, want := range map[string]string{
		"policy=no-such-policy":                 "policy",
		"policy=":                               "policy",
		"trace=upload":                          "upload",
		"trace=upload&upload=0,a;x,b":           "line 2",
		"story=":                                "story",
		"policy=all&requests=10000000":          "processor",
		"policy=sampled&sample=100&requests=2M": "processor",
	} {
		q, err := url.ParseQuery(strings.ReplaceAll(query, ";", "%3B"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := simtest.Run(Sim, q); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("eviction?%s says %v, want an error about %s", query, err, want)
		}
	}
}

// A cache policy and capacity that pass exist; the preset, plain policies, everything, and the largest cache fail.
func TestChallenge(t *testing.T) {
	try := func(policy, capacity string) bool {
		a, err := Sim.Try(t.Context(), url.Values{"policy": {policy}, "capacity": {capacity}})
		if err != nil {
			t.Fatal(err)
		}
		return a.Passed
	}
	if !try("sieve", "0.067") || !try("slru", "0.068") {
		t.Error("SIEVE with 670 objects and SLRU with 680 do not both pass")
	}
	for _, bad := range [][2]string{{"lru", "0.05"}, {"lru", "0.069"}, {"lru", "1000000"}, {"sieve", "0.1"},
		{"all", "0.067"}, {"opt", "0.067"},
		{"tinylfu", "0.067"}, {"fifo", "0.075"}, {"clock", "0.075"}, {"sieve lru", "0.067"}} {
		if try(bad[0], bad[1]) {
			t.Errorf("%s with capacity %s passes, want a failure", bad[0], bad[1])
		}
	}
}
