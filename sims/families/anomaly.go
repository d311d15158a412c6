package families

import (
	"fmt"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/sims"
)

// lab is the anomaly part: one interleaving, and all of them at every level.
type lab struct {
	s      scenario
	h      history
	order  string
	bad    bool
	serial bool
	grid   map[string]map[string][2]int // level, scenario: interleavings with the anomaly, and all
	wrong  int                          // cells of the grid that differ from Hermitage
	unlike int                          // interleavings of this level that are serialisable and marked bad
}

// experiment plays the chosen interleaving, and every interleaving of every scenario at every level.
func experiment(p Params) (lab, error) {
	l := lab{s: findScenario(p.Scenario), order: p.Order, grid: map[string]map[string][2]int{}}
	if l.order == "" {
		l.order = l.s.Order
	}
	if p.Engine == "sqlite" { // a shared cache is what SQLite needs to read what is not committed
		e, err := newSQLite(l.s.Start, p.Level == "ru")
		if err != nil {
			return l, err
		}
		defer e.close()
		l.h = play(l.s, e, l.order)
		if e.fault != "" {
			return l, fmt.Errorf("play %s on SQLite: %s", l.s.ID, e.fault)
		}
	} else {
		l.h = play(l.s, newStore(p.Level, l.s.Start), l.order)
	}
	l.bad, l.serial = l.s.Bad(l.h), serial(l.s, l.h)
	for _, level := range levels {
		l.grid[level] = map[string][2]int{}
		for _, s := range scenarios {
			n, all := 0, orders(len(s.Tx[0]), len(s.Tx[1]))
			for _, o := range all {
				h := play(s, newStore(level, s.Start), o)
				if s.Bad(h) {
					n++
				}
				if level == "ser" && !serial(s, h) {
					l.unlike++
				}
			}
			l.grid[level][s.ID] = [2]int{n, len(all)}
			if (n == 0) != hermitage[level][s.Symbol] {
				l.wrong++
			}
		}
	}
	return l, nil
}

func anomalyReport(p Params) (sims.Report, error) {
	l, err := experiment(p)
	if err != nil {
		return sims.Report{}, err
	}
	cell := l.grid[p.Level][p.Scenario]
	flag := map[bool]float64{true: 1}
	out := sims.Report{Takeaway: l.takeaway(p), Coach: l.coach(p), Story: l.story(p)}
	out.Metrics = []sims.Metric{
		{ID: "anomaly", Label: l.s.Title + " in this interleaving", Value: flag[l.bad], Better: "lower",
			Compare: "1: it happens"},
		{ID: "bad_orders", Label: "Interleavings with it", Value: float64(cell[0]), Unit: fmt.Sprintf("of %d", cell[1]),
			Better: "lower"},
		{ID: "serial_equivalent", Label: "Equals some serial order", Value: flag[l.serial], Better: "higher"},
		{ID: "waits", Label: "Steps that wait", Value: float64(l.h.Waits)},
		{ID: "rolled_back", Label: "Transactions rolled back by the engine", Value: flag[l.h.Victim >= 0]},
		{ID: "hermitage_differences", Label: "Cells of the grid that differ from Hermitage", Value: float64(l.wrong),
			Better: "lower"},
	}
	if p.Scenario == "transfer" {
		out.Metrics = append(out.Metrics, sims.Metric{ID: "sum", Label: "Sum of the accounts",
			Value: float64(l.h.final("A") + l.h.final("B")), Compare: "200 at the start"})
	}
	out.Checks = []sims.Check{
		sims.Within("hermitage", "Cells of level × anomaly that differ from the Hermitage table", 0, float64(l.wrong),
			0, "of 35", "Kleppmann, github.com/ept/hermitage"),
		sims.Within("serial", "Serialisable interleavings, of all scenarios, that equal no serial order", 0,
			float64(l.unlike), 0, "interleavings", "Berenson et al. 1995"),
	}
	if p.Level == "ser" || p.Engine == "sqlite" && p.Level != "ru" {
		out.Checks = append(out.Checks, sims.Within("this", "This interleaving equals some serial order", 1,
			flag[l.serial], 0, "", "definition of serialisable"))
	}
	out.Figures = []figure.Figure{l.interleaving(p), l.levelGrid(p), l.outcomes()}
	return out, nil
}

func (l lab) takeaway(p Params) string {
	where := levelNames[p.Level]
	if p.Engine == "sqlite" {
		where = sqliteLevel(p.Level)
	}
	switch {
	case l.bad:
		return fmt.Sprintf("Under %s, %s.", where, l.s.Wrong)
	case l.h.Victim >= 0:
		return fmt.Sprintf("Under %s the engine rolls T%d back, and the anomaly does not happen. The application has "+
			"to run T%d again.", where, l.h.Victim+1, l.h.Victim+1)
	case l.h.Waits > 0:
		return fmt.Sprintf("Under %s one transaction waits for the other, and the anomaly does not happen.", where)
	}
	return fmt.Sprintf("Under %s this interleaving does no harm.", where)
}

