package migration

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// ways are the ways of sending that are compared.
var ways = []struct {
	name, mechanism, send string
}{
	{"two writes in turn", dual, "sequential"}, {"two writes at once", dual, "parallel"},
	{"outbox", outbox, "sequential"}, {"log", cdc, "sequential"},
}

// waysFigure runs the same plan with each way of sending.
func waysFigure(b *model.Budget, p Params, _ Result) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Way of sending"},
		{Label: "Differ at rest", Unit: "rows", Numeric: true, Strong: true},
		{Label: "Second writes lost", Numeric: true}, {Label: "Added to a write", Unit: "ms", Numeric: true},
		{Label: "Further writes", Unit: "%", Numeric: true}, {Label: "Change under way", Unit: "ms", Numeric: true}}}
	best := math.Inf(1)
	var names []string
	for _, w := range ways {
		q := p
		q.Mechanism, q.Send, q.Follow = w.mechanism, w.send, min(waysFollow, p.Follow)
		_, r := followAll(b, q)
		r.Wait = waitsOf(b, q, r.Line)
		differ := r.carried(r.Rest.differs(), 0)
		switch {
		case differ < best:
			best, names = differ, []string{w.name}
		case differ == best:
			names = append(names, w.name)
		}
		under := p.StoreMs
		if q.logged() {
			under += p.RelayMs
		}
		t.Rows = append(t.Rows, []string{w.name, say.Number(differ, 0), say.Number(estimated(r.lost()), 0),
			say.Short(math.Max(0, r.Wait.Added())), say.Number(r.Work.further(), 0), say.Short(under)})
	}
	said := fmt.Sprintf("The fewest rows differ with %s: %s.", say.List(names...), say.Number(best, 0))
	if len(names) == len(ways) {
		said = fmt.Sprintf("With every way of sending as many rows differ: %s.", say.Number(best, 0))
	}
	return figure.Figure{ID: "ways", Title: "Ways of sending with this plan", Takeaway: said,
		Caption: fmt.Sprintf("The same plan, load and faults; %s followed each, so that the numbers "+
			"of rows stray from those above. Added: 99th percentile.",
			say.Count(min(waysFollow, p.Follow), "row")),
		Alt: "A table with a row for each way of sending. " + said, Table: t}
}

// inversionFigure draws the shortest inversion among pairs of writes to the busiest row.
func inversionFigure(b *model.Budget, p Params, r Result) figure.Figure {
	q := p
	q.Part, q.Trials = pairsPart, 2*curveTrials
	q.U = r.Hot.Rate * p.StoreMs / 1000
	o := runOrder(b, q)
	f := drawExample(q, o, p.StoreMs)
	number := say.Int(o.Differ)
	if o.Differ == 0 {
		number = "none"
	}
	f.Caption += fmt.Sprintf(" The busiest row has %s a second; of %s pairs of writes to it %s %s so.",
		say.Amount(r.Hot.Rate, "write"), say.Int(o.Trials), number, say.Either(max(o.Differ, 1), "ends", "end"))
	return f
}

// exampleFigure draws the shortest inversion of the part.
func exampleFigure(p Params, o Order) figure.Figure { return drawExample(p, o, 1) }

// drawExample is a space-time diagram of two writes that two stores take in another order.
func drawExample(p Params, o Order, meanMs float64) figure.Figure {
	unit, x := "ms", o.Example
	if meanMs == 1 {
		unit = "mean latencies"
	}
	f := figure.Figure{ID: "inversion", Title: "Shortest case of another order", Panel: true,
		Caption: "Two writes without versions; the later one to arrive is what a store keeps."}
	if !x.Found {
		f.Takeaway = "No two writes to one key were taken in another order."
		f.Alt = f.Takeaway
		f.SpaceTime = &figure.SpaceTime{Unit: unit, Lanes: []string{"application", "old store", "new store"}}
		return f
	}
	start := x.Sent[0]
	at := func(v float64) float64 { return (v - start) * meanMs }
	d := &figure.SpaceTime{Unit: unit, Lanes: []string{"application", "old store", "new store"}}
	for i := range x.Sent {
		name := fmt.Sprintf("write %d", i+1)
		from := at(x.Sent[i])
		d.Messages = append(d.Messages, figure.SpaceMessage{From: 0, Sent: from, To: 1, Got: at(x.A[i]), Label: name})
		if p.Send == "sequential" {
			from = at(x.A[i])
		}
		d.Messages = append(d.Messages, figure.SpaceMessage{From: 0, Sent: from, To: 2, Got: at(x.B[i]), Label: name})
		d.Events = append(d.Events, figure.SpaceEvent{Lane: 1, At: at(x.A[i]), Label: fmt.Sprint(i + 1),
			Bad: i == x.LastA && i == 0}, figure.SpaceEvent{Lane: 2, At: at(x.B[i]), Label: fmt.Sprint(i + 1),
			Bad: i == x.LastB && i == 0})
	}
	f.SpaceTime = d
	f.Takeaway = fmt.Sprintf("Without versions the old store ends with write %d and the new one with write %d.",
		x.LastA+1, x.LastB+1)
	f.Alt = "A space-time diagram of the application and two stores. " + f.Takeaway
	return f
}
