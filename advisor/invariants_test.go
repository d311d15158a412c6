package advisor

import (
	"context"
	"maps"
	"math/rand/v2"
	"testing"
	"time"
)

// TestDesignHoldsTogether holds 2,000 drawn workloads to what any advice has to keep: its lines agree with each other
// and with what was asked.
func TestDesignHoldsTogether(t *testing.T) {
	e := engine(t)
	rng := rand.New(rand.NewPCG(2026, 1))
	seen := map[Kind]int{}
	for i := range 2000 {
		w := drawn(rng)
		a, err := e.Core(w)
		if err != nil {
			t.Fatalf("%+v: %v", w, err)
		}
		all := brokenIn(e, w, a)
		maps.Copy(all, invariantsOf(e, w, a))
		for id, broken := range all {
			if broken {
				t.Errorf("%s does not hold for drawn workload %d: %s\n%s: %+v\n%+v", id, i, asJSON(w), a.Primary.Family,
					a.Topology, a.Scale)
			}
		}
		seen[a.Topology.Kind]++
		if t.Failed() {
			return
		}
	}
	for _, k := range []Kind{kindSingleWriter, kindDistributed, kindLeaderless, kindLogged, kindObject, kindMemory,
		kindEmbedded, kindIndex} {
		if seen[k] == 0 {
			t.Errorf("no drawn workload has the kind %s: %v", k, seen)
		}
	}
}

// TestPairsOfWorkloads changes one word of 200 drawn workloads: what is heard changes the advice the way it must.
func TestPairsOfWorkloads(t *testing.T) {
	e := engine(t)
	rng := rand.New(rand.NewPCG(2026, 2))
	for range 200 {
		w := drawn(rng)
		if bad, err := e.broken(w); err != nil || len(bad) > 0 {
			t.Errorf("%v, %v: %s", bad, err, asJSON(w))
		}
	}
}

// TestHuntNamesTheSmallest finds a planted fault and takes away what it does not need.
func TestHuntNamesTheSmallest(t *testing.T) {
	e := engine(t)
	broken := *e.rules
	broken.Prices.Lines = maps.Clone(broken.Prices.Lines)
	broken.Prices.Lines["machine_rds_micro"] = Price{USD: 9000, Unit: "machine", Source: "planted"}
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	_, found, err := New(&broken).Hunt(ctx, 1)
	if err != nil || found == nil || len(found.Workload.Patterns) != 1 {
		t.Fatalf("found %v, %v", found != nil, err)
	}
}
