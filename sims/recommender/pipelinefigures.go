package recommender

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/model"
)

var (
	measuredLook = figure.Identity{Name: "requests", Hue: figure.Ink, Shape: figure.Disc}
	lawLook      = figure.Identity{Name: "law", Hue: figure.Grey}
)

// rounded makes a series of numbers that print the same on every processor.
func rounded(look figure.Identity, x, y []float64) figure.Series {
	out := figure.Series{Identity: look}
	for i := range x {
		out.X, out.Y = append(out.X, model.Tidy(x[i])), append(out.Y, model.Tidy(y[i]))
	}
	return out
}

// waitsFigure draws the share of the requests answered within a time.
func waitsFigure(p Params, r Pipeline) figure.Figure {
	laws := p.laws()
	var share, law, one []float64
	for i, t := range r.Grid {
		share = append(share, 100*r.Share[i])
		l := laws.within(t)
		if p.TimeoutMs > 0 && t >= p.TimeoutMs {
			l = 1
		}
		law, one = append(law, 100*l), append(one, 100*laws[:1].within(t))
	}
	theory := rounded(lawLook, r.Grid, law)
	theory.Theory = true
	theory.Name = "law: the product"
	dots := rounded(measuredLook, r.Grid, share)
	dots.Dots = true
	single := rounded(figure.Identity{Name: "one source", Hue: figure.Blue, Dash: "6 4"}, r.Grid, one)
	said := fmt.Sprintf("Half of the requests are answered within %s ms, 99 %% within %s ms.", say.Short(r.P50),
		say.Short(r.P99))
	f := figure.Figure{ID: "waits", Title: "Requests answered within a time", Takeaway: said,
		Caption: r.followed() + ". A request waits for its last source: the chance that all have answered is the " +
			"product of theirs. Dashed: the first source alone.",
		Alt: "The share of answered requests rises with time along its law. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time", Unit: "ms", Log: true},
			Y: figure.Axis{Label: "answered", Unit: "%", Max: 100}, Series: []figure.Series{theory, single, dots}}}
	if p.TimeoutMs >= r.Grid[0] && p.TimeoutMs <= r.Grid[len(r.Grid)-1] {
		f.Chart.Thresholds = []figure.Threshold{{Label: "time limit", Value: p.TimeoutMs, Vertical: true}}
	}
	c := pipelineChecks(p, r)[0]
	f.Badge = &figure.Badge{OK: c.OK, Text: fmt.Sprintf("off the law by %s %% at most; %s %% allowed",
		say.Number(c.Got, 2), say.Number(c.Want, 2))}
	return f
}

// followed says how many requests were followed.
func (r Pipeline) followed() string {
	text := say.Count(r.N, "request")
	if r.Thin > 1.05 {
		text += ", each standing for " + say.Short(r.Thin)
	}
	return text
}

// fanFigure draws the 99th percentile against the number of sources.
func fanFigure(p Params, r Pipeline) figure.Figure {
	var x, got, law, one []float64
	var names []string
	for i, f := range r.Fans {
		names = append(names, say.Short(f.Sources))
		x, got = append(x, float64(i)), append(got, f.P99)
		law, one = append(law, f.Law), append(one, f.Slowest)
	}
	theory := rounded(lawLook, x, law)
	theory.Theory = true
	dots := rounded(figure.Identity{Name: "slowest", Hue: figure.Ink, Shape: figure.Disc}, x, got)
	dots.Dots, dots.Values = true, true
	worst := rounded(figure.Identity{Name: "each alone", Hue: figure.Vermillion,
		Shape: figure.Square, Dash: "6 4"}, x, one)
	last := r.Fans[len(r.Fans)-1]
	said := fmt.Sprintf("Of %s the slowest answers within %s ms in 99 %% of the requests; each of them "+
		"alone does so within %s ms.", say.Count(int(last.Sources), "source"), say.Short(last.P99),
		say.Short(last.Slowest))
	return figure.Figure{ID: "fan", Title: "99th percentile against the number of sources", Takeaway: said,
		Caption: "Without a time limit. The more sources, the more often at least one has a bad moment: the 99th " +
			"percentile of the slowest is more than the largest of theirs, unless one source is far slower than all " +
			"others.",
		Alt: "The percentile of the slowest over the number of sources, with that of each alone. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "sources", Categories: names},
			Y: figure.Axis{Label: "99th percentile", Unit: "ms"}, Series: []figure.Series{theory, worst, dots}}}
}

// limitFigure draws what a time limit leaves out.
func limitFigure(p Params, r Pipeline) figure.Figure {
	var x, got, law []float64
	for _, l := range r.Limits {
		x, got, law = append(x, l.Limit), append(got, 100*l.Fallback), append(law, 100*l.Law)
	}
	theory := rounded(lawLook, x, law)
	theory.Theory = true
	dots := rounded(measuredLook, x, got)
	dots.Dots = true
	said := fmt.Sprintf("To let %s %% of the requests lack a source, the limit must be %s ms; at %s ms it is %s %%.",
		say.Short(got[5]), say.Short(x[5]), say.Short(x[2]), say.Short(got[2]))
	f := figure.Figure{ID: "limit", Title: "Requests that lack a source against the time limit", Takeaway: said,
		Caption: "The same responses under other limits. The limit bounds the time of every request; what it costs " +
			"are sources that are left out, with popular items kept in memory in their places.",
		Alt: "The share of requests that lack a source falls as the limit grows. " + said,
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time limit", Unit: "ms"},
			Y: figure.Axis{Label: "lack a source", Unit: "%"}, Series: []figure.Series{theory, dots}}}
	if p.TimeoutMs >= x[0] && p.TimeoutMs <= x[len(x)-1] {
		f.Chart.Marks = []figure.Mark{{Label: "this run", Shape: figure.Circle, X: p.TimeoutMs,
			Y: model.Tidy(100 * r.Fallback)}}
	}
	return f
}

