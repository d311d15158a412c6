package migration

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// looksLike is how each state is drawn and called.
var looksLike = []struct {
	state state
	figure.Identity
}{
	{equal, figure.Identity{Name: "alike", Hue: figure.Green, Shape: figure.Disc}},
	{missing, figure.Identity{Name: "missing", Hue: figure.Vermillion, Shape: figure.Square, Dash: "6 4"}},
	{stale, figure.Identity{Name: "another version", Hue: figure.Orange, Shape: figure.Triangle, Dash: "2 3"}},
	{wrong, figure.Identity{Name: "spoilt", Hue: figure.Purple, Shape: figure.Diamond, Dash: "8 3 2 3"}},
	{extra, figure.Identity{Name: "only in the new store", Hue: figure.Ink, Shape: figure.Cross, Dash: "1 3"}},
}

// statesFigure draws what all rows are over time.
func statesFigure(p Params, r Result) figure.Figure {
	chart := &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time", Unit: "days"},
		Y: figure.Axis{Label: "rows", Unit: "%", Min: 0, Max: 100}}
	for _, look := range looksLike {
		s := figure.Series{Identity: look.Identity}
		most := 0.0
		for _, k := range r.Looks {
			n := k.Count[look.state].Sum
			if look.state == equal {
				n = k.sum(equal, behind).Sum
			}
			v := r.pct(n, k.rows())
			s.X, s.Y = append(s.X, daysOf(k.At)), append(s.Y, math.Max(0, v))
			most = math.Max(most, v)
		}
		if most > 0.05 || look.state == equal {
			chart.Series = append(chart.Series, s)
		}
	}
	named, far := map[string]bool{}, math.Inf(-1)
	for _, e := range r.Line.Entries { // those that leave room for their name
		if name := label(e.Phase); !named[name] && e.Day-far >= daysOf(r.Line.End)/9 && ticksOf(e.Day) <= r.Line.End {
			named[name], far = true, e.Day
			chart.Thresholds = append(chart.Thresholds, figure.Threshold{Label: name, Value: e.Day, Vertical: true})
		}
	}
	last := r.last()
	differ := r.pct(last.differs(), last.rows())
	said := fmt.Sprintf("When the writes end, %s %% of the rows differ from what the application has.",
		say.Number(differ, decimals(differ, 100*last.stray(last.sum(missing, extra))/last.rows())))
	if last.differs() < 0.5 {
		said = "When the writes end, " + p.none(r, p.sure(r)) + "."
	}
	return figure.Figure{ID: "states", Title: "What the rows of the new store are", Takeaway: said, Panel: true,
		Caption: fmt.Sprintf("Share of all rows, by %s followed one by one. A row that a change is on its way to "+
			"counts as alike.", say.Count(r.Parts, "row")),
		Alt: "Lines over time, one for each state of a row. " + said, Chart: chart}
}

// label is a phase in words.
func label(phase string) string {
	switch phase {
	case dualWrite:
		return "two writes"
	case shadowRead:
		return "compare"
	case ramp:
		return "reads"
	case decommission:
		return "retire"
	}
	return phase
}

// phasesFigure lists the phases, with what their gate would have shown.
func phasesFigure(p Params, r Result) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Day", Numeric: true}, {Label: "Phase"},
		{Label: "Missing", Unit: "rows", Numeric: true}, {Label: "Other version", Unit: "rows", Numeric: true},
		{Label: "Spoilt", Unit: "rows", Numeric: true}, {Label: "Only here", Unit: "rows", Numeric: true},
		{Label: "Wait", Unit: "rows", Numeric: true}, {Label: "Gate", Strong: true}}}
	closed := 0
	for _, e := range r.Line.Entries {
		at := ticksOf(e.Day)
		if at > r.Line.End {
			continue
		}
		k := r.Looks[r.Line.look(at)]
		word, open := gate(p, r, e, k)
		if !open {
			closed++
		}
		line := []string{say.Plain(e.Day), e.String()}
		for _, s := range []state{missing, stale, wrong, extra, behind} {
			line = append(line, r.count(k, s))
		}
		t.Rows = append(t.Rows, append(line, word))
	}
	said := fmt.Sprintf("%s would have been stopped by a gate in front.", say.Upper(say.Count(closed, "phase")))
	if closed == 0 {
		said = "No phase begins too early."
	}
	return figure.Figure{ID: "phases", Title: "Phases, and what a gate before each would have shown", Takeaway: said,
		Caption: "Rows that differ when the phase begins and that nothing on its way will mend; those whose change " +
			"waits behind an outage stand apart. " + r.bounds(),
		Alt: "A table of the phases of the plan. " + said, Table: t}
}