func (l lab) coach(p Params) string {
	cell := l.grid[p.Level][p.Scenario]
	switch {
	case p.Engine == "sqlite" && p.Level != "ru":
		return "SQLite has one level for transactions of their own connections: serialisable. Who pays for it here, " +
			"and with what: waiting or rolling back?"
	case l.bad && p.Engine == "model" && p.Level == "ru":
		return "Now guess: which of the stronger levels is the first to prevent it? Raise the level one by one."
	case l.bad:
		return fmt.Sprintf("It happens in %d of %d interleavings. Change the order of the turns until it does not, "+
			"then find the level that needs no luck.", cell[0], cell[1])
	case cell[0] > 0:
		return fmt.Sprintf("This order is lucky: %d of %d interleavings at this level do harm. Find one by "+
			"moving the turns.", cell[0], cell[1])
	case p.Level == "rr":
		return "Locks on rows that were read prevent it. Does that hold for rows that are not there yet? Try " +
			"the phantom."
	case p.Level == "si":
		return "A snapshot prevents it. Try write skew: each transaction writes a row that the other has only read."
	}
	return "No interleaving at this level does harm. Run the same turns on the real SQLite: does it wait at the " +
		"same steps?"
}

func sqliteLevel(level string) string {
	if level == "ru" {
		return "SQLite's read_uncommitted in a shared cache"
	}
	return "SQLite's own level (serialisable)"
}

// interleaving lays the steps out, one row a turn and one column a transaction.
func (l lab) interleaving(p Params) figure.Figure {
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
	return figure.Figure{ID: "turns", Title: l.s.Title + ": the interleaving", Takeaway: l.takeaway(p) + " " + verdict,
		Table: t, Panel: true,
		Caption: l.s.Story + " Who waits tries again at its next turn. When each waits for the other, the one that " +
			"closed the circle is rolled back.",
		Alt: fmt.Sprintf("%d turns of two transactions. %s", len(l.h.Steps), l.takeaway(p))}
}

// levelGrid is level × anomaly, each cell over all interleavings.
func (l lab) levelGrid(p Params) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Level"}}}
	for _, s := range scenarios {
		t.Columns = append(t.Columns, figure.Column{Label: s.Title, Strong: s.ID == p.Scenario})
	}
	for _, level := range levels {
		row := []string{levelNames[level]}
		for _, s := range scenarios {
			c := l.grid[level][s.ID]
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
		Badge: &figure.Badge{OK: l.wrong == 0, Text: fmt.Sprintf("%d of %d cells as in the Hermitage table",
			len(levels)*len(scenarios)-l.wrong, len(levels)*len(scenarios))},
		Caption: "Number of interleavings, of all there are, in which the anomaly happens. The comparison is with " +
			"MySQL's read uncommitted, PostgreSQL's read committed, SQL Server's repeatable read, PostgreSQL's " +
			"repeatable read (a snapshot) and PostgreSQL's serialisable.",
		Alt: "A table of five levels and seven anomalies."}
}

// outcomes draws the share of harmful interleavings of this scenario by level.
func (l lab) outcomes() figure.Figure {
	bars := &figure.Bars{Unit: "%"}
	sentence := ""
	for _, level := range levels {
		c := l.grid[level][l.s.ID]
		look := good
		if c[0] > 0 {
			look = bad
		} else if sentence == "" {
			sentence = fmt.Sprintf("%s is the first level here that prevents it in every order.",
				strings.ToUpper(levelNames[level][:1])+levelNames[level][1:])
		}
		bars.Bars = append(bars.Bars, figure.BarRow{Identity: named(look, levelNames[level]),
			Value: 100 * float64(c[0]) / float64(c[1]), Note: fmt.Sprintf("%d of %d", c[0], c[1])})
	}
	return figure.Figure{ID: "share", Title: l.s.Title + " over all interleavings", Takeaway: sentence, Bars: bars,
		Caption: "Share of the interleavings in which it happens. A level that waits can turn a harmless order into " +
			"a harmful one of the rest, so a stronger level may count more.", Alt: "One bar a level. " + sentence}
}

// story walks the turns.
func (l lab) story(p Params) *sims.Story {
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
	out.State = [][2]string{{"T1", count(0)}, {"T2", count(1)}, {"Level", levelNames[p.Level]}}
	out.Figure = &figure.Figure{ID: "story", Title: l.s.Title + ", turn by turn", Takeaway: said, SpaceTime: d,
		Caption: "Turns from left to right. " + l.s.Story, Alt: "A diagram of two transactions and the store. " + said}
	return out
}
