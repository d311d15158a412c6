package migration

import (
	"math"

	"tradeofflab/sims/calc"
)

// estimate is a number of rows that a sample stands for, with the square of its standard error.
type estimate struct{ Sum, Squares float64 }

// add counts a row that stands for so many. Of a row that stands for itself alone nothing is uncertain.
func (e *estimate) add(s spec) {
	e.Sum += s.weight
	if !s.hot {
		e.Squares += s.weight * s.weight
	}
}

// look is what all rows are at one moment.
type look struct {
	At    int64
	Count [states]estimate
	Share float64 // of the reads that meet a row that differs
	Spoil float64 // … a row that the transform has spoilt
}

// sum adds up the states of a look from one to another.
func (k look) sum(from, to state) (e estimate) {
	for s := from; s <= to; s++ {
		e.Sum += k.Count[s].Sum
		e.Squares += k.Count[s].Squares
	}
	return e
}

// differs is how many rows differ for good.
func (k look) differs() float64 { return k.sum(missing, extra).Sum }

// unready is how many rows reads would find different: those that differ for good and those that wait for the end of
// an outage.
func (k look) unready() float64 { return k.sum(behind, extra).Sum }

// rows is how many rows there are in either store.
func (k look) rows() float64 { return k.sum(equal, extra).Sum }

// stray is the standard error of a number of rows of a look.
func (k look) stray(e estimate) float64 {
	return math.Sqrt(e.Squares * math.Max(0, 1-e.Sum/math.Max(1, k.rows())))
}

// loss is what a loss of the new store at a moment would cost.
type loss struct {
	Rows    estimate // whose last change the old store does not have
	Carried estimate // … because it is on its way back
}

// follow simulates one row and counts it.
func (f *fleet) follow(s spec) {
	r := &f.r
	r.play(s)
	f.out.Parts++
	f.b.Spend(rowSteps + opSteps*len(r.ops) + lookSteps*len(r.seen))
	for i, st := range r.seen {
		f.out.Looks[i].Count[st].add(s)
		if st.differs() {
			f.out.Looks[i].Share += s.weight * s.share
		}
		if st == wrong {
			f.out.Looks[i].Spoil += s.weight * s.share
		}
	}
	f.out.Rest.Count[r.rest].add(s)
	if at := r.seen[f.gate]; at != gone {
		f.pool = append(f.pool, drawn{s.weight, s.share, at.differs()})
	}
	if r.earlier {
		f.out.Earlier.add(s)
		if r.rest == missing {
			f.out.Lacking.add(s)
		}
	}
	for i, lacks := range r.lacksRow {
		switch x := &f.out.Losses[i]; {
		case !lacks:
		case !r.carriesRow[i]:
			x.Rows.add(s)
		case s.hot: // followReturn looks after the others
			x.Rows.add(s)
			x.Carried.add(s)
		}
	}
	if s.kind != racing && s.born == never && r.read != never {
		f.out.Read.note(r.read)
	}
	f.countWrites(s)
	f.countLaws(s)
}

// reading is when the first scan has read the rows followed.
type reading struct {
	Rows        int
	First, Last int64
}

func (x *reading) note(at int64) {
	if x.Rows == 0 {
		x.First, x.Last = at, at
	}
	x.Rows, x.First, x.Last = x.Rows+1, min(x.First, at), max(x.Last, at)
}

// countWrites adds up the writes to a row.
func (f *fleet) countWrites(s spec) {
	r, o := &f.r, &f.out
	for i := range r.ops {
		w := &r.ops[i]
		n := s.weight * w.weight
		o.Work.Live += n
		switch {
		case w.lost:
		case w.primary && w.a != never && !w.missed:
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
}

// countLaws adds what theory expects of a row that is there from the start.
func (f *fleet) countLaws(s spec) {
	if s.born != never || s.forced != never || s.kind == racing {
		return
	}
	l, r := &f.line, &f.r
	until, window := l.End, 0.0
	switch {
	case f.p.Form == "row":
		window = r.open(min(l.Feed, l.Flip), until)
	case f.p.logged():
		window = r.open(l.Feed, min(l.Flip, until))
	}
	rest := (r.open(0, until) - window) * f.p.DeletePct / 100
	f.out.Raw.Missing.add(r.earlier && r.rest == missing, calc.Exp(-s.rate*(window+rest)))
	if n := len(l.Spans); n > 0 && r.lossAts[n-1] != never {
		f.out.Raw.Lost.add(r.lacksRow[n-1], -math.Expm1(-s.rate*r.open(l.Spans[n-1].From, r.lossAts[n-1])))
	}
}

// result hands over what was counted.
func (f *fleet) result() Result {
	o := &f.out
	for i := range o.Looks {
		for s := range o.Looks[i].Count {
			if math.Abs(o.Looks[i].Count[s].Sum) < 1e-6 {
				o.Looks[i].Count[s].Sum = 0
			}
		}
	}
	for _, x := range o.Losses {
		if x.Rows.Sum > o.Loss.Rows.Sum {
			o.Loss = x
		}
	}
	return *o
}
