package sharding

import (
	"math"
	"math/rand/v2"

	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// fetches says whether a query goes on from the index to the shards of its rows.
func (p Params) fetches() bool { return p.FetchRows && p.global() }

// asked is how many shards a query asks at most, in both rounds.
func (p Params) asked() int {
	if p.fetches() {
		return p.touched() + min(p.PageRows, p.Shards)
	}
	return p.touched()
}

// queries is how many are sampled.
func (p Params) queries() int { return min(max(drawBudget/p.asked(), fewQueries), mostQueries) }

// owners gives the shard of each sampled row when queries fetch rows.
func (r Result) owners(p Params) []int32 {
	if !p.fetches() {
		return nil
	}
	out := make([]int32, len(r.rows))
	for i, w := range r.rows {
		out[i] = r.before.shard(w)
	}
	return out
}

// fetch draws the second round of queries over a global index whose entries hold ids: the rows of a query are any rows
// of the table, and each shard that holds some of them is asked once.
type fetch struct {
	rows               int
	owner              []int32
	seen               []int // query that asked a shard last, by shard
	query              int
	row, first, second *rand.Rand
	answers            []answer
	replySteps         int
}

func newFetch(p Params, owner []int32) *fetch {
	return &fetch{rows: p.PageRows, owner: owner, seen: make([]int, p.Shards), row: model.Stream(p.Seed, "fetched row"),
		first: model.Stream(p.Seed, "row reply"), second: model.Stream(p.Seed, "second row reply"),
		replySteps: p.replySteps()}
}

// fetched is the second round of one query.
type fetched struct {
	ms      float64  // until the slowest shard has replied
	slow    bool     // a reply was slow
	hedged  int      // second requests
	others  int      // shards asked besides the one of the index
	answers []answer // their times are standard scores; valid until the next round
}

// round asks the shards of a page of rows.
func (f *fetch) round(b *model.Budget, l law, index int) fetched {
	f.query++
	f.answers = f.answers[:0]
	var out fetched
	most := math.Inf(-1)
	for range f.rows {
		s := f.owner[f.row.IntN(len(f.owner))]
		if f.seen[s] == f.query {
			continue
		}
		f.seen[s] = f.query
		r := l.draw(f.first, f.second)
		out.slow = out.slow || r.slow()
		most = max(most, r.score)
		if r.hedged {
			out.hedged++
		}
		if int(s) != index {
			out.others++
		}
		f.answers = append(f.answers, answer{shard: int(s), took: r.score, hedged: r.hedged})
	}
	b.Spend(fetchSteps*f.rows + f.replySteps*len(f.answers))
	out.ms, out.answers = l.ms(most), f.answers
	return out
}

// spread is the probability, by shard, that it holds a row of a page, 1 − (1 − its share)^rows: rows are drawn
// alike.
func (r Result) spread(p Params) []float64 {
	out := make([]float64, p.Shards)
	for s := range out {
		out[s] = -math.Expm1(float64(p.PageRows) * math.Log1p(-float64(r.Count[s])/float64(r.Sampled)))
	}
	return out
}

// times is the probability that as many independent values as a query asked shards for its rows are all within a bound,
// when each is with probability one.
func (q reads) times(one float64) float64 {
	sum := 0.0
	for d := len(q.Spread) - 1; d >= 0; d-- {
		sum = sum*one + float64(q.Spread[d])
	}
	return sum / float64(q.Queries)
}

// slowLaw is the probability that a query meets a slow reply: in the first round, or among the shards of its rows.
func (q reads) slowLaw(l law) float64 {
	if q.Fetched == 0 {
		return l.slowAny(q.Touched)
	}
	fast := 1 - l.slowOne()
	return 1 - calc.Pow(fast, float64(q.Touched))*q.times(fast)
}

// fetchQuantile is the time within which a part of the queries ends: the reply of the index, then the slowest of the
// shards with rows. The sum of the two is added up over steps of the first.
func (q reads) fetchQuantile(l law, part float64) float64 {
	const steps, from, step = 480, -6.0, 0.025 // standard scores of the first reply
	weight, middle := make([]float64, steps), make([]float64, steps)
	for i := range weight {
		z := from + step*float64(i)
		weight[i] = l.above(l.ms(z)) - l.above(l.ms(z+step))
		middle[i] = l.ms(z + step/2)
	}
	return solve(l.median, part, func(t float64) float64 {
		sum := 0.0
		for i, w := range weight {
			if middle[i] < t {
				sum += w * q.times(1-l.above(t-middle[i]))
			}
		}
		return calc.Log(sum)
	})
}
