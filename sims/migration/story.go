package migration

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// story goes from look to look.
func story(p Params, r Result) *sims.Story {
	l := &r.Line
	s := &sims.Story{}
	now := r.Looks[0]
	for i, k := range r.Looks {
		if slices.Contains(l.Minor, k.At) {
			continue
		}
		if s.Events = append(s.Events, r.tell(i)); len(s.Events) <= p.Step {
			s.At, now = len(s.Events), k
		}
	}
	record, reads := "the old store", l.reads(now.At)
	if l.primaryNew(now.At) {
		record = "the new store"
	}
	s.State = [][2]string{
		{"Day", say.Short(daysOf(now.At))},
		{"Store of record", record},
		{"Reads from the new store", say.Short(reads) + " %"},
		{"Copied", say.Short(100*l.progress(now.At)) + " % of the rows"},
		{"Alike", say.Number(r.shown(now, equal, onWay), 0)}, {"Wait behind an outage", r.count(now, behind)},
		{"Missing", r.count(now, missing)}, {"Another version", r.count(now, stale)},
		{"Spoilt", r.count(now, wrong)}, {"Only in the new store", r.count(now, extra)},
	}
	s.Figure = flowFigure(p, r, now)
	return s
}

// progress is the share of the rows that the latest scan has passed at a moment.
func (l *timeline) progress(now int64) float64 {
	done := 0.0
	for _, s := range l.Scans {
		if s.begins() > now {
			break
		}
		done = 0
		for _, x := range s.Stretches {
			switch {
			case x.To <= now:
				done = x.After
			case x.From <= now:
				done = x.Start + (x.After-x.Start)*float64(now-x.From)/float64(x.To-x.From)
			}
		}
	}
	return done
}

// tell says what happens at a look.
func (r *Result) tell(i int) string {
	k, l := r.Looks[i], &r.Line
	var what []string
	for _, e := range l.Entries {
		if ticksOf(e.Day) == k.At {
			what = append(what, e.String()+" begins")
		}
	}
	switch k.At {
	case l.Down:
		what = append(what, "the new store goes down")
	case l.Up:
		what = append(what, "the new store is back")
	case l.Level:
		what = append(what, "what has waited is delivered")
	case l.bugBegins():
		what = append(what, "the transform begins to spoil rows")
	}
	for _, s := range l.Scans {
		if s.ends() == k.At {
			what = append(what, "all rows have been copied")
		}
	}
	switch {
	case len(what) > 0:
	case l.isDown(k.At) && l.primaryNew(k.At):
		what = append(what, "the new store is down and refuses writes")
	case l.isDown(k.At):
		what = append(what, "the new store is down")
	default:
		what = append(what, "writes go on")
	}
	return fmt.Sprintf("Day %s: %s. %s.", say.Short(daysOf(k.At)), strings.Join(what, ", "), say.Upper(r.found(k)))
}

// found says how many rows differ at a look.
func (r Result) found(k look) string {
	switch n := r.shown(k, missing, extra); {
	case n > 0:
		return fmt.Sprintf("%s %s", rowsOf(n), differ(n))
	case r.Exact:
		return "no row differs"
	}
	return "no followed row differs"
}

// flowFigure draws who sends what where. The application stands between the stores and beside them, so that no arrow
// passes a box, and labels are short enough for the room beside it.
func flowFigure(p Params, r Result, now look) *figure.Figure {
	l := &r.Line
	after, reads := l.primaryNew(now.At), l.reads(now.At)
	f := &figure.Flow{Boxes: []figure.FlowBox{
		{ID: "old", Label: "old store", Col: 0, Store: true, Hue: figure.Blue},
		{ID: "app", Label: "application", Col: 1, Row: 1},
		{ID: "new", Label: "new store", Col: 2, Store: true, Hue: figure.Orange}}}
	if n := r.shown(now, missing, extra); n > 0 {
		f.Boxes[2].Sub = fmt.Sprintf("%s %s", rowsOf(n), differ(n))
	}
	if l.isDown(now.At) {
		f.Boxes[2].Sub = "down"
	}
	arrow := func(from, to string, later bool, carries ...string) {
		if text := strings.Join(slices.DeleteFunc(carries, func(s string) bool { return s == "" }), ", "); text != "" {
			f.Arrows = append(f.Arrows, figure.FlowArrow{From: from, To: to, Label: text, Async: later})
		}
	}
	when := func(holds bool, text string) string {
		if holds {
			return text
		}
		return ""
	}
	done := l.progress(now.At)
	copies := when(done > 0 && done < 1 && now.At < l.Retire, "copy")
	twice, feed := p.Mechanism == dual, "log"
	if p.Mechanism == outbox {
		feed = "outbox"
	}
	arrow("app", "old", after && p.Send == "sequential", when(!after, "writes"), when(reads < 100, "reads"),
		when(twice && l.secondOld(now.At), "second writes"))
	arrow("app", "new", !after && reads == 0 && p.Send == "sequential", when(after, "writes"), when(reads > 0, "reads"),
		when(twice && l.secondNew(now.At), "second writes"))
	if p.logged() && l.secondOld(now.At) {
		arrow("new", "old", true, "back", copies)
	} else {
		arrow("old", "new", true, when(p.logged() && l.secondNew(now.At), feed), copies)
	}
	if now.At >= l.Retire {
		f.Boxes[0].Sub = "retired"
	}
	said := fmt.Sprintf("Day %s: %s %% of the reads are served by the new store; %s.", say.Short(daysOf(now.At)),
		say.Short(reads), r.found(now))
	return &figure.Figure{ID: "now", Title: "Who sends what at this moment", Takeaway: said,
		Alt: "The application, the old store and the new store with arrows between them. " + said, Flow: f}
}
