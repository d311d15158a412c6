package queueing

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
)

// story tells the first events of the run one by one.
func story(p Params, r Result) *sims.Story {
	s := &sims.Story{At: min(p.Step, len(r.Log))}
	for _, e := range r.Log {
		s.Events = append(s.Events, fmt.Sprintf("At %s ms a request %s.", say.Number(float64(e.Tick)/1e6, 2),
			verb(e.Kind)))
	}
	now := Event{}
	if s.At > 0 {
		now = r.Log[s.At-1]
	}
	s.State = [][2]string{
		{"Clock", say.Number(float64(now.Tick)/1e6, 2) + " ms"},
		{"In the system", fmt.Sprint(now.InSystem)},
		{"Waiting", fmt.Sprint(now.Waiting)},
		{"Busy servers", fmt.Sprintf("%d of %d", now.Busy, p.servers())},
		{"Served", fmt.Sprint(now.Served)},
		{"Turned away", fmt.Sprint(now.Dropped)},
	}
	s.Figure = lineFigure(p, now)
	return s
}

func verb(kind string) string {
	if kind == "turned away" {
		return "is turned away"
	}
	return kind
}

// lineFigure draws who is where after one event.
func lineFigure(p Params, now Event) *figure.Figure {
	said := fmt.Sprintf("%s in service, %d waiting.", say.Count(now.Busy, "request"), now.Waiting)
	flow := &figure.Flow{
		Boxes: []figure.FlowBox{
			{ID: "in", Label: "arrivals", Sub: say.Short(p.ArrivalRate) + " per s", Col: 0},
			{ID: "line", Label: "line", Sub: fmt.Sprintf("%d waiting", now.Waiting), Col: 1},
			{ID: "server", Label: say.Count(p.servers(), "server"), Sub: fmt.Sprintf("%d busy", now.Busy), Col: 2},
			{ID: "out", Label: "served", Sub: fmt.Sprint(now.Served), Col: 3},
		},
		Arrows: []figure.FlowArrow{{From: "in", To: "line"}, {From: "line", To: "server"}, {From: "server", To: "out"}},
	}
	if p.Model == "mm1k" {
		flow.Boxes = append(flow.Boxes, figure.FlowBox{ID: "away", Label: "turned away", Sub: fmt.Sprint(now.Dropped),
			Col: 2, Row: 1})
		flow.Arrows = append(flow.Arrows, figure.FlowArrow{From: "line", To: "away", Label: "line full"})
	}
	data := &figure.Table{Columns: []figure.Column{{Label: "Place"}, {Label: "Requests", Numeric: true}},
		Rows: [][]string{
			{"waiting", fmt.Sprint(now.Waiting)}, {"in service", fmt.Sprint(now.Busy)},
			{"served", fmt.Sprint(now.Served)},
			{"turned away", fmt.Sprint(now.Dropped)}}}
	return &figure.Figure{ID: "line", Title: "The queue after this event", Takeaway: said,
		Alt: "Arrivals pass a line to the servers. " + said, Flow: flow, Data: data}
}
