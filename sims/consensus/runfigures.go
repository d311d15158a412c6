package consensus

import (
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// nodeLanes names the lanes of all nodes.
func (p Params) nodeLanes() []string {
	var out []string
	for i := range p.Nodes {
		name := figure.NodeName(i)
		if regions, ok := regionNames[p.Regions]; ok {
			name += " " + regions[i%3]
		}
		out = append(out, name)
	}
	return out
}

// zoomWindow is how much of the first election is drawn, in ticks.
func (p Params) zoomWindow() int64 {
	longest := 0.0
	for i := range p.Nodes {
		for k := range p.Nodes {
			if i != k {
				longest = max(longest, p.delayMs(i, k))
			}
		}
	}
	return ticks(9*longest+8*p.JitterMs) + 8*p.fsync() + ms
}

// electionFigure draws the messages of the first election after the fault.
func electionFigure(p Params, r Result) figure.Figure {
	t := r.Trace
	end := t.Zoom + p.zoomWindow()
	at := func(tick int64) float64 { return inMs(tick - t.Zoom) }
	d := &figure.SpaceTime{Unit: "ms", Lanes: p.nodeLanes()}
	said := "Nobody is elected in the time that is drawn."
	first := nobody
	for _, e := range t.Tales {
		if e.at < t.Zoom || e.at > end || e.kind == told {
			continue
		}
		label, bad := map[noteKind]string{canvasses: "asks", stands: "stands", leads: "leads", unheard: "steps down",
			replaced: "replaced", crashes: "crashes", restarts: "restarts"}[e.kind], e.kind == replaced
		if label == "" {
			continue
		}
		if e.kind == stands || e.kind == leads {
			label += fmt.Sprintf(" %d", e.arg)
		}
		if first == nobody {
			first = e.node
		}
		if e.kind == leads {
			said = fmt.Sprintf("%s times out first; %s leads term %d after %s ms.", figure.NodeName(first),
				figure.NodeName(e.node), e.arg, say.Short(at(e.at)))
			if e.node == first {
				said = fmt.Sprintf("%s times out and leads term %d after %s ms.", figure.NodeName(first), e.arg,
					say.Short(at(e.at)))
			}
			end = min(end, e.at+p.zoomWindow()/4)
		}
		d.Events = append(d.Events, figure.SpaceEvent{Lane: e.node, At: at(e.at), Label: label, Bad: bad})
	}
	named := map[mailKind]bool{}
	for _, m := range t.Mail {
		if m.left > end {
			continue
		}
		mail := figure.SpaceMessage{From: int(m.from), Sent: at(m.left), To: int(m.to), Got: at(m.got), Lost: m.lost}
		if int(m.kind) < len(mailNames) && !named[m.kind] && !m.lost {
			mail.Label, named[m.kind] = mailNames[m.kind], true
		}
		d.Messages = append(d.Messages, mail)
	}
	return figure.Figure{ID: "election", Title: "The first election after the fault", Panel: true, SpaceTime: d,
		Takeaway: said,
		Caption: fmt.Sprintf("Milliseconds from the first timeout, %s s into the run. The first request of each kind "+
			"has its name; a cross is a message that does not arrive. A disk works between a message and its answer.",
			say.Short(float64(t.Zoom)/1e9)),
		Alt: "A space-time diagram with one lane a node. " + said}
}

// rolesFigure draws who led and who was down, over the whole run.
func rolesFigure(p Params, r Result) figure.Figure {
	d := &figure.SpaceTime{Unit: "s", Lanes: p.nodeLanes()}
	for _, s := range r.Trace.Spells {
		e := figure.SpaceEvent{Lane: s.node, At: float64(s.from) / 1e9, To: float64(s.to) / 1e9, Bad: !s.able}
		switch {
		case s.down:
			e.Label = "down"
		case s.able:
			e.Label = fmt.Sprintf("leads term %d", s.term)
		default:
			e.Label = fmt.Sprintf("leads term %d in vain", s.term)
		}
		d.Events = append(d.Events, e)
	}
	slices.SortStableFunc(d.Events, func(a, b figure.SpaceEvent) int {
		if a.At < b.At {
			return -1
		}
		return flagInt(a.At > b.At)
	})
	said := "A leader that can commit is there all the time."
	if r.Down > 0 {
		said = fmt.Sprintf("For %s of %s s no node leads that can commit.", span(inMs(r.Down)), say.Short(p.DurationS))
	}
	return figure.Figure{ID: "roles", Title: "Who leads, and who is down", SpaceTime: d, Takeaway: said,
		Caption: "Seconds of the run. A dark bar is a leader that can commit: a majority is up, hears it and is " +
			"heard by it. A red bar is a node that is down, or a leader that cannot commit.",
		Alt: "A time line with one lane a node. " + said}
}

func flagInt(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// termHues colours terms; neighbours differ.
var termHues = []figure.Hue{figure.Blue, figure.Orange, figure.Green, figure.Purple, figure.Sky, figure.Yellow}

// cellsOf draws logs as cells: a column an index, a cell the term of the entry.
func cellsOf(lanes []string, from int32, columns int, terms [][]int32) *figure.Cells {
	c := &figure.Cells{Head: "index"}
	if from > 1 {
		c.Head = "index " + say.Int(from-1) + " +" // four digits a column are too many for a narrow page
	}
	for k := range columns {
		c.Columns = append(c.Columns, fmt.Sprint(k+1))
	}
	for i, name := range lanes {
		row := figure.CellRow{Label: name}
		for k := range columns {
			cell := figure.Identity{Name: "–"}
			if k < len(terms[i]) {
				cell = figure.Identity{Name: fmt.Sprint(terms[i][k]), Hue: termHues[int(terms[i][k])%len(termHues)]}
			}
			row.Cells = append(row.Cells, cell)
		}
		c.Rows = append(c.Rows, row)
	}
	return c
}

// logsFigure draws the logs where they part.
func logsFigure(p Params, r Result) figure.Figure {
	l := r.Trace.Logs
	columns := 0
	for _, terms := range l.Terms {
		columns = max(columns, len(terms))
	}
	cells := cellsOf(p.nodeLanes(), l.From, columns, l.Terms)
	known := slices.Max(l.Commit)
	for k := range columns {
		if l.From+int32(k) <= known {
			cells.Outlined = append(cells.Outlined, k)
		}
	}
	said := l.words(p)
	when := "At the end of the run"
	if p.hit() && p.FaultAt+p.FaultS < p.DurationS {
		when = "Just before the fault ends"
	}
	return figure.Figure{ID: "logs", Title: "The logs where they part", Cells: cells, Takeaway: said,
		Caption: fmt.Sprintf("%s, at %s s. A column is an index of the log, a cell the term of the entry, – for "+
			"none. Outlined columns are known to be committed.", when, say.Short(float64(l.At)/1e9)),
		Alt: "A grid of terms, a row for each node. " + said}
}

// words tells what becomes of the logs.
func (l logs) words(p Params) string {
	older, short, longest := 0, 0, 0
	for _, terms := range l.Terms {
		longest = max(longest, len(terms))
		for k, term := range terms {
			older += flagInt(term < l.best(k))
		}
	}
	for _, terms := range l.Terms {
		short += flagInt(len(terms) < longest)
	}
	same := "Up to entry " + say.Int(l.Parts) + " all logs are the same"
	switch {
	case older > 0:
		return fmt.Sprintf("%s. %s of an older term than another log has there. A leader makes all logs like its own.",
			same, say.Count(older, "entry")+say.Either(older, " drawn here is", " drawn here are"))
	case short > 0:
		return fmt.Sprintf("%s. %d of %d %s. A leader makes all logs like its own.", same, short, p.Nodes,
			say.Either(short, "ends before the longest", "end before the longest"))
	}
	return same + ", the last of each."
}

// best is the largest term that a log has in a column.
func (l logs) best(k int) int32 {
	term := int32(0)
	for _, terms := range l.Terms {
		if k < len(terms) {
			term = max(term, terms[k])
		}
	}
	return term
}
