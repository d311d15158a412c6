package consensus

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// story tells the first write, and then the fault with the election that follows.
func story(p Params, r Result) *sims.Story {
	tales := r.Trace.Tales
	s := &sims.Story{At: min(p.Step, len(tales))}
	for _, t := range tales {
		s.Events = append(s.Events, fmt.Sprintf("At %s s %s", say.Number(float64(t.at)/1e9, 4), t.words(p)))
	}
	nodes, at := r.Trace.Start, int64(0)
	said := "Node A leads term 1, and all logs hold its first entry."
	if s.At > 0 {
		nodes, at, said = tales[s.At-1].nodes, tales[s.At-1].at, s.Events[s.At-1]
	}
	s.State = append(s.State, [2]string{"Clock", say.Number(float64(at)/1e9, 4) + " s"})
	for i, n := range nodes {
		s.State = append(s.State, [2]string{p.nodeLanes()[i], n.words()})
	}
	s.Figure = storyLogs(p, nodes, said)
	return s
}

// words tells what a node is.
func (v view) words() string {
	if !v.Up {
		return fmt.Sprintf("down; %s on disk", say.Count(int(v.Last), "entry"))
	}
	out := fmt.Sprintf("%s, term %d, ", roleNames[v.Role], v.Term)
	if v.Vote == nobody {
		out += "no vote, "
	} else {
		out += "voted for " + figure.NodeName(v.Vote) + ", "
	}
	return out + fmt.Sprintf("%s, %s committed", say.Count(int(v.Last), "entry"), say.Int(v.Commit))
}

// storyLogs draws the ends of all logs after one step.
func storyLogs(p Params, nodes []view, said string) *figure.Figure {
	last := int32(1)
	for _, n := range nodes {
		last = max(last, n.Last)
	}
	from := max(1, last-tailOf+1)
	terms := make([][]int32, len(nodes))
	known := int32(0)
	for i, n := range nodes {
		known = max(known, n.Commit)
		begins := n.Last - int32(len(n.Tail)) + 1
		for at := from; at <= n.Last; at++ {
			if at >= begins {
				terms[i] = append(terms[i], n.Tail[at-begins])
			}
		}
	}
	cells := cellsOf(p.nodeLanes(), from, int(last-from)+1, terms)
	for k := range cells.Columns {
		if from+int32(k) <= known {
			cells.Outlined = append(cells.Outlined, k)
		}
	}
	return &figure.Figure{ID: "story", Title: "The ends of the logs after this step", Takeaway: said, Cells: cells,
		Caption: "A column is an index of the log, a cell the term of the entry, – for none. Outlined columns are " +
			"known to be committed by some node.",
		Alt: "A grid of terms, a row for each node. " + said}
}

// words tells a step.
func (t tale) words(p Params) string {
	who := figure.NodeName(t.node)
	switch t.kind {
	case canvasses:
		return fmt.Sprintf("%s has waited long enough for a leader and asks whether it could win term %d.", who, t.arg)
	case stands:
		return fmt.Sprintf("%s stands as a candidate in term %d and votes for itself.", who, t.arg)
	case leads:
		return fmt.Sprintf("%s has the votes of a majority and leads term %d. It begins with an entry of its own.", who,
			t.arg)
	case unheard:
		return fmt.Sprintf("%s has not heard from a majority and gives up the lead of term %d.", who, t.arg)
	case replaced:
		return fmt.Sprintf("%s could have gone on committing in term %d, and makes way.", who, t.arg)
	case crashes:
		return who + " crashes."
	case restarts:
		return who + " starts again with what is on its disk."
	case cutOff:
		return fmt.Sprintf("%s is cut off from all but its own side of %s.", who, say.Count(int(t.arg), "node"))
	case deafens:
		return who + " no longer hears the others; they hear it."
	case loses:
		return who + " loses its links to all others."
	case rejoins:
		return who + " has its links back."
	case heals:
		return "the fault ends."
	}
	return t.mail.words()
}

// words tells that a message has arrived.
func (m message) words() string {
	from, to := figure.NodeName(int(m.from)), figure.NodeName(int(m.to))
	switch m.kind {
	case mayI:
		return fmt.Sprintf("%s is asked by %s whether it would vote for it in term %d.", to, from, m.term)
	case youMay:
		if m.granted {
			return fmt.Sprintf("%s hears from %s that it would vote for it.", to, from)
		}
		return fmt.Sprintf("%s hears from %s that it would not.", to, from)
	case vote:
		return fmt.Sprintf("%s is asked by %s for its vote in term %d.", to, from, m.term)
	case voted:
		if m.granted {
			return fmt.Sprintf("%s has the vote of %s in term %d.", to, from, m.term)
		}
		return fmt.Sprintf("%s is refused the vote of %s.", to, from)
	case appends:
		return fmt.Sprintf("%s receives entries from %s that follow on entry %s.", to, from, say.Int(m.index))
	}
	if m.granted {
		return fmt.Sprintf("%s hears that %s has stored its log up to entry %s.", to, from, say.Int(m.index))
	}
	return fmt.Sprintf("%s hears that %s could not append, and tries again from entry %s.", to, from,
		say.Int(m.index+1))
}
