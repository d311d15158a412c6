// Package families is the assignment on the families of stores: four workloads, each with a family, the access pattern
// that decides, a key, and the reasons in words; and the arithmetic of a stream of readings.
package families

import (
	_ "embed"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/exercises/workload"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/families/prompt.md", promptText)

// Exercise is the assignment of lesson 2.
var Exercise = exercises.Exercise{Slug: "families", Title: prompt.Title(), Lesson: 2, Version: "2",
	Summary: prompt.Summary(), Prompt: prompt, Draw: draw}

// course are the workloads of variant 0, the course's own.
var course = []string{"sessions", "iot", "recs", "logs"}

// task is one drawn case.
type task struct {
	workloads []workload.Workload
	sensors   int
	every     int // s between two readings of a sensor
}

// rate is the number of readings a second.
func (t task) rate() float64 { return float64(t.sensors) / float64(t.every) }

// newTask draws the case. Variant 0 is the course's own. Every other one has a sensor workload too, with other numbers.
func newTask(variant int) task {
	if variant == 0 {
		return task{workloads: workload.Find(course...), sensors: 100_000, every: 5}
	}
	rng := model.Stream(variant, "assignment families")
	t := task{every: []int{2, 4, 5, 10, 15, 20, 30}[rng.IntN(7)]}
	// A whole number of writes a second, from 1,000 to 60,000, and not the course's own 20,000 a second at 5 s.
	t.sensors = 500 * t.every * (2 + rng.IntN(119))
	if t.sensors == 100_000 && t.every == 5 {
		t.sensors = 150_000
	}
	name := []string{"Air sensors", "Soil sensors", "Vibration sensors", "Temperature sensors"}[rng.IntN(4)]
	t.workloads = workload.Draw(rng, pool(), len(course)-1)
	at := rng.IntN(len(course))
	sensors := workload.Sensors(name, t.sensors, t.every)
	t.workloads = append(t.workloads[:at:at], append([]workload.Workload{sensors}, t.workloads[at:]...)...)
	return t
}

// pool is what the other variants draw from, besides the sensors.
func pool() []workload.Workload {
	return workload.Pool(func(w workload.Workload) bool { return len(w.Families) > 0 && w.Kind != workload.Cache },
		course...)
}

func draw(variant int) exercises.Drawn {
	t := newTask(variant)
	words := prompt.Fill(map[string]string{"workloads": workload.List(t.workloads),
		"sensors": say.Int(t.sensors),
		"every":   strconv.Itoa(t.every), "rate": say.Number(t.rate(), 0)})
	d := exercises.Drawn{Prompt: words.Task(), Figures: []figure.Figure{t.drawing(false, words.Of("figure"))},
		Solved: []figure.Figure{t.drawing(true, words.Of("figure"))}}
	for _, w := range t.workloads {
		d.Given = append(d.Given, exercises.Row{Label: w.Name, Value: w.Given})
		own := words.With(w.Words())
		kind := family(w, own.Of("family"))
		d.Ask(kind, pattern(w, own.Of("pattern")), key(w, variant, own.Of("key")))
		d.Ask(why(t, w, variant, kind, own.Of("why")))
		if w.ID == "iot" {
			d.Ask(rate(t, own.Of("iot.rate")), perDay(t, own.Of("iot.day")))
		}
	}
	return d
}

// drawing shows what each workload knows and what it wants: with the family open, or as in the model answer.
func (t task) drawing(solved bool, w exercises.PartWords) figure.Figure {
	flow := &figure.Flow{}
	for row, x := range t.workloads {
		box := figure.FlowBox{ID: x.ID + "-store", Label: "?", Sub: "family", Col: 1, Row: row, Store: true}
		if solved {
			box.Label, box.Sub = workload.Label(workload.FamilyOptions, x.Families[0].ID), ""
		}
		flow.Boxes = append(flow.Boxes, figure.FlowBox{ID: x.ID, Label: x.Name, Sub: x.Given, Col: 0, Row: row}, box)
		flow.Arrows = append(flow.Arrows, figure.FlowArrow{From: x.ID, To: x.ID + "-store"})
	}
	f := figure.Figure{ID: "families", Title: w.Get("title"), Takeaway: w.Get("takeaway"),
		Alt: w.Get("open"), Flow: flow}
	if solved {
		f.Alt = w.Get("solved")
	}
	return f
}