// shown is how many rows are in some states at a look, with the digits that the number carries; count writes it for
// one state.
func (r Result) shown(k look, from, to state) float64 {
	e := k.sum(from, to)
	return r.carried(e.Sum, k.stray(e))
}

func (r Result) count(k look, s state) string { return say.Number(r.shown(k, s, s), 0) }

// bounds says what a number of 0 means.
func (r Result) bounds() string {
	if r.Exact {
		return "Every row is followed."
	}
	return fmt.Sprintf("0: no followed row; that can be up to %s (95 %%).", rowsOf(estimated(r.bound())))
}

// none says that no row differs, of those that are looked at.
func (p Params) none(r Result, sure bool) string {
	if sure {
		return "no row differs"
	}
	return fmt.Sprintf("none of %s followed differs, so fewer than %s of all do (95 %%)", say.Count(r.Parts, "row"),
		say.Number(estimated(r.bound()), 0))
}

// gate says whether a phase may begin, and why not.
func gate(p Params, r Result, e Entry, k look) (word string, open bool) {
	l, at := &r.Line, ticksOf(e.Day)
	needsNew := e.Phase == ramp && e.Percent > 0 || e.Phase == flip || e.Phase == decommission
	if needsNew && l.isDown(at) {
		return "closed: the new store is down", false
	}
	switch e.Phase {
	case backfill:
		if l.Feed > at {
			return "wait: changes do not reach the new store yet", false
		}
		return "open: changes already arrive", true
	case ramp, flip:
		switch {
		case e.Phase == ramp && e.Percent == 0:
			return "open: reads go back", true
		case k.unready() < 0.5 && r.Exact:
			return "open: no row differs", true
		case k.unready() < 0.5:
			return "open: no followed row differs", true
		case k.differs() < 0.5:
			return "closed: changes still wait behind the outage", false
		case r.Seen.Found <= at:
			return "closed: comparisons have shown it", false
		case l.Shadow > at || r.Seen.Each < 1:
			return "closed: only a comparison would show it", false
		}
		return "closed: comparisons have not met one yet", false
	case decommission:
		if !l.primaryNew(at - 1) {
			return "closed: it is still the store of record", false
		}
		if k.differs() >= 0.5 {
			return "closed: the last place that has these rows", false
		}
		return "open: nobody needs it", true
	case rollback:
		i := slices.Index(l.lossAts(), at)
		if i < 0 {
			return "open: the old store is the store of record", true
		}
		x := r.Losses[i]
		switch lost := x.Rows.Sum - x.Carried.Sum; {
		case lost >= 0.5:
			return "loses " + rowsOf(estimated(lost)), false
		case x.Carried.Sum >= 0.5:
			return "open: " + rowsOf(estimated(x.Carried.Sum)) + " on the way back", true
		}
		return "open: the old store lacks nothing", true
	case shadowRead:
		if l.noCopy() || l.Scans[0].ends() > at {
			return "open: rows not copied yet will show", true
		}
	}
	return "open", true
}

// pairFigure draws the rows that differ in two runs.
func pairFigure(a, b sims.Report) (f figure.Figure, ok bool) {
	x, okA := a.Figure("states")
	y, okB := b.Figure("states")
	if !okA || !okB {
		return figure.Figure{}, false
	}
	first, second := x.Chart.Series[0], y.Chart.Series[0]
	first.Identity = figure.Identity{Name: "A", Hue: figure.Blue}
	second.Identity = figure.Identity{Name: "B", Hue: figure.Orange, Dash: "6 4"}
	return figure.Figure{ID: "pair", Title: "Rows that are alike, both runs", Takeaway: "A: " + x.Takeaway + " B: " +
		y.Takeaway, Alt: "Two lines over time, one for each run: the share of the rows that are alike.",
		Chart: &figure.Chart{Kind: figure.Line, X: x.Chart.X, Y: x.Chart.Y,
			Series: []figure.Series{first, second}}}, true
}
