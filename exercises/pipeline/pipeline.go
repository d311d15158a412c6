// Package pipeline is the assignment on data pipelines: clicks of a site are drawn through a log to dashboards and
// reports, sized, stored, and sent through the loss of a broker.
package pipeline

import (
	_ "embed"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
	"tradeofflab/sims/pipeline"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/pipeline/prompt.md", promptText)

// Exercise is the assignment of lesson 11.
var Exercise = exercises.Exercise{Slug: "pipeline", Title: prompt.Title(), Lesson: 11, Version: "2",
	FewAnswers: 2500, Summary: prompt.Summary(), Prompt: prompt, Draw: draw}

// task is one drawn case.
type task struct {
	tb    float64 // 10^12 bytes a day
	bytes int     // of an event
	peak  float64
	eps   int // events per second of a consumer
	fresh int // s between updates of the dashboards
}

// newTask draws the case. Variant 0 is the course's own.
func newTask(variant int) task {
	t := task{tb: 1, bytes: 500, peak: 3, eps: 2000, fresh: 5}
	if variant == 0 {
		return t
	}
	rng := model.Stream(variant, "assignment pipeline")
	t.tb = []float64{0.5, 0.8, 1, 1.5, 2}[rng.IntN(5)]
	t.bytes = []int{400, 500, 600, 800, 1000}[rng.IntN(5)]
	t.peak = []float64{2.5, 3, 3.5, 4}[rng.IntN(4)]
	t.eps = []int{1500, 2000, 2500}[rng.IntN(3)]
	t.fresh = []int{5, 10, 15}[rng.IntN(3)]
	return t
}

// size is the sizing of the simulation with the task's numbers.
func (t task) size() pipeline.Sizing {
	p := pipeline.Defaults
	p.TBPerDay, p.EventBytes, p.Peak, p.ConsumerEPS = t.tb, float64(t.bytes), t.peak, float64(t.eps)
	return pipeline.Size(p)
}

// consumers is how many consumers the busiest time keeps busy, not rounded.
func (t task) consumers() float64 { return t.size().EventsPerS * t.peak / float64(t.eps) }

func draw(variant int) exercises.Drawn {
	t := newTask(variant)
	s := t.size()
	w := prompt.Fill(map[string]string{"volume": say.Terabytes(t.tb), "bytes": say.Int(t.bytes),
		"peak": say.Short(t.peak), "eps": say.Int(t.eps), "fresh": strconv.Itoa(t.fresh),
		"rate": say.Number(s.EventsPerS, 0), "mb": say.Number(s.MBPerS, 2)})
	d := exercises.Drawn{
		Prompt: w.Task(),
		Given: []exercises.Row{
			{Label: "Clicks", Value: say.Terabytes(t.tb) + " a day, " + say.Int(t.bytes) + " B each"},
			{Label: "Peak", Value: say.Short(t.peak) + " × the mean"},
			{Label: "Partition", Value: "10 MB/s, planned to 70 %"},
			{Label: "Consumer", Value: say.Int(t.eps) + " events/s"},
			{Label: "Dashboards", Value: "every " + strconv.Itoa(t.fresh) + " s"},
			{Label: "Reports", Value: "visits by page and country in 30 days, monthly"},
			{Label: "Kept", Value: "every event, for years; models are trained on them"},
		},
		Figures: []figure.Figure{t.ask(w.Of("figure"))},
	}
	where := storage(t, w.Of("storage"))
	d.Ask(sketch(w.Of("sketch")), rate(t, w.Of("rate")), mbps(t, w.Of("mbps")), partitions(t, w.Of("partitions")),
		where)
	d.Ask(why(t, variant, where, w.Of("storage.why")))
	d.Ask(boundary(w.Of("boundary")), size(t, w.Of("size")))
	return d
}

// ask draws what is wanted of the pipeline.
func (t task) ask(w exercises.PartWords) figure.Figure {
	return figure.Figure{ID: "wanted", Title: w.Get("title"), Takeaway: w.Get("takeaway"), Alt: w.Get("alt"),
		Flow: &figure.Flow{Boxes: []figure.FlowBox{{ID: "web", Label: "clicks", Sub: say.Terabytes(t.tb) + " a day",
			Col: 0}, {ID: "open", Label: "?", Sub: "yours to draw", Col: 1},
			{ID: "dash", Label: "dashboards", Sub: "every " + strconv.Itoa(t.fresh) + " s", Col: 2},
			{ID: "report", Label: "reports", Sub: "30 days, monthly", Col: 2, Row: 1}},
			Arrows: []figure.FlowArrow{{From: "web", To: "open"}, {From: "open", To: "dash"},
				{From: "open", To: "report"}}}}
}
