package sharding

import (
	"cmp"
	"math"
	"slices"

	"tradeofflab/sims/model"
)

const (
	scanMBs     = 1000 // what a shard reads when no index helps, MB/s: a fast disk read from end to end
	directoryMs = 0.5  // lookup in the directory before a read by key, ms
	fewQueries  = 20_000
	mostQueries = 50_000
	drawBudget  = 1_000_000 // replies to sample when that leaves at least fewQueries queries
	keptQueries = 200       // queries kept reply by reply; one of them is drawn
)

// reads is what the sampled queries took.
type reads struct {
	Queries   int
	Touched   int // shards that a query without the key asks
	SlowAny   int // queries with at least one slow reply
	Hedged    int // second requests
	Point     float64
	P50, P99  float64 // queries without the key, ms
	Waterfall []answer

	Fetched  int   // requests for the rows behind index entries
	Distinct int   // different shards asked, summed over the queries
	Spread   []int // queries by the number of shards that held their rows
}

// answer is a reply within one query.
type answer struct {
	shard  int
	sent   float64 // after the query began, ms
	took   float64 // ms
	hedged bool
}

func (a answer) end() float64 { return a.sent + a.took }

// touched is how many shards a query without the key asks first.
func (p Params) touched() int {
	switch {
	case p.global():
		return 1
	case p.Fanout == 0:
		return p.Shards
	}
	return min(p.Fanout, p.Shards)
}

// sampleReads asks the shards many times. Without an index each shard also reads its rows from end to end.
// The shards of an index may then be followed by those of the rows.
func sampleReads(b *model.Budget, p Params, scan []float64, owner []int32) reads {
	l, n := lawOf(p), p.touched()
	out := reads{Touched: n, Queries: p.queries()}
	first, second, where := model.Stream(p.Seed, "reply"), model.Stream(p.Seed, "second reply"),
		model.Stream(p.Seed, "first shard")
	if p.fetches() {
		out.Spread = make([]int, min(p.PageRows, p.Shards)+1)
	}
	slowest := make([]float64, out.Queries)
	kept := make([][]answer, 0, keptQueries)
	rows := newFetch(p, owner)
	for q := range slowest {
		b.Spend(n * p.replySteps())
		var w []answer
		start := 0 // shard that is asked first; the others follow in order
		if n < p.Shards {
			start = where.IntN(p.Shards)
		}
		keep, slow := q < keptQueries, false
		most := math.Inf(-1)
		for i := range n {
			r := l.draw(first, second)
			slow = slow || r.slow()
			if r.hedged {
				out.Hedged++
			}
			if p.Index == "none" {
				r.score = l.ms(r.score) + scan[(start+i)%p.Shards]
			}
			most = max(most, r.score)
			if keep {
				w = append(w, answer{shard: (start + i) % p.Shards, took: r.score, hedged: r.hedged})
			}
		}
		if p.Index != "none" {
			most = l.ms(most)
			for i := range w {
				w[i].took = l.ms(w[i].took)
			}
		}
		if p.fetches() {
			round := rows.round(b, l, start)
			most, slow = most+round.ms, slow || round.slow
			out.Hedged += round.hedged
			out.Fetched += len(round.answers)
			out.Distinct += round.others
			out.Spread[len(round.answers)]++
			if keep {
				for _, a := range round.answers {
					a.sent, a.took = w[0].took, l.ms(a.took)
					w = append(w, a)
				}
			}
		}
		out.Distinct += n
		if slow {
			out.SlowAny++
		}
		slowest[q] = most
		if keep {
			kept = append(kept, w)
		}
	}
	// Of 200 queries the third slowest stands for the 99th percentile.
	end := func(w []answer) float64 { return last(w).end() }
	slices.SortStableFunc(kept, func(a, b []answer) int { return cmp.Compare(end(b), end(a)) })
	out.Waterfall = kept[2]
	out.P50, out.P99 = at(slowest, 0.5), at(slowest, 0.99)
	out.Point = samplePoint(b, p, l)
	return out
}

// last is the reply with which a query ends.
func last(w []answer) answer {
	return slices.MaxFunc(w, func(a, b answer) int { return cmp.Compare(a.end(), b.end()) })
}

// samplePoint is the 99th percentile of reads by key: one shard, after the directory where there is one.
func samplePoint(b *model.Budget, p Params, l law) float64 {
	first, second := model.Stream(p.Seed, "point reply"), model.Stream(p.Seed, "second point reply")
	took := make([]float64, mostQueries)
	for i := range took {
		spendBlock(b, i, p.replySteps())
		took[i] = l.draw(first, second).score
	}
	return l.ms(at(took, 0.99)) + p.lookup()
}

// lookup is what a read by key waits for the directory, ms.
func (p Params) lookup() float64 {
	if p.Strategy == "directory" {
		return directoryMs
	}
	return 0
}

// at is the value below which the given part of the values lies. It changes their order.
func at(values []float64, part float64) float64 {
	return model.Select(values, min(int(part*float64(len(values))), len(values)-1))
}

// curveFans are the numbers of shards of the fan-out curve; curveQueries queries are sampled for all of them.
var curveFans = []int{1, 2, 4, 8, 16, 32, 64, 100, 200, 400, 512}

const curveQueries = 3_000

// fanCurve is the 99th percentile of a query over n shards, for each n of curveFans. The replies of few shards are the
// first of the replies of many, so that it never falls. Slow is the share of the queries that meet a slow shard, %.
func fanCurve(b *model.Budget, p Params) (p99, slow []float64) {
	l := lawOf(p)
	first, second := model.Stream(p.Seed, "curve reply"), model.Stream(p.Seed, "second curve reply")
	took, met := make([][]float64, len(curveFans)), make([]int, len(curveFans))
	for range curveQueries {
		b.Spend(curveFans[len(curveFans)-1] * indexedReplySteps) // the same whether a run has an index or not
		most, asked, any := math.Inf(-1), 0, false
		for i, n := range curveFans {
			for ; asked < n; asked++ {
				r := l.draw(first, second)
				most, any = max(most, r.score), any || r.slow()
			}
			if any {
				met[i]++
			}
			took[i] = append(took[i], most)
		}
	}
	for i := range took {
		p99, slow = append(p99, l.ms(at(took[i], 0.99))), append(slow, share(met[i], curveQueries))
	}
	return p99, slow
}
