package migration

import (
	"fmt"
	"math"

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
	{extra, figure.Identity{Name: "deleted and back", Hue: figure.Ink, Shape: figure.Cross, Dash: "1 3"}},
}

// statesFigure draws what all rows are over time.
func statesFigure(p Params, r Result) figure.Figure {
	chart := &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time", Unit: "days"},
		Y: figure.Axis{Label: "rows", Unit: "%", Min: 0, Max: 100}}
	for _, look := range looksLike {
		s := figure.Series{Identity: look.Identity}
		most := 0.0
		for _, k := range r.Looks {
			n := k.Count[look.state]
			if look.state == equal {
				n += k.Count[onWay]
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
	said := fmt.Sprintf("When the writes end, %s %% of the rows differ from what the application has.",
		say.Short(r.pct(last.differs(), last.rows())))
	return figure.Figure{ID: "states", Title: "What the rows of the new store are", Takeaway: said, Panel: true,
		Caption: fmt.Sprintf("Share of all rows. %s followed one by one stand for all; a row that a change is on its "+
			"way to counts as alike.", say.Upper(say.Count(r.Parts, "row"))),
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
		{Label: "Spoilt", Unit: "rows", Numeric: true}, {Label: "Back", Unit: "rows", Numeric: true},
		{Label: "Gate", Strong: true}}}
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
		t.Rows = append(t.Rows, []string{say.Plain(e.Day), e.String(), count(k.Count[missing]), count(k.Count[stale]),
			count(k.Count[wrong]), count(k.Count[extra]), word})
	}
	said := fmt.Sprintf("%s would have been stopped by a gate in front.", say.Upper(say.Count(closed, "phase")))
	if closed == 0 {
		said = "No phase begins too early."
	}
	return figure.Figure{ID: "phases", Title: "Phases, and what a gate before each would have shown", Takeaway: said,
		Caption: "Rows that differ when the phase begins and that nothing on its way will mend.",
		Alt:     "A table of the phases of the plan. " + said, Table: t}
}

// count writes a number of rows, an estimate above 100,000 with the three figures that a sample may give it.
func count(v float64) string {
	v = rounded(v)
	if v > 1e5 {
		unit := math.Pow(10, math.Floor(math.Log10(v))-2)
		v = math.Round(v/unit) * unit
	}
	return say.Number(v, 0)
}

// gate says whether a phase may begin, and why not.
func gate(p Params, r Result, e Entry, k look) (word string, open bool) {
	l, at := &r.Line, ticksOf(e.Day)
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
		case k.differs() < 0.5:
			return "open: no row differs", true
		case r.Seen.Found <= at:
			return "closed: comparisons have shown it", false
		case l.Shadow > at || r.Seen.Each < 1:
			return "closed: only a comparison would show it", false
		}
		return "closed: comparisons have not met one yet", false
	case decommission:
		if l.Flip > at {
			return "closed: it is still the store of record", false
		}
		if k.differs() >= 0.5 {
			return "closed: the last place that has these rows", false
		}
		return "open: nobody needs it", true
	case rollback:
		if r.Loss >= 0.5 {
			return "loses " + rowsOf(r.Loss), false
		}
		return "open: the old store has everything", true
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
