package eviction

import (
	"context"
	"fmt"
	"time"

	"tradeofflab/sims"
	"tradeofflab/sims/eviction/policy"
	"tradeofflab/sims/eviction/servers"
)

// maxReal is how many requests a real server is asked: each is a round trip of its own.
const maxReal = 1_000_000

// simulatedAs are the policies that stand beside a real server. Redis notes uses by a clock of seconds
// (LRU_CLOCK_RESOLUTION in its source): keys that stay for less cannot be told apart, and it then serves what Random
// serves. Memcached keeps segmented lists.
var simulatedAs = map[string][]string{"redis": {"sampled", "random"}, "memcached": {"lru", "slru"}}

// beside replays the run's requests against a real server and simulates the same with as many objects as the server
// held.
func beside(ctx context.Context, kind, addr string, p Params) (out []sims.Measurement, err error) {
	t := NewTrace(p)
	if len(t.IDs) > maxReal {
		return nil, fmt.Errorf("a real server is asked at most %d times; lower requests", maxReal)
	}
	c, err := servers.Open(ctx, kind, addr)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := c.Close(context.WithoutCancel(ctx)); err == nil && e != nil {
			err = fmt.Errorf("close %s: %w", c.Version(), e)
		}
	}()
	if err := c.Fit(ctx, capacityOf(p.Capacity, t.workingSet(p))); err != nil {
		return nil, fmt.Errorf("bound %s: %w", c.Version(), err)
	}
	warm, start := int(float64(len(t.IDs))*p.WarmupPct/100), time.Now()
	real, err := servers.Replay(ctx, c, t.IDs, warm)
	if err != nil {
		return nil, fmt.Errorf("replay against %s: %w", c.Version(), err)
	}
	took, counted := time.Since(start).Seconds(), float64(len(t.IDs)-warm)
	out = []sims.Measurement{{ID: kind + ".hit_pct", Label: "Hit ratio, " + c.Version(),
		Value: 100 * float64(real.Hits) / counted, Unit: "%"}}
	for _, as := range simulatedAs[kind] {
		count := replay(nil, p, as, t, max(1, int(real.Held)), warm)
		out = append(out, sims.Measurement{ID: kind + ".simulated_pct." + as,
			Label: fmt.Sprintf("Hit ratio, simulated %s with as many objects", label(as)),
			Value: count.HitPct(), Unit: "%"})
	}
	return append(out,
		sims.Measurement{ID: kind + ".held", Label: "Objects held, on average", Value: real.Held, Unit: "objects"},
		sims.Measurement{ID: kind + ".requests_per_s", Label: "Requests a second, one after the other",
			Value: float64(len(t.IDs)) / took, Unit: "per s"}), nil
}

// measure times the replay of each policy on this machine.
func measure(ctx context.Context, p Params) ([]sims.Measurement, error) {
	t := NewTrace(p)
	capacity := capacityOf(p.Capacity, t.workingSet(p))
	var out []sims.Measurement
	for _, name := range p.Policies {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		cache := policy.Find(name).New(t.Room(capacity, p.options()))
		start := time.Now()
		policy.Replay(cache, t.IDs, 0)
		out = append(out, sims.Measurement{ID: "ns_request." + name, Label: "Time of a request, " + label(name),
			Value: float64(time.Since(start).Nanoseconds()) / float64(len(t.IDs)), Unit: "ns"})
	}
	return out, nil
}
