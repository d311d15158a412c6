package consensus

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// after is how long after one shot another comes.
func (f film) after(from, to int) string { return span(inMs(f.shots[to].at - f.shots[from].at)) }

// waited is how long the winner has heard no leader when it tries.
func (f film) waited() string {
	return span(inMs(f.shots[f.tries].at - f.shots[f.tries].heard))
}

// beats says what happens, each thought once.
func (f film) beats(p Params) []figure.Beat {
	old, lead := figure.NodeName(f.victim), figure.NodeName(f.winner)
	term, was := f.shots[f.leads].arg, f.shots[f.struck].nodes[f.victim].term
	committed := f.at(f.start + f.took)
	out := []figure.Beat{
		{At: 0, To: committed, Say: fmt.Sprintf("%s leads term %d and sends entry %s to the others. After %s a "+
			"majority has stored it, and %s commits it.", old, was, say.Int(f.base), span(inMs(f.took)), old)},
		{At: committed, To: f.when(f.tries), Say: f.strikeWords(p)},
		{At: f.when(f.tries), To: f.when(f.leads), Say: fmt.Sprintf("%s has heard no leader for %s%s. With %d of %d "+
			"votes it leads term %d, %s after the fault. %s", lead, f.waited(), f.asks(p), p.majority(), p.Nodes, term,
			f.after(f.struck, f.leads), f.rival(f.leads))},
		{At: f.when(f.leads), To: f.when(f.commits), Say: fmt.Sprintf("%s begins with an entry of its own, number "+
			"%s, and commits it %s later with the majority that it has.", lead, say.Int(f.shots[f.commits].arg),
			f.after(f.leads, f.commits))},
	}
	if f.same > 0 {
		out = append(out, figure.Beat{At: f.when(f.heals), To: f.when(f.same) + 0.001, Say: f.healWords(p)})
		end := &out[len(out)-1]
		if n := f.dropped(); n > 0 {
			end.To += 2 * inMs(p.zoomWindow()) // the crosses
		}
	}
	return out
}

func (f film) asks(p Params) string {
	if p.Prevote {
		return ", asks whether it could win, and then stands"
	}
	return " and stands"
}

// strikeWords tells the fault.
func (f film) strikeWords(p Params) string {
	old, when := figure.NodeName(f.victim), say.Short(p.FaultAt)
	if p.Fault == "crash" {
		k := p.killed()
		if k > 1 {
			return fmt.Sprintf("At %s s %s and %s crash. The others hear no leader any more, and nobody can write.",
				when, old, say.Count(k-1, "other node"))
		}
		return fmt.Sprintf("At %s s %s crashes. The others hear no leader any more, and nobody can write.", when, old)
	}
	said := fmt.Sprintf("At %s s %s is cut off, on a side of %d of %d nodes.", when, old, p.minoritySize(), p.Nodes)
	if taken := f.vain(); taken > 0 {
		said += fmt.Sprintf(" It goes on taking writes and can commit none of them; %s %s drawn.",
			say.Count(taken, "entry"), say.Either(taken, "is", "are"))
	}
	return said
}

// vain counts the entries in the window that the old leader has and that the new one's log replaces.
func (f film) vain() int {
	return differ(f.shots[f.commits].nodes[f.victim].terms, f.shots[f.last()].nodes[f.winner].terms)
}

// dropped counts the entries drawn that the old leader has when the fault ends, and not at the end.
func (f film) dropped() int {
	return differ(f.shots[f.heals].nodes[f.victim].terms, f.shots[f.same].nodes[f.victim].terms)
}

// differ counts the entries of one log that another has not at their place.
func differ(log, other []int32) int {
	n := 0
	for k, term := range log {
		n += flagInt(k >= len(other) || other[k] != term)
	}
	return n
}

// healWords tells how the old leader's log becomes that of the new one.
func (f film) healWords(p Params) string {
	old, lead := figure.NodeName(f.victim), figure.NodeName(f.winner)
	said := fmt.Sprintf("At %s s %s starts again", say.Short(p.FaultAt+p.FaultS), old)
	if p.Fault == "minority" {
		said = fmt.Sprintf("At %s s the links heal, and %s hears of term %d", say.Short(p.FaultAt+p.FaultS), old,
			f.shots[f.same].nodes[f.victim].term)
	}
	if n := f.dropped(); n > 0 {
		return said + fmt.Sprintf(". It throws %s away that no majority had, and %s later has those of %s.",
			say.Count(n, "entry"), f.after(f.heals, f.same), lead)
	}
	return said + fmt.Sprintf(". It keeps what it has, and %s later has the entries of %s too.",
		f.after(f.heals, f.same), lead)
}

// table has a row for each step, with the spans that the sentences name.
func (f film) table(p Params) *figure.Table {
	t := &figure.Table{Columns: []figure.Column{{Label: "At", Unit: "s", Numeric: true}, {Label: "Node"},
		{Label: "What"}}}
	old, lead := figure.NodeName(f.victim), figure.NodeName(f.winner)
	add := func(tick int64, node, what string) {
		t.Rows = append(t.Rows, []string{say.Number(float64(tick)/1e9, 4), node, what})
	}
	add(f.start, old, fmt.Sprintf("takes entry %s in term %d", say.Int(f.base),
		f.shots[f.struck].nodes[f.victim].term))
	add(f.start+f.took, old, fmt.Sprintf("commits it after %s, stored by %d of %d nodes", span(inMs(f.took)),
		p.majority(), p.Nodes))
	what := fmt.Sprintf("cut off on a side of %d of %d nodes", p.minoritySize(), p.Nodes)
	if p.Fault == "crash" {
		what = fmt.Sprintf("crashes, %s in all", say.Count(p.killed(), "node"))
		if p.killed() > 1 {
			what += fmt.Sprintf(", %s beside it", say.Count(p.killed()-1, "other node"))
		}
	}
	add(f.shots[f.struck].at, old, fmt.Sprintf("at %s s: %s", say.Short(p.FaultAt), what))
	if p.Fault == "minority" {
		add(f.shots[f.leads].at, old, fmt.Sprintf("has %s drawn that it cannot commit", say.Count(f.vain(), "entry")))
	}
	add(f.shots[f.tries].at, lead, fmt.Sprintf("has heard no leader for %s", f.waited()))
	add(f.shots[f.leads].at, lead, fmt.Sprintf("leads term %d with %d of %d votes, %s after the fault",
		f.shots[f.leads].arg, p.majority(), p.Nodes, f.after(f.struck, f.leads)))
	add(f.shots[f.commits].at, lead, fmt.Sprintf("commits entry %s, %s later", say.Int(f.shots[f.commits].arg),
		f.after(f.leads, f.commits)))
	if f.same > 0 {
		add(f.shots[f.heals].at, old, fmt.Sprintf("the fault ends at %s s", say.Short(p.FaultAt+p.FaultS)))
		add(f.shots[f.same].at, old, fmt.Sprintf("has the entries of %s in term %d, %s later; %s of those drawn "+
			"dropped", lead, f.shots[f.same].nodes[f.victim].term, f.after(f.heals, f.same),
			say.Count(f.dropped(), "entry")))
	}
	return t
}
