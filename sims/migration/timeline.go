package migration

import (
	"math"
	"slices"

	"tradeofflab/sims/model"
)

// fewLooks is how many moments the grid has besides those at which something changes.
const fewLooks = 28

// scan is one pass of the copy over all rows, in the order of their keys, in stretches between pauses.
type scan struct {
	Repair    bool // rows that differ are mended
	Stretches []stretch
}

// stretch is a time in which a scan goes on, from one share of the rows to another.
type stretch struct {
	From, To     int64
	Start, After float64
}

// done is the share of the rows that the scan has passed in the end.
func (s scan) done() float64 {
	if len(s.Stretches) == 0 {
		return 0
	}
	return s.Stretches[len(s.Stretches)-1].After
}

// ends is when the scan has passed all rows, never for one that does not.
func (s scan) ends() int64 {
	if s.done() < 1 {
		return never
	}
	return s.Stretches[len(s.Stretches)-1].To
}

// begins is when the scan reads its first row.
func (s scan) begins() int64 {
	if len(s.Stretches) == 0 {
		return never
	}
	return s.Stretches[0].From
}

// at is when the scan reads the row at a position of the key order, 0 … 1.
func (s scan) at(position float64) int64 {
	for _, x := range s.Stretches {
		if position < x.After {
			return x.From + int64(float64(x.To-x.From)*(position-x.Start)/(x.After-x.Start))
		}
	}
	return never
}

// newTimeline lays the plan out in time.
func newTimeline(p Params) timeline {
	rng := model.Stream(p.Seed, "migration faults")
	late := func() int64 { return ticksOf(p.JitterH / 24 * rng.Float64()) }
	l := timeline{Entries: p.Plan, Feed: entryAt(p.Plan, dualWrite), Flip: entryAt(p.Plan, flip),
		Return: entryAt(p.Plan, reverse), Rollback: entryAt(p.Plan, rollback), Retire: entryAt(p.Plan, decommission),
		Shadow: entryAt(p.Plan, shadowRead), Down: never, Up: never, Bug: never, Fix: never}
	if p.Mechanism == noFeed {
		l.Feed = never
	}
	l.Flip = min(l.Flip, l.Retire) // nothing is left but the new store
	if l.Rollback < l.Flip {
		l.Rollback = never
	}
	l.Cut = l.Flip
	for _, e := range p.Plan {
		if e.Phase == ramp && e.Percent > 0 {
			l.Cut = min(l.Cut, ticksOf(e.Day))
			break
		}
	}
	l.End = ticksOf(p.Plan[len(p.Plan)-1].Day) + day
	if p.Hours > 0 {
		l.End = ticksOf(p.Hours / 24)
	}
	outageLate, bugLate := late(), late()
	if p.OutageMin > 0 {
		l.Down = ticksOf(p.OutageAtDay) + outageLate
		l.Up = l.Down + int64(p.OutageMin*60*float64(sec))
	}
	if p.DefectRate > 0 {
		l.Bug = ticksOf(p.BugAtDay) + bugLate
		for _, e := range p.Plan {
			if at := ticksOf(e.Day); e.Phase == repair && at > l.Bug {
				l.Fix = at
				break
			}
		}
	}
	l.layScans(p)
	l.layGrid()
	return l
}

// copyRate is what the copy reads a second: as much as it may, within 95 % of the old store's capacity.
func (p Params) copyRate() float64 {
	return math.Min(p.BackfillRate, p.capacity()*max(0, 0.95-p.LoadPct/100))
}

// capacity is how many reads and writes a second the old store can do.
func (p Params) capacity() float64 { return p.WriteRate * (1 + p.ReadsPer) / (p.LoadPct / 100) }

// layScans turns backfill, pause and repair into passes over the rows.
func (l *timeline) layScans(p Params) {
	rate := p.copyRate() / float64(p.Keys) / float64(sec) // share of the rows a tick
	var now *scan
	from := int64(0)
	advance := func(to int64) {
		if now != nil {
			now.advance(from, to, rate, l)
		}
		from = to
	}
	for _, e := range l.Entries {
		at := min(ticksOf(e.Day), l.End)
		switch e.Phase {
		case backfill:
			advance(at)
			if len(l.Scans) == 0 || l.Scans[len(l.Scans)-1].done() >= 1 {
				l.Scans = append(l.Scans, scan{})
			}
			now = &l.Scans[len(l.Scans)-1]
		case repair:
			advance(at)
			l.Scans = append(l.Scans, scan{Repair: true})
			now = &l.Scans[len(l.Scans)-1]
		case pause, rollback, decommission:
			advance(at)
			now = nil
		}
	}
	advance(l.End)
}

// advance moves a scan on from one moment to another, around an outage.
func (s *scan) advance(from, to int64, rate float64, l *timeline) {
	for _, part := range [][2]int64{{from, min(to, l.Down)}, {max(from, l.Up), to}} {
		a, b, done := part[0], part[1], s.done()
		if a >= b || done >= 1 || rate <= 0 {
			continue
		}
		after := done + rate*float64(b-a)
		if after >= 1 {
			after, b = 1, a+int64((1-done)/rate)+1
		}
		s.Stretches = append(s.Stretches, stretch{a, b, done, after})
	}
}

// layGrid lists the moments at which all rows are looked at: evenly, and at everything that changes.
func (l *timeline) layGrid() {
	g := []int64{0, l.End}
	for i := 1; i < fewLooks; i++ {
		g = append(g, int64(float64(l.End)*float64(i)/fewLooks))
	}
	for _, e := range l.Entries {
		g = append(g, ticksOf(e.Day))
	}
	g = append(g, l.Down, l.Up, l.Bug)
	for _, s := range l.Scans {
		g = append(g, s.ends())
	}
	slices.Sort(g)
	g = slices.Compact(g)
	l.Grid = slices.DeleteFunc(g, func(t int64) bool { return t < 0 || t > l.End })
}

// look is the place of a moment in the grid: the last that is not after it.
func (l *timeline) look(t int64) int {
	i, found := slices.BinarySearch(l.Grid, t)
	if found || i == 0 {
		return i
	}
	return i - 1
}
