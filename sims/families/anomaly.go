package families

import (
	"fmt"

	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

// lab is the anomaly part: one interleaving, and all of them at every level.
type lab struct {
	s      scenario
	h      history
	bad    bool
	serial bool
	census
}

// census is what every interleaving of every scenario comes to at every level.
type census struct {
	grid   map[string]map[string][2]int // level, scenario: interleavings with the anomaly, and all
	wrong  int                          // cells of the grid that differ from Hermitage
	unlike int                          // interleavings that are serialisable and equal no serial order
}

// anomalyModel is the part of two transactions.
var anomalyModel = sims.Model[Params, lab]{
	Knobs: anomalyKnobs, Cost: func(Params) float64 { return anomalySteps }, Run: experiment,
	Takeaway: anomalyTakeaway, Coach: anomalyCoach, Metrics: anomalyMetrics, Checks: anomalyChecks, Story: story,
	Figures: []sims.Picture[Params, lab]{
		{ID: "turns", Draw: turnsFigure},
		{ID: "levels", Draw: levelsFigure},
		{ID: "share", Draw: shareFigure},
	},
}

// experiment plays the chosen interleaving beside all others.
func experiment(b *model.Budget, p Params) (lab, error) {
	l := lab{s: findScenario(p.Scenario)}
	order := p.Order
	if order == "" {
		order = l.s.Order
	}
	if p.Engine == "sqlite" { // a shared cache is what SQLite needs to read what is not committed
		e, err := newSQLite(l.s.Start, findLevel(p.Level).rules.dirty)
		if err != nil {
			return l, err
		}
		defer e.close()
		l.h = play(l.s, e, order)
		if e.fault != "" {
			return l, fmt.Errorf("play %s on SQLite: %s", l.s.ID, e.fault)
		}
	} else {
		l.h = play(l.s, newStore(findLevel(p.Level), l.s.Start), order)
	}
	l.bad, l.serial = l.s.Bad(l.h), serial(l.s, l.h)
	l.census = censuses.Of(b, struct{}{}, takeCensus)
	return l, nil
}

// censuses remembers the census, on which no knob has a say.
var censuses = model.NewMemo[struct{}, census](1)

// takeCensus plays every interleaving of every scenario at every level.
func takeCensus(b *model.Budget) census {
	c := census{grid: map[string]map[string][2]int{}}
	played := map[rules]map[string][2]int{} // levels of like rules come to the same
	for _, l := range levels {
		if played[l.rules] == nil {
			played[l.rules] = map[string][2]int{}
			for _, s := range scenarios {
				all := orders(len(s.Tx[0]), len(s.Tx[1]))
				n, unlike := playAll(s, l, all)
				b.Spend(len(all) * playSteps)
				played[l.rules][s.ID] = [2]int{n, len(all)}
				c.unlike += unlike
			}
		}
		c.grid[l.ID] = played[l.rules]
		for _, s := range scenarios {
			if !s.Cure && (c.grid[l.ID][s.ID][0] == 0) != l.prevents[s.Symbol] {
				c.wrong++
			}
		}
	}
	return c
}

// playAll plays a scenario in every order. It counts those with the anomaly, and at a level that promises a serial
// order those that equal none.
func playAll(s scenario, l level, all []string) (bad, unlike int) {
	for _, o := range all {
		h := play(s, newStore(l, s.Start), o)
		if s.Bad(h) {
			bad++
		}
		if l.serial() && !serial(s, h) {
			unlike++
		}
	}
	return bad, unlike
}

// cells is how many cells of the grid Hermitage speaks of.
func cells() int {
	n := 0
	for _, s := range scenarios {
		if !s.Cure {
			n += len(levels)
		}
	}
	return n
}

// one is 1 for true and 0 for false, as a metric.
func one(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

func anomalyMetrics(p Params, l lab) []sims.Metric {
	cell := l.grid[p.Level][p.Scenario]
	out := []sims.Metric{
		{ID: "anomaly", Label: l.s.Title + " in this interleaving", Value: one(l.bad), Better: "lower",
			Compare: "1: it happens"},
		{ID: "bad_orders", Label: "Interleavings with it", Value: float64(cell[0]), Unit: fmt.Sprintf("of %d", cell[1]),
			Better: "lower"},
		{ID: "serial_equivalent", Label: "Equals some serial order", Value: one(l.serial), Better: "higher"},
		{ID: "waits", Label: "Steps that wait", Value: float64(l.h.Waits)},
		{ID: "rolled_back", Label: "Transactions rolled back by the engine", Value: one(l.h.Victim >= 0)},
		{ID: "hermitage_differences", Label: "Cells of the grid that differ from Hermitage", Value: float64(l.wrong),
			Better: "lower"},
	}
	if p.Scenario == "transfer" {
		out = append(out, sims.Metric{ID: "sum", Label: "Sum of the accounts",
			Value: float64(l.h.final("A") + l.h.final("B")), Compare: "200 at the start"})
	}
	return out
}

func anomalyChecks(p Params, l lab) []sims.Check {
	out := []sims.Check{
		sims.Within("hermitage", "Cells of level × anomaly that differ from the Hermitage table", 0, float64(l.wrong),
			0, fmt.Sprintf("of %d", cells()), "Kleppmann, github.com/ept/hermitage"),
		sims.Within("serial", "Serialisable interleavings, of all scenarios, that equal no serial order", 0,
			float64(l.unlike), 0, "interleavings", "Berenson et al. 1995"),
	}
	if at := findLevel(p.Level); at.serial() || p.Engine == "sqlite" && !at.rules.dirty {
		out = append(out, sims.Within("this", "This interleaving equals some serial order", 1,
			one(l.serial), 0, "", "definition of serialisable"))
	}
	return out
}

func anomalyTakeaway(p Params, l lab) string {
	where := findLevel(p.Level).String()
	if p.Engine == "sqlite" {
		where = sqliteLevel(findLevel(p.Level))
	}
	switch {
	case l.bad:
		return fmt.Sprintf("Under %s, %s.", where, l.s.Wrong)
	case l.h.Victim >= 0:
		return fmt.Sprintf("Under %s the engine rolls T%d back, and the anomaly does not happen. The application has "+
			"to run T%d again.", where, l.h.Victim+1, l.h.Victim+1)
	case !l.h.Done[0] && l.s.Cure || !l.h.Done[1] && l.s.Cure:
		return fmt.Sprintf("Under %s one update finds no row any more, and the program has to try again. Nothing is "+
			"lost.", where)
	case l.h.Waits > 0:
		return fmt.Sprintf("Under %s one transaction waits for the other, and the anomaly does not happen.", where)
	}
	return fmt.Sprintf("Under %s this interleaving does no harm.", where)
}

func anomalyCoach(p Params, l lab) string {
	cell, rules := l.grid[p.Level][p.Scenario], findLevel(p.Level).rules
	switch {
	case p.Engine == "sqlite" && !rules.dirty:
		return "SQLite has one level for transactions of their own connections: serialisable. Who pays for it here, " +
			"and with what: waiting or rolling back?"
	case l.s.Cure:
		return "No level lets this form of the update go wrong. Compare with the plain lost update at the same " +
			"level: who waits, who is rolled back, and who has to try again?"
	case l.bad && rules == freeWriter:
		return "MySQL reads a snapshot here and writes to what is committed now. Does PostgreSQL's level of the same " +
			"name let this through?"
	case l.bad && p.Engine == "model" && rules.dirty:
		return "Now guess: which of the stronger levels is the first to prevent it? Raise the level one by one."
	case l.bad:
		return fmt.Sprintf("It happens in %d of %d interleavings. Change the order of the turns until it does not, "+
			"then find the level that needs no luck.", cell[0], cell[1])
	case cell[0] > 0:
		return fmt.Sprintf("This order is lucky: %d of %d interleavings at this level do harm. Find one by "+
			"moving the turns.", cell[0], cell[1])
	case rules == rowLocks:
		return "Locks on rows that were read prevent it. Does that hold for rows that are not there yet? Try " +
			"the phantom."
	case rules.watches:
		return "Nobody waits for a reader here. Who is rolled back, and when? Compare the same turns at MySQL's " +
			"serializable."
	case rules.snapshot:
		return "A snapshot prevents it. Try write skew: each transaction writes a row that the other has only read."
	}
	return "No interleaving at this level does harm. Run the same turns on the real SQLite: does it wait at the " +
		"same steps?"
}

func sqliteLevel(l level) string {
	if l.rules.dirty {
		return "SQLite's read_uncommitted in a shared cache"
	}
	return "SQLite's own level (serialisable)"
}
