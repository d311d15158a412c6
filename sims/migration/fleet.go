package migration

import (
	"math"
	"slices"

	"tradeofflab/sims/model"
)

// Steps of the work of a run, in nanoseconds or so.
const (
	rowSteps  = 1300 // a row, its random streams
	opSteps   = 500  // a write, with its events
	lookSteps = 15   // a look at a row
)

// look is what all rows are at one moment.
type look struct {
	At    int64
	Count [states]float64 // rows
	Share float64         // of the reads that meet a row that differs
	Spoil float64         // … a row that the transform has spoilt
}

// differs is how many rows differ for good.
func (k look) differs() float64 {
	n := 0.0
	for s := missing; s <= extra; s++ {
		n += k.Count[s]
	}
	return n
}

// rows is how many rows there are in either store.
func (k look) rows() float64 {
	n := 0.0
	for s := equal; s <= extra; s++ {
		n += k.Count[s]
	}
	return n
}

// drawn is a row that a comparison may meet.
type drawn struct {
	weight, share float64
	differs       bool
}

// fleet is all rows: the busiest each for itself, a sample that stands for the others, and rows that a rare loss has
// met.
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
	f.r = row{p: &f.p, l: &f.line, lossAt: f.line.lossAt()}
	f.gate = f.line.look(min(f.line.Cut, f.line.Retire, f.line.End))
	f.out = Result{Line: f.line, Looks: make([]look, len(f.line.Grid))}
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

// lossAt is when it is counted what a return to the old store would lose: at the rollback, or at the last moment at
// which there could be one; never where the old store stays the store of record.
func (l *timeline) lossAt() int64 {
	at := min(l.Rollback, l.Retire, l.End)
	if at <= l.Flip {
		return never
	}
	return at
}

// followHot follows the busiest rows.
func (f *fleet) followHot() {
	for i, share := range f.pop.hot {
		s := spec{id: uint64(i), rate: f.rate(share), share: share, weight: 1, born: never, hot: true, lossAt: never}
		s.flawed = s.chanceFlaw(&f.p)
		f.follow(s)
	}
}

// flawedParts is the share of the rows followed, one in so many, that stands for those that a wrong transform spoils.
const flawedParts = 10

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
	if f.p.Keys > len(f.pop.hot) {
		first, last := f.pop.bounds()
		for i := range n { // one of each n-th of the ranks
			rank := first + (last-first)*(float64(i)+rng.Float64())/float64(n)
			share := f.pop.share(rank)
			f.follow(spec{id: id + uint64(i), rate: f.rate(share), share: share, born: never, flawed: flawed,
				weight: part * (last - first) / float64(n), lossAt: never})
		}
	}
	if f.p.Kind != "insert" {
		return
	}
	n = max(n/4, 1)
	for i := range n {
		at := int64((float64(i) + rng.Float64()) / float64(n) * float64(f.line.End))
		f.follow(spec{id: id + 1<<32 + uint64(i), born: at, flawed: flawed, lossAt: never,
			weight: part * f.inserts() / float64(n)})
	}
}

// inserts is how many rows are inserted in all, where the writes insert.
func (f *fleet) inserts() float64 {
	return f.p.WriteRate * float64(f.line.End) / float64(sec) / (1 + f.p.DeletePct/100)
}

// follow simulates one row and counts it.
func (f *fleet) follow(s spec) {
	r := &f.r
	r.play(s)
	f.out.Parts++
	f.b.Spend(rowSteps + opSteps*len(r.ops) + lookSteps*len(r.seen))
	for i, st := range r.seen {
		f.out.Looks[i].Count[st] += s.weight
		if st.differs() {
			f.out.Looks[i].Share += s.weight * s.share
		}
		if st == wrong {
			f.out.Looks[i].Spoil += s.weight * s.share
		}
	}
	f.out.Rest[r.rest] += s.weight
	if r.seen[f.gate] != gone {
		f.pool = append(f.pool, drawn{s.weight, s.share, r.seen[f.gate].differs()})
	}
	if r.earlier {
		f.out.Earlier += s.weight
		if r.rest == missing {
			f.out.Lacking += s.weight
		}
	}
	f.countWrites(s)
	f.countLaws(s)
	for _, at := range r.copies {
		f.out.Copied = append(f.out.Copied, daysOf(at))
	}
}

// countWrites adds up the writes to a row.
func (f *fleet) countWrites(s spec) {
	r, o := &f.r, &f.out
	for i := range r.ops {
		w := &r.ops[i]
		n := s.weight * w.weight
		o.Work.Live += n
		o.Writes += n
		if w.lateA != w.lateB {
			o.Inverted += n
		}
		switch {
		case w.lost:
			o.Lost += n
		case w.primary && w.a != never:
			o.Work.Back += n
		case !w.primary && w.b != never:
			o.Work.Second += n
			if f.p.Mechanism == outbox {
				o.Work.Outbox += n
			}
		}
	}
	o.Work.Copied += s.weight * r.copied
	o.Repeated += s.weight * r.repeats
	if r.lacksRow && !r.carriesRow {
		o.Loss += s.weight
	}
	if r.carriesRow && s.hot {
		o.Loss++
		o.Carried++
	}
}

// countLaws adds what theory expects of a row that is there from the start.
func (f *fleet) countLaws(s spec) {
	if s.born != never || s.lossAt != never {
		return
	}
	l, inSec := &f.line, func(from, to int64) float64 { return float64(max(0, to-from)) / float64(sec) }
	until, window := l.End, 0.0
	switch {
	case f.p.Form == "row":
		window = inSec(min(l.Feed, l.Flip), until)
	case f.p.logged():
		window = inSec(l.Feed, min(l.Flip, until))
	}
	rest := (inSec(0, until) - window) * f.p.DeletePct / 100
	chance := math.Exp(-s.rate * (window + rest))
	if f.r.earlier && f.r.rest == missing {
		f.out.Raw.Missing++
	}
	f.out.Raw.MissingLaw += chance
	f.out.Raw.MissingVar += chance * (1 - chance)
	if at := l.lossAt(); at != never {
		chance := 1 - math.Exp(-s.rate*inSec(l.Flip, at))
		if f.r.lacksRow {
			f.out.Raw.Lost++
		}
		f.out.Raw.LostLaw += chance
		f.out.Raw.LostVar += chance * (1 - chance)
	}
}

// result hands over what was counted.
func (f *fleet) result() Result {
	o := &f.out
	for i := range o.Looks {
		for s := range o.Looks[i].Count {
			if math.Abs(o.Looks[i].Count[s]) < 1e-6 {
				o.Looks[i].Count[s] = 0
			}
		}
	}
	slices.Sort(o.Copied)
	return *o
}
