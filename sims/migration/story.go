package migration

import (
	"fmt"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// story goes from look to look.
func story(p Params, r Result) *sims.Story {
	s := &sims.Story{At: min(p.Step, len(r.Looks))}
	for i := range r.Looks {
		s.Events = append(s.Events, r.tell(i))
	}
	now := look{}
	if s.At > 0 {
		now = r.Looks[s.At-1]
	}
	l := &r.Line
	record, reads := "the old store", 0.0
	if l.primaryNew(now.At) {
		record, reads = "the new store", 100
	}
	for _, e := range l.Entries {
		if e.Phase == ramp && ticksOf(e.Day) <= now.At && !l.primaryNew(now.At) {
			reads = e.Percent
		}
	}
	if now.At >= l.Rollback {
		reads = 0
	}
	s.State = [][2]string{
		{"Day", say.Short(daysOf(now.At))},
		{"Store of record", record},
		{"Reads from the new store", say.Short(reads) + " %"},
		{"Copied", say.Short(100*l.progress(now.At)) + " % of the rows"},
		{"Alike", count(now.Count[equal] + now.Count[onWay])},
		{"Missing", count(now.Count[missing])}, {"Another version", count(now.Count[stale])},
		{"Spoilt", count(now.Count[wrong])}, {"Deleted and back", count(now.Count[extra])},
	}
	s.Figure = flowFigure(p, l, now, reads)
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
	case l.Bug:
		what = append(what, "the transform begins to spoil rows")
	}
	for _, s := range l.Scans {
		if s.ends() == k.At {
			what = append(what, "all rows have been copied")
		}
	}
	if len(what) == 0 {
		what = append(what, "writes go on")
	}
	return fmt.Sprintf("Day %s: %s. %s differ.", say.Short(daysOf(k.At)), strings.Join(what, ", "),
		say.Upper(rowsOf(k.differs())))
}

// flowFigure draws who sends what where.
func flowFigure(p Params, l *timeline, now look, reads float64) *figure.Figure {
	after := l.primaryNew(now.At)
	f := &figure.Flow{Boxes: []figure.FlowBox{{ID: "app", Label: "application", Col: 0},
		{ID: "old", Label: "old store", Col: 1, Store: true, Hue: figure.Blue},
		{ID: "new", Label: "new store", Col: 2, Store: true, Hue: figure.Orange,
			Sub: count(now.differs()) + " rows differ"}}}
	arrow := func(from, to, label string, later bool) {
		f.Arrows = append(f.Arrows, figure.FlowArrow{From: from, To: to, Label: label, Async: later})
	}
	if now.At >= l.Retire {
		f.Boxes[1].Sub = "retired"
	} else if !after {
		arrow("app", "old", "writes", false)
	}
	switch {
	case after:
		arrow("app", "new", "writes, reads", false)
		if l.returns(now.At) {
			arrow("new", "old", "changes back", p.logged())
		}
	case now.At >= l.Feed && p.logged():
		arrow("old", "new", "changes", true)
	case now.At >= l.Feed:
		arrow("app", "new", "second writes", p.Send == "sequential")
	}
	if done := l.progress(now.At); done > 0 && done < 1 && now.At < l.Retire {
		arrow("old", "new", "copies", true)
	}
	said := fmt.Sprintf("Day %s: %s %% of the reads are served by the new store, in which %s differ.",
		say.Short(daysOf(now.At)), say.Short(reads), rowsOf(now.differs()))
	return &figure.Figure{ID: "now", Title: "Who sends what at this moment", Takeaway: said,
		Alt: "The application, the old store and the new store with arrows between them. " + said, Flow: f}
}
