package hashing

import (
	"context"
	"time"

	"tradeofflab/sims"
)

// measure takes times of the algorithm on this machine: the only place of this package that reads a clock.
func measure(_ context.Context, p Params) ([]sims.Measurement, error) {
	c, err := newCluster(p)
	if err != nil {
		return nil, err
	}
	hash, owner := hashes(p), make([]int32, p.Keys)
	start := time.Now()
	placed := p.rule().build(p, c.before)
	built := time.Since(start)
	start = time.Now()
	placed.place(nil, hash, owner)
	found := time.Since(start)
	out := []sims.Measurement{
		{ID: "build_us", Label: "Building the rule", Value: float64(built.Nanoseconds()) / 1e3, Unit: "µs"},
		{ID: "lookup_ns", Label: "One lookup", Value: float64(found.Nanoseconds()) / float64(p.Keys), Unit: "ns"},
	}
	if r := ringOf(placed); r != nil && c.joined >= 0 {
		start = time.Now()
		r.add(c.after[len(c.after)-1])
		out = append(out, sims.Measurement{ID: "add_us", Label: "Merging one node in",
			Value: float64(time.Since(start).Nanoseconds()) / 1e3, Unit: "µs"})
	}
	return out, nil
}
