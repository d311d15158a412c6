package queueing

import (
	"cmp"
	"fmt"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// tell writes down every event of the story.
func (t tale) tell(m *figure.Motion) {
	var line []guest
	came, left, away := 0, 0, 0
	move := func(g guest, at float64, to string, seat int) {
		m.Tell(figure.MotionEvent{At: at, To: at + t.step, Kind: figure.Move, Item: g.id(), Dest: to, Seat: seat})
	}
	set := func(at float64, slot, text string) {
		m.Tell(figure.MotionEvent{At: at, Kind: figure.Set, Place: slot, Label: text, Item: figure.Plain})
	}
	serve := func(g guest, at float64) {
		move(g, at, "server", 0)
		set(at, "server.v", "busy")
		if g.leaves > g.starts {
			m.Tell(figure.MotionEvent{At: at, To: t.at(g.leaves), Kind: figure.Hold, Place: "server.work"})
		}
	}
	var inside []guest // let in and not gone
	for _, e := range t.log {
		at := t.at(float64(e.Tick-t.log[0].Tick) / 1e6)
		if e.Kind == "leaves" {
			move(inside[0], at, "out", 0)
			inside, left = inside[1:], left+1
			set(at, "out.v", fmt.Sprint(left))
			set(at, "server.v", "idle")
			if len(line) > 0 {
				serve(line[0], at)
				line = line[1:]
				for i, g := range line {
					move(g, at, "line", t.seat(i))
				}
				set(at, "line.v", fmt.Sprintf("%d waiting", len(line)))
			}
			continue
		}
		g := t.guests[came]
		came++
		m.Tell(figure.MotionEvent{At: at - t.step, To: at - t.step/2, Kind: figure.Add, Item: g.id(), Dest: "in"})
		switch {
		case g.away:
			away++
			m.Tell(figure.MotionEvent{At: at, To: at + 2*t.step, Kind: figure.Drop, Item: g.id()})
			m.Tell(figure.MotionEvent{At: at, Kind: figure.Set, Place: "in.v", Label: fmt.Sprintf("%d sent away", away),
				Short: fmt.Sprintf("%d away", away), Bad: true})
			continue
		case g.ahead == 0:
			serve(g, at)
		default:
			line = append(line, g)
			move(g, at, "line", t.seat(len(line)-1))
			set(at, "line.v", fmt.Sprintf("%d waiting", len(line)))
		}
		inside = append(inside, g)
	}
	slices.SortStableFunc(m.Events, func(a, b figure.MotionEvent) int { return cmp.Compare(a.At, b.At) })
}

// seat is where who is at a place of the line sits: the first one next to the server.
func (t tale) seat(place int) int { return t.longest() - 1 - place }

// firstWait is the first request that has to wait.
func (t tale) firstWait() guest {
	return t.guests[slices.IndexFunc(t.guests, func(g guest) bool { return g.ahead > 0 })]
}

// counts are the requests served until a time, and those let in after it.
func (t tale) counts(until float64) (served, later int) {
	for _, g := range t.guests {
		if g.leaves >= 0 && g.leaves <= until {
			served++
		}
		if !g.away && g.came > until {
			later++
		}
	}
	return served, later
}

// slowest is the request with the longest service that begins before a time, of those whose end is told.
func (t tale) slowest(until float64) guest {
	best := t.guests[0]
	for _, g := range t.guests {
		if g.leaves >= 0 && g.starts <= until && g.leaves-g.starts > best.leaves-best.starts {
			best = g
		}
	}
	return best
}

// waited is the request that waits longest, of those whose wait is told.
func (t tale) waited() guest {
	best := t.guests[0]
	for _, g := range t.guests {
		if g.starts >= 0 && g.starts-g.came > best.starts-best.came {
			best = g
		}
	}
	return best
}

// beats says what happens, each thought once.
func (t tale) beats(p Params, r Result) []figure.Beat {
	wait, peak, slow := t.firstWait(), t.guests[t.peak], t.slowest(t.guests[t.peak].came)
	begun := min(t.at(0)+t.step, max(t.at(0), t.at(wait.came)-t.step))
	sits := max(begun, min(t.at(wait.came)+t.step, t.at(peak.came)))
	full := max(sits, t.at(peak.came)+t.step)
	end := max(full, t.at(t.end)+t.step)
	served, later := t.counts(peak.came)
	grows := fmt.Sprintf("When request %d comes, %d have been served and %d wait.", peak.n, served, peak.ahead)
	if slow.leaves > slow.starts {
		grows = fmt.Sprintf("The service of request %d takes %s ms; the mean is %s ms. %s", slow.n,
			say.Short(slow.leaves-slow.starts), say.Short(p.ServiceMs), grows)
	}
	rest := fmt.Sprintf("The server is never idle again while we watch: after %s ms %d wait.", say.Short(t.end),
		t.log[len(t.log)-1].Waiting)
	if t.idle {
		more := "nobody else comes"
		if later > 0 {
			more = say.Count(later, "more request") + say.Either(later, " comes", " come")
		}
		rest = fmt.Sprintf("The line empties one service at a time, and %s meanwhile. After %s ms the server is idle "+
			"again.", more, say.Short(t.end))
	}
	long := t.waited()
	return []figure.Beat{
		{At: 0, To: begun, Say: "Request 1 finds the server idle and is served at once."},
		{At: begun, To: sits, Say: fmt.Sprintf("Request %d comes after %s ms, while the server works. It takes a seat "+
			"in the line.", wait.n, say.Short(wait.came))},
		{At: sits, To: full, Say: grows},
		{At: full, To: end, Say: rest},
		{At: end, To: end, Say: fmt.Sprintf("Longest waits request %d, %s ms. Over the whole run the mean wait is "+
			"%s ms, at a load of %s %%.", long.n, say.Short(long.starts-long.came), say.Short(1000*r.Wait),
			say.Short(100*p.offered()))},
	}
}

// table has a row for each request, and the counts that the sentences say.
func (t tale) table() *figure.Table {
	d := &figure.Table{Columns: []figure.Column{{Label: "Request", Numeric: true},
		{Label: "Comes after", Unit: "ms", Numeric: true}, {Label: "Waits", Unit: "ms", Numeric: true},
		{Label: "Service", Unit: "ms", Numeric: true}, {Label: "Leaves after", Unit: "ms", Numeric: true},
		{Label: "Wait when it comes", Numeric: true}, {Label: "Served by then", Numeric: true},
		{Label: "Come later", Numeric: true}}}
	for _, g := range t.guests {
		served, later := t.counts(g.came)
		row := []string{fmt.Sprint(g.n), say.Short(g.came), "–", "–", "–", fmt.Sprint(g.ahead), fmt.Sprint(served),
			fmt.Sprint(later)}
		if g.away {
			row[2] = "turned away"
		}
		if g.starts >= 0 {
			row[2] = say.Short(g.starts - g.came)
		}
		if g.leaves >= 0 {
			row[3], row[4] = say.Short(g.leaves-g.starts), say.Short(g.leaves)
		}
		d.Rows = append(d.Rows, row)
	}
	end := t.log[len(t.log)-1]
	d.Rows = append(d.Rows, []string{"end", say.Short(t.end), "–", "–", "–", fmt.Sprint(end.Waiting), "–", "–"})
	return d
}
