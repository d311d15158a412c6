package transactions

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// comparedS is how long the other protocols run for the comparison where nothing crashes, s.
const comparedS = 2

var protocols = []string{twoPhase, saga, outbox, singleShard}

var protocolNames = map[string]string{twoPhase: "two-phase commit", saga: "saga", outbox: "outbox",
	singleShard: "one shard"}

// other is the run of another protocol at the same load.
func (p Params) other(protocol string) Params {
	p.Protocol, p.Step = protocol, 0
	if p.Crash == "none" {
		p.DurationS = min(p.DurationS, comparedS)
	}
	return p
}

// row is what the comparison keeps of a run.
type row struct {
	cells []string
	half  float64 // reads that saw half a transfer, %
	reads int
}

var others = model.NewMemo[Params, row](64)

// compareFigure holds the four protocols against each other at the load of this run.
func compareFigure(b *model.Budget, p Params, r Result) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Protocol", Strong: true},
		{Label: "Answer, median", Unit: "ms", Numeric: true}, {Label: "99 %", Unit: "ms", Numeric: true},
		{Label: "All settled, median", Unit: "ms", Numeric: true}, {Label: "Messages", Numeric: true},
		{Label: "Log forces", Numeric: true}, {Label: "Half-done reads", Unit: "%", Numeric: true},
		{Label: "No effect", Unit: "%", Numeric: true}, {Label: "Longest in doubt", Unit: "s", Numeric: true},
		{Label: "Held up", Unit: "%", Numeric: true}}}
	half, reads := map[string]float64{}, 0
	for _, name := range protocols {
		line := compared(p, r)
		if name != p.Protocol {
			q := p.other(name)
			if valid(q) != nil {
				continue
			}
			line = others.Of(b, q, func(b *model.Budget) row { return compared(q, simulate(b, q)) })
		}
		half[name] = line.half
		reads += line.reads
		t.Rows = append(t.Rows, line.cells)
	}
	f := figure.Figure{ID: "compare", Title: "Four protocols at this load", Table: t}
	f.Takeaway = fmt.Sprintf("Of the readers %s see half a transfer with two-phase commit, %s with a saga, %s with an "+
		"outbox and none on one shard.", few(half[twoPhase]), few(half[saga]), few(half[outbox]))
	switch {
	case len(t.Rows) == 1:
		f.Takeaway = "The other protocols need as many shards as a transfer has accounts."
	case reads == 0:
		f.Takeaway = "No reader has an answer in these runs: the half-done reads of the protocols are not known."
	}
	f.Caption = "Transfers arrive at the same moments for all. "
	if p.Crash == "none" {
		if p.DurationS > comparedS {
			f.Caption += fmt.Sprintf("The other protocols run for %d s, this one for %s s.", comparedS,
				say.Short(p.DurationS))
		}
	} else {
		f.Caption += heldUpMeans
	}
	f.Alt = "A table with a row for each protocol. " + f.Takeaway
	return f
}

// heldUpMeans says what is counted as held up.
const heldUpMeans = "Held up: of the transfers that begin while a node is down, those that find no coordinator, meet " +
	"a lock in doubt, or have no yes before the outage ends because they need the node."

// few is a share in words for a sentence.
func few(percent float64) string {
	if percent == 0 {
		return "none"
	}
	return say.Short(percent) + " %"
}

// quantileCell is a cell for a quantile, which nobody has if there are no values.
func quantileCell(v []float64, q float64) string {
	if len(v) == 0 {
		return "–"
	}
	return say.Short(quantile(v, q))
}

func compared(p Params, r Result) row {
	held, half := "–", "–"
	if p.Crash != "none" {
		held = say.Short(r.blocked())
	}
	if r.Reads > 0 {
		half = say.Short(percent(r.HalfDone, r.Reads))
	}
	return row{[]string{protocolNames[p.Protocol], quantileCell(r.AnswerMs, 0.5), quantileCell(r.AnswerMs, 0.99),
		quantileCell(r.SettleMs, 0.5), say.Short(messagesLaw(p)), say.Short(forcesLaw(p)), half,
		say.Short(percent(r.Aborted, r.Begun)), say.Short(r.DoubtS), held}, percent(r.HalfDone, r.Reads), r.Reads}
}
