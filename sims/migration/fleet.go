package migration

import (
	"math"
	"math/rand/v2"

	"tradeofflab/sims/model"
)

// Steps of the work of a run, in nanoseconds or so.
const (
	rowSteps  = 1300 // a row, its random streams
	opSteps   = 500  // a write, with its events
	lookSteps = 15   // a look at a row
)

// Samples of their own, of the rows followed one in so many, and the most.
const (
	flawedParts = 10 // those that a wrong transform spoils
	rareParts   = 5  // those that are written beside their copy, and as many that are drawn by their writes
	mostRare    = 1000
)

// rareRows is how many of n rows are those of a sample of their own.
func rareRows(n int) int { return min(max(n/rareParts, 1), mostRare) }

// drawn is a row that a comparison may meet.
type drawn struct {
	weight, share float64
	differs       bool
}

// fleet is all rows: the busiest each for itself, a sample that stands for the others, and samples of their own for
// rows that something rare has met.
type fleet struct {
	b    *model.Budget
	p    Params
	line timeline
	pop  popularity
	r    row
	out  Result
	gate int // look at which the first reads go over
	pool []drawn
}

func newFleet(b *model.Budget, p Params) *fleet {
	f := &fleet{b: b, p: p, line: newTimeline(p), pop: popularityOf(p)}
	f.r = row{p: &f.p, l: &f.line, lossAts: f.line.lossAts()}
	f.gate = f.line.look(min(f.line.Cut, f.line.Retire, f.line.End))
	f.out = Result{Line: f.line, Looks: make([]look, len(f.line.Grid)), Losses: make([]loss, len(f.line.Spans)),
		Exact: p.Kind == "update" && p.Keys <= p.Follow}
	for i, t := range f.line.Grid {
		f.out.Looks[i].At = t
	}
	f.out.Hot = hottest{Share: f.pop.hot[0], Rate: f.rate(f.pop.hot[0])}
	f.drawCrashes()
	return f
}

// rate is the writes per second to a row with a share of them.
func (f *fleet) rate(share float64) float64 {
	if f.p.Kind == "insert" {
		return 0
	}
	return f.p.WriteRate * share
}

// followHot follows the busiest rows.
func (f *fleet) followHot() {
	for i, share := range f.pop.hot {
		s := spec{id: uint64(i), rate: f.rate(share), share: share, weight: 1, born: never, hot: true, forced: never}
		s.flawed = s.chanceFlaw(&f.p)
		f.follow(s.placed())
	}
}

// followSample follows rows that stand for all others, and for those that are inserted. Rows that a wrong transform
// spoils are a sample of their own, however few they are.
func (f *fleet) followSample() {
	f.sampleRows(f.p.Follow-len(f.pop.hot), 1-f.p.DefectRate, false)
	if f.p.DefectRate > 0 {
		f.sampleRows(f.p.Follow/flawedParts, f.p.DefectRate, true)
	}
}

// sampleRows follows n rows that stand for a share of all.
func (f *fleet) sampleRows(n int, part float64, flawed bool) {
	rng, id := model.Stream(f.p.Seed, "migration rows"), uint64(1<<20)
	if flawed {
		rng, id = model.Stream(f.p.Seed, "migration flawed rows"), 1<<24
	}
	var all races
	if f.p.Keys > len(f.pop.hot) {
		shares, weights := f.drawShares(rng, n)
		for i, share := range shares {
			f.followSplit(&all, spec{id: id + uint64(i), rate: f.rate(share), share: share, born: never, flawed: flawed,
				weight: part * weights[i], forced: never})
		}
	}
	if f.p.Kind == "insert" {
		m := max(n/4, 1)
		for i := range m {
			at := int64((float64(i) + rng.Float64()) / float64(m) * float64(f.line.End))
			f.followSplit(&all, spec{id: id + 1<<32 + uint64(i), born: at, flawed: flawed, forced: never,
				weight: part * f.inserts() / float64(m)})
		}
	}
	f.followRaces(&all, rareRows(n), rng.Float64())
}

// drawShares draws n rows beyond the busiest by the ranks of their popularity and gives the share of the writes that
// each has and the number of rows that it stands for. Most are one of each part of the ranks; some are one of each
// part of the writes, for else a single row could stand for a fifth of them.
func (f *fleet) drawShares(rng *rand.Rand, n int) (shares, weights []float64) {
	first, last := f.pop.bounds()
	busy := rareRows(n)
	even, sum := n-busy, 0.0
	for i := range n {
		rank := 0.0
		if i < even {
			rank = first + (last-first)*(float64(i)+rng.Float64())/float64(even)
		} else {
			rank = f.pop.rankAt((float64(i-even) + rng.Float64()) / float64(busy))
		}
		share := f.pop.share(rank)
		w := 1 / (float64(even)/(last-first) + float64(busy)*share/(1-f.pop.head))
		shares, weights = append(shares, share), append(weights, w)
		sum += w
	}
	for i := range weights { // which they nearly are
		weights[i] *= (last - first) / sum
	}
	return shares, weights
}

// races are rows with the number of rows of their sort that are written beside a copy.
type races struct {
	rows []racer
	sum  float64
}

type racer struct {
	spec
	rows float64
}

// followSplit follows a row as one that is not written beside its copies, and keeps for followRaces those of its sort
// that are: they are few, and among them are the rows that a copy leaves behind or brings back.
func (f *fleet) followSplit(all *races, s spec) {
	s = s.placed()
	if n := s.weight * f.r.races(s); n > 0 {
		all.rows = append(all.rows, racer{s, n})
		all.sum += n
		s.weight -= n
		s.kind = quiet
	}
	f.out.Heaviest = math.Max(f.out.Heaviest, s.weight)
	f.follow(s)
}

// followRaces follows n rows of those that are written beside a copy, each drawn by how many rows of its sort are, so
// that all have one weight and stand together for as many as there are.
func (f *fleet) followRaces(all *races, n int, u float64) {
	if all.sum <= 0 {
		return
	}
	sum, i := 0.0, 0
	for _, x := range all.rows {
		for sum += x.rows; i < n && (float64(i)+u)/float64(n)*all.sum < sum; i++ {
			f.followRace(x.spec, i, all.sum/float64(n))
		}
	}
	for ; i < n; i++ { // rounding
		f.followRace(all.rows[len(all.rows)-1].spec, i, all.sum/float64(n))
	}
	f.out.Races += all.sum
}

func (f *fleet) followRace(s spec, i int, weight float64) {
	s.id += 1<<36 + uint64(i)<<42
	s.kind, s.weight = racing, weight
	f.out.Heaviest = math.Max(f.out.Heaviest, weight)
	f.follow(s)
}

// inserts is how many rows are inserted in all, where the writes insert.
func (f *fleet) inserts() float64 {
	return f.p.WriteRate * float64(f.line.End) / float64(sec) / (1 + f.p.DeletePct/100)
}
