package migration

import (
	"math"
	"slices"

	"tradeofflab/sims/model"
)

// timeline is a plan with its faults, ready to be asked what holds at a moment.
type timeline struct {
	Entries  []Entry
	Feed     int64  // from when on changes go to the new store
	Spans    []span // in which the new store is the store of record
	Flip     int64  // the first of them begins
	Return   int64  // from when on changes go back to the old one
	Retire   int64
	Shadow   int64   // comparisons begin
	Cut      int64   // the first reads go to the new store
	Down, Up int64   // outage of the new store
	Level    int64   // what has waited for its end is delivered
	CatchUp  float64 // … at so many times the rate at which changes are written
	Bug, Fix int64   // the transform is wrong in between
	Scans    []scan
	End      int64 // of the writes
	Grid     []int64
	Minor    []int64 // moments of the grid that only say how a wrong transform begins
}

// span is a time, To not within.
type span struct{ From, To int64 }

// overlap is how much of two spans is common to both.
func (s span) overlap(o span) int64 { return max(0, min(s.To, o.To)-max(s.From, o.From)) }

// total is how long spans that do not overlap are together.
func total(spans []span) (sum int64) {
	for _, s := range spans {
		sum += s.To - s.From
	}
	return sum
}

// entryAt is when a phase begins first, never for one that the plan does not have.
func entryAt(plan []Entry, phase string) int64 {
	for _, e := range plan {
		if e.Phase == phase {
			return ticksOf(e.Day)
		}
	}
	return never
}

// recordSpans are the times in which the new store is the store of record: from a flip to the next rollback, and for
// good from decommission on, after which nothing else is left.
func recordSpans(plan []Entry) (out []span) {
	from := never
	for _, e := range plan {
		at := ticksOf(e.Day)
		switch {
		case (e.Phase == flip || e.Phase == decommission) && from == never:
			from = at
		case e.Phase == rollback && from != never:
			if at > from {
				out = append(out, span{from, at})
			}
			from = never
		}
	}
	if from != never {
		out = append(out, span{from, never})
	}
	return out
}

// primaryNew says whether the new store is the store of record at t.
func (l *timeline) primaryNew(t int64) bool {
	return slices.ContainsFunc(l.Spans, func(s span) bool { return t >= s.From && t < s.To })
}

// returns says whether changes go back to the old store at t.
func (l *timeline) returns(t int64) bool { return l.primaryNew(t) && t >= l.Return && t < l.Retire }

// rollsBack says whether the plan goes back to the old store before the writes end.
func (l *timeline) rollsBack() bool { return len(l.Spans) > 0 && l.Spans[0].To <= l.End }

// isDown says whether the new store is down at t.
func (l *timeline) isDown(t int64) bool { return t >= l.Down && t < l.Up }

// buggy says whether the transform is wrong at t.
func (l *timeline) buggy(t int64) bool { return t >= l.Bug && t < l.Fix }

// answered is t, or when the outage that t lies in ends.
func (l *timeline) answered(t int64) int64 {
	if l.isDown(t) {
		return l.Up
	}
	return t
}

// delivered is when a change that log or outbox would deliver at t gets through: what comes in an outage waits, and
// what has waited is delivered in its order at CatchUp times the rate at which changes come.
func (l *timeline) delivered(t int64) int64 {
	first := max(l.Down, l.Feed)
	if t < first || t >= l.Level || l.Down == never {
		return t
	}
	return max(t, l.Up+int64(float64(t-first)/l.CatchUp))
}

// reads is the share of the reads that the new store serves at t, %.
func (l *timeline) reads(t int64) (percent float64) {
	for _, e := range l.Entries {
		if ticksOf(e.Day) > t {
			break
		}
		switch e.Phase {
		case ramp:
			if !l.primaryNew(ticksOf(e.Day)) {
				percent = e.Percent
			}
		case flip, decommission:
			percent = 100
		case rollback:
			percent = 0
		}
	}
	return percent
}