// freshFigure adds up how long a new item waits to be seen.
func freshFigure(p Params, r Pipeline) figure.Figure {
	f := r.Fresh
	t := &figure.Table{Columns: []figure.Column{{Label: "A new item waits"}, {Label: "Mean", Unit: "s", Numeric: true,
		Strong: true}, {Label: "Law"}}}
	wait := "M/D/1 queue: random arrivals, equal times"
	switch {
	case p.InsertPS == 0:
		wait = "it comes alone"
	case f.Load >= 1:
		wait = "none: the line grows"
	}
	row := func(what string, v float64, law string) {
		t.Rows = append(t.Rows, []string{what, say.Short(model.Tidy(v)), law})
	}
	row("for the writer of the index", f.Wait, wait)
	row("to be inserted", f.Insert, "given")
	row("for the next list of a reader", f.List, "half of "+say.Short(p.TTL)+" s")
	row("together", f.Mean, "")
	which := say.Count(f.N, "new item")
	if f.Load >= 1 {
		which = "The first " + which + "; those that come later wait ever longer"
	}
	said := fmt.Sprintf("A new item is seen after %s on the mean, in 99 %% of the cases within %s.",
		span(f.Mean), span(f.P99))
	return figure.Figure{ID: "fresh", Title: "How long until a new item is seen", Takeaway: said, Table: t,
		Caption: which + ". The index knows an item once it is inserted; a list that was made before does not. " +
			"Further caches in front add their own ages.",
		Alt: "A table of the parts of the wait. " + said}
}

// moment is an event of a told request.
type moment struct {
	at      float64
	source  int // −1 for the request itself
	text    string
	request int // of Told
	missing bool
}

// moments of the told requests, one request after the other.
func (r Pipeline) moments(p Params) (out []moment) {
	for i, t := range r.Told {
		end, late := 0.0, 0
		out = append(out, moment{0, -1, fmt.Sprintf("Request %s asks %s.", say.Int(t.Number),
			say.Count(p.Sources, "source")), i, false})
		var answers []moment
		for s, took := range t.Times {
			if p.TimeoutMs > 0 && took >= p.TimeoutMs {
				late++
				continue
			}
			end = max(end, took)
			answers = append(answers, moment{took, s, fmt.Sprintf("%s ms: answer from %s.", say.Short(took),
				sourceName(s)), i, false})
		}
		slices.SortStableFunc(answers, func(a, b moment) int { return cmp.Compare(a.at, b.at) })
		out = append(out, answers...)
		if late > 0 {
			out = append(out, moment{p.TimeoutMs, -1,
				fmt.Sprintf("%s ms: the time is up. %s left out, and popular items "+
					"fill the places.", say.Short(p.TimeoutMs), say.Upper(say.Count(late, "source")+" "+
					say.Either(late, "is", "are"))), i, true})
			continue
		}
		out = append(out, moment{end, -1, fmt.Sprintf("%s ms: the last has answered, and so has the request.",
			say.Short(end)), i, false})
	}
	return out
}

// pipelineStory tells some requests, the first that lacks a source among them.
func pipelineStory(p Params, r Pipeline) *sims.Story {
	all := r.moments(p)
	if len(all) == 0 {
		return nil
	}
	s := &sims.Story{At: min(p.Step, len(all))}
	for _, m := range all {
		s.Events = append(s.Events, m.text)
	}
	now := all[max(0, s.At-1)]
	t := r.Told[now.request]
	here, out := 0, 0
	for _, took := range t.Times {
		switch {
		case s.At > 0 && took <= now.at:
			here++
		case now.missing:
			out++
		}
	}
	s.State = [][2]string{{"Request", say.Int(t.Number)}, {"Time", say.Short(now.at) + " ms"},
		{"Sources answered", say.Int(here)}, {"Sources left out", say.Int(out)}}
	s.Figure = r.spaceFigure(p, t, now)
	return s
}

// spaceFigure draws a request and its answers over time.
func (r Pipeline) spaceFigure(p Params, t told, now moment) *figure.Figure {
	d := &figure.SpaceTime{Unit: "ms", Lanes: []string{"request"}}
	late, end := 0, 0.0
	for i, took := range t.Times {
		d.Lanes = append(d.Lanes, sourceName(i))
		out := p.TimeoutMs > 0 && took >= p.TimeoutMs
		if out {
			late++
			took = p.TimeoutMs
		}
		end = max(end, took)
		d.Messages = append(d.Messages, figure.SpaceMessage{From: i + 1, Sent: model.Tidy(0.85 * took), To: 0,
			Got: model.Tidy(took), Lost: out})
		d.Events = append(d.Events, figure.SpaceEvent{Lane: i + 1, At: 0, To: model.Tidy(0.85 * took), Label: "works",
			Bad: out})
	}
	label := "answered"
	if late > 0 {
		label = "time is up"
	}
	d.Events = append(d.Events, figure.SpaceEvent{Lane: 0, At: model.Tidy(math.Max(end, 1e-6)), Label: label,
		Bad: late > 0})
	said := fmt.Sprintf("Request %s is answered after %s ms, with %s of %s.", say.Int(t.Number), say.Short(end),
		say.Int(len(t.Times)-late), say.Count(len(t.Times), "source"))
	return &figure.Figure{ID: "space", Title: "One request and its sources", Takeaway: said, SpaceTime: d,
		Caption: "All are asked at once. A cross is an answer that comes too late. An arrow ends when the answer " +
			"comes; its slope is for the eye.",
		Alt: "A lane for each source with an arrow back to the request. " + said}
}
