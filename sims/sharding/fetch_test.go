package sharding

import (
	"math"
	"testing"
)

// A page of 20 rows lies on 16·(1 − (15/16)^20) = 11.6 of 16 even shards. With the shard of the index, which is any
// of them, a query asks 16·(1 − (15/16)^21) = 11.9 different ones. One row lies on one shard.
func TestFetchedRows(t *testing.T) {
	for rows, want := range map[int]float64{1: 1, 20: 11.6, 1000: 16} {
		p := base(func(p *Params) {
			p.Shards, p.KeyGen, p.Index, p.FetchRows, p.PageRows = 16, "uniform", "global_async", true, rows
		})
		r := Run(nil, p)
		q := r.Reads
		near(t, "shards with rows", q.perQuery(q.Fetched), want, .05)
		near(t, "different shards", q.perQuery(q.Distinct), 16*(1-math.Pow(15./16, float64(rows+1))), .05)
		near(t, "requests", q.perQuery(q.requests()), 1+q.perQuery(q.Fetched), 1e-9)
	}
}

// Two rounds take longer than one, and two rounds of one shard each take as long as the sum of two replies: the 99th
// percentile of two lognormal replies of median 5 and 99th percentile 50 ms lies between that of one and twice that.
func TestTwoRounds(t *testing.T) {
	run := func(fetch bool, rows int) reads {
		return Run(nil, base(func(p *Params) {
			p.Shards, p.KeyGen, p.Index, p.FetchRows, p.PageRows = 16, "uniform", "global_async", fetch, rows
		})).Reads
	}
	one, two, many := run(false, 20), run(true, 1), run(true, 20)
	if two.P99 <= one.P99 || two.P99 >= 2*one.P99 || many.P99 <= two.P99 {
		t.Errorf("99th percentiles of one round, two of one shard and two of many: %.0f, %.0f and %.0f ms", one.P99,
			two.P99, many.P99)
	}
	if one.Fetched != 0 || one.Distinct != one.Queries {
		t.Errorf("a query over an index that holds all asks %d shards in %d queries", one.Distinct, one.Queries)
	}
	last := many.Waterfall[0]
	for _, a := range many.Waterfall[1:] {
		if a.sent != last.took {
			t.Errorf("shard %d is asked for rows at %g ms; the index answers at %g ms", a.shard, a.sent, last.took)
		}
	}
}

// The law of a sum of two replies against the integral of the normal distribution done finely: P(X + Y > t) for
// independent X and Y is the integral over x of the density of X times P(Y > t − x).
func TestFetchQuantile(t *testing.T) {
	l := lawOf(base(func(*Params) {}))
	q := reads{Queries: 1, Touched: 1, Fetched: 1, Spread: []int{0, 1}}
	at := q.fetchQuantile(l, .99)
	const steps = 200_000
	within := 0.0
	for i := range steps {
		z := -7 + 14*(float64(i)+.5)/steps
		if x := l.ms(z); x < at {
			within += math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) * (1 - l.above(at-x)) * 14 / steps
		}
	}
	near(t, "part within the quantile", within, .99, 1e-5)
}