// while lists the times up to the end of the writes in which something holds that changes only with the plan.
func (l *timeline) while(holds func(t int64) bool) (out []span) {
	cuts := []int64{0, l.Feed, l.Return, l.Retire, l.Down, l.Up, l.End}
	for _, e := range l.Entries {
		cuts = append(cuts, ticksOf(e.Day))
	}
	slices.Sort(cuts)
	for i := 1; i < len(cuts); i++ {
		s := span{cuts[i-1], min(cuts[i], l.End)}
		if s.From >= s.To || !holds(s.From) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].To == s.From {
			out[n-1].To = s.To
			continue
		}
		out = append(out, s)
	}
	return out
}

// secondNew says whether a second write goes to the new store at t, secondOld whether one goes back to the old store.
func (l *timeline) secondNew(t int64) bool { return !l.primaryNew(t) && t >= l.Feed }
func (l *timeline) secondOld(t int64) bool { return l.returns(t) }

// lossAts are the moments at which it is counted what a loss of the new store would cost: at the end of each time in
// which it is the store of record and the old store is still there; never for one without.
func (l *timeline) lossAts() (out []int64) {
	for _, s := range l.Spans {
		at := min(s.To, l.Retire, l.End)
		if at <= s.From {
			at = never
		}
		out = append(out, at)
	}
	return out
}

// newTimeline lays the plan out in time.
func newTimeline(p Params) timeline {
	rng := model.Stream(p.Seed, "migration faults")
	late := func() int64 { return ticksOf(p.JitterH / 24 * rng.Float64()) }
	l := timeline{Entries: p.Plan, Feed: entryAt(p.Plan, dualWrite), Spans: recordSpans(p.Plan), Flip: never,
		Return: entryAt(p.Plan, reverse), Retire: entryAt(p.Plan, decommission), CatchUp: p.CatchUp,
		Shadow: entryAt(p.Plan, shadowRead), Cut: never, Down: never, Up: never, Level: never, Bug: never, Fix: never}
	if p.Mechanism == noFeed {
		l.Feed = never
	}
	if len(l.Spans) > 0 {
		l.Flip = l.Spans[0].From
	}
	for _, e := range p.Plan {
		if at := ticksOf(e.Day); l.reads(at) > 0 {
			l.Cut = at
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
		l.Level = l.Up
		if first := max(l.Down, l.Feed); p.logged() && first < l.Up {
			l.Level += int64(float64(l.Up-first) / (p.CatchUp - 1))
		}
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

// bugBegins is when the wrong transform can first spoil a row: when it is wrong and something comes through it.
func (l *timeline) bugBegins() int64 {
	begins := l.Feed
	for _, s := range l.Scans {
		begins = min(begins, s.begins())
	}
	return max(l.Bug, begins)
}

// fewLooks is how many moments the grid has besides those at which something changes; bugLooks is how many follow the
// beginning of a wrong transform, each three times as late as the one before, from a minute on.
const (
	fewLooks = 28
	bugLooks = 7
)

// layGrid lists the moments at which all rows are looked at: evenly, and at everything that changes.
func (l *timeline) layGrid() {
	g := []int64{0, l.End}
	for i := 1; i < fewLooks; i++ {
		g = append(g, int64(float64(l.End)*float64(i)/fewLooks))
	}
	for _, e := range l.Entries {
		g = append(g, ticksOf(e.Day))
	}
	g = append(g, l.Down, l.Up, l.Level, l.Bug)
	for _, s := range l.Scans {
		g = append(g, s.ends())
	}
	if from := l.bugBegins(); l.Bug != never && from != never {
		after := 60 * sec
		for range bugLooks {
			if at := from + after; !slices.Contains(g, at) {
				l.Minor = append(l.Minor, at)
			}
			after *= 3
		}
		g = append(append(g, from), l.Minor...)
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

// copyRate is what the copy reads a second: as much as it may, within 95 % of the old store's capacity.
func (p Params) copyRate() float64 {
	return math.Min(p.BackfillRate, p.capacity()*max(0, 0.95-p.LoadPct/100))
}

// capacity is how many reads and writes a second the old store can do.
func (p Params) capacity() float64 { return p.WriteRate * (1 + p.ReadsPer) / (p.LoadPct / 100) }
