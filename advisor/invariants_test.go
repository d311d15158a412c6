package advisor

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
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
		all := e.brokenAlone(w, a)
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
		if bad, _, err := e.broken(w); err != nil || len(bad) > 0 {
			t.Errorf("%v, %v: %s", bad, err, asJSON(w))
		}
	}
}

// TestSizeOfRecordsIsHeard gives the records of 200 drawn workloads ten times their size: where a tenth of the requests
// is then larger than a page, nearly every design changes in machines, bytes or advice. The rest are counters and
// writes into an index, whose work the capacities count by the record.
func TestSizeOfRecordsIsHeard(t *testing.T) {
	e := engine(t)
	rng := rand.New(rand.NewPCG(2026, 3))
	heard, asked := 0, 0
	for asked < 200 {
		w := drawn(rng)
		larger := w
		each(&larger, func(p *Pattern) { p.ItemBytes *= 10 })
		a, err := e.Core(w)
		if err != nil {
			t.Fatal(err)
		}
		if a.Topology.Kind == kindEmbedded || !weighty(larger) {
			continue
		}
		b, err := e.Core(larger)
		if err != nil {
			continue // a record that is too large to be one
		}
		asked++
		if hears(a, b) {
			heard++
		}
	}
	if heard < 190 {
		t.Errorf("%d of %d workloads hear that their records are ten times as large", heard, asked)
	}
	t.Logf("%d of %d", heard, asked)
}

// weighty says whether the records of a tenth of the requests at least are larger than a page.
func weighty(w Workload) bool {
	q := normalise(w)
	return q.Total >= 10 && slices.ContainsFunc(q.patterns, func(p Pattern) bool {
		return p.ItemBytes >= pageBytes && p.rate() >= q.Total/10
	})
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
