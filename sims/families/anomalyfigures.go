package families

import (
	"fmt"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// turnsFigure lays the steps out, one row a turn and one column a transaction.
func turnsFigure(p Params, l lab) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Turn", Numeric: true}, {Label: "T1"}, {Label: "T2"}}}
	for i, st := range l.h.Steps {
		row := []string{fmt.Sprint(i + 1), "", ""}
		row[1+st.Tx] = strings.TrimSpace(st.Op.Label + " " + st.Outcome)
		t.Rows = append(t.Rows, row)
	}
	var rows []string
	for _, r := range l.h.Final {
		rows = append(rows, fmt.Sprintf("%s = %d", r.Key, r.Val))
	}
	t.Rows = append(t.Rows, []string{"", "left: " + strings.Join(rows, ", "), ""})
	verdict := "It equals no serial order."
	if l.serial {
		verdict = "It equals a serial order."
	}
	return figure.Figure{ID: "turns", Title: l.s.Title + ": the interleaving", Takeaway: anomalyTakeaway(p, l) +
		" " + verdict,
		Table: t, Panel: true,
		Caption: l.s.Story + " Who waits tries again at its next turn. When each waits for the other, the one that " +
			"closed the circle is rolled back.",
		Alt: fmt.Sprintf("%d turns of two transactions. %s", len(l.h.Steps), anomalyTakeaway(p, l))}
}

// levelsFigure is level × anomaly, each cell over all interleavings.
func levelsFigure(p Params, l lab) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Level"}}}
	var shown []scenario
	cured, harm := 0, 0
	for _, s := range scenarios {
		if s.Cure {
			cured++
			continue
		}
		shown = append(shown, s)
		t.Columns = append(t.Columns, figure.Column{Label: s.Title, Strong: s.ID == p.Scenario})
	}
	for _, level := range levels {
		row := []string{level.Product + ": " + level.Name}
		for _, s := range scenarios {
			if s.Cure {
				harm += l.grid[level.ID][s.ID][0]
			}
		}
		for _, s := range shown {
			c := l.grid[level.ID][s.ID]
			text := "prevented"
			if c[0] > 0 {
				text = fmt.Sprintf("in %d of %d", c[0], c[1])
			}
			row = append(row, text)
		}
		t.Rows = append(t.Rows, row)
	}
	return figure.Figure{ID: "levels", Title: "Isolation levels and anomalies", Takeaway: "Stronger levels prevent " +
		"more, but not in one line: locks on rows let phantoms through, snapshots let write skew through.", Table: t,
		Badge: &figure.Badge{OK: l.wrong == 0, Text: fmt.Sprintf("%d of %d cells as in the Hermitage table, five of "+
			"them where it says “some” or “R/O”", cells()-l.wrong, cells())},
		Caption: "Number of interleavings, of all there are, in which the anomaly happens. One name is not one " +
			"level: PostgreSQL's repeatable read is a snapshot that refuses the second writer, MySQL's a snapshot " +
			"that does not, and SQL Server's locks what was read. Serializable waits for readers in MySQL and SQL " +
			"Server, and in PostgreSQL it watches reads and rolls one transaction back. Hermitage says “some” of " +
			"read skew at SQL Server's repeatable read, and of MySQL's that it holds for those who only read, as " +
			"here. " +
			fmt.Sprintf("The %d cures of the lost update, played at every level: harm in %s.", cured,
				say.Count(harm, "interleaving")),
		Alt: fmt.Sprintf("A table of %d levels of three products and seven anomalies.", len(levels))}
}

// shareFigure draws the share of harmful interleavings of this scenario by level.
func shareFigure(_ Params, l lab) figure.Figure {
	bars := &figure.Bars{Unit: "%"}
	prevented := 0
	for _, level := range levels {
		c := l.grid[level.ID][l.s.ID]
		look := good
		if c[0] > 0 {
			look = bad
		} else {
			prevented++
		}
		bars.Bars = append(bars.Bars, figure.BarRow{Identity: named(look, level.Product+": "+level.Name),
			Value: 100 * float64(c[0]) / float64(c[1]), Note: fmt.Sprintf("%d of %d", c[0], c[1])})
	}
	sentence := fmt.Sprintf("%d of %s prevent it in every order.", prevented, say.Count(len(levels), "level"))
	return figure.Figure{ID: "share", Title: l.s.Title + " over all interleavings", Takeaway: sentence, Bars: bars,
		Caption: "Share of the interleavings in which it happens. A level that waits can turn a harmless order into " +
			"a harmful one of the rest, so a stronger level may count more.", Alt: "One bar a level. " + sentence}
}

// storySteps is the last step of the story that can be asked for.
const storySteps = 16

// story walks the turns.
func story(p Params, l lab) *sims.Story {
	out := &sims.Story{}
	for _, st := range l.h.Steps {
		out.Events = append(out.Events, fmt.Sprintf("T%d: %s.", st.Tx+1, strings.TrimSpace(st.Op.Label+" "+st.Outcome)))
	}
	out.At = min(p.Step, len(out.Events))
	d := &figure.SpaceTime{Unit: "turn", Lanes: []string{"T1", "T2", "store"}}
	for i, st := range l.h.Steps[:out.At] {
		at := float64(i) + 1
		d.Events = append(d.Events, figure.SpaceEvent{Lane: st.Tx, At: at, Label: strings.TrimSpace(st.Op.Label + " " +
			st.Outcome), Bad: st.Dead || st.Waits})
		switch {
		case st.Waits || st.Dead:
		case st.Op.Kind == opRead || st.Op.Kind == opCount:
			d.Messages = append(d.Messages, figure.SpaceMessage{From: 2, Sent: at - 0.4, To: st.Tx, Got: at})
		default:
			d.Messages = append(d.Messages, figure.SpaceMessage{From: st.Tx, Sent: at, To: 2, Got: at + 0.4})
		}
	}
	said := "Nobody has begun."
	if out.At > 0 {
		said = out.Events[out.At-1]
	}
	count := func(tx int) string {
		n := 0
		for _, st := range l.h.Steps[:out.At] {
			if st.Tx == tx && !st.Waits {
				n++
			}
		}
		return fmt.Sprintf("%d of %d steps", n, len(l.s.Tx[tx]))
	}
	out.State = [][2]string{{"T1", count(0)}, {"T2", count(1)}, {"Level", findLevel(p.Level).String()}}
	out.Figure = &figure.Figure{ID: "story", Title: l.s.Title + ", turn by turn", Takeaway: said, SpaceTime: d,
		Caption: "Turns from left to right. " + l.s.Story, Alt: "A diagram of two transactions and the store. " + said}
	return out
}
