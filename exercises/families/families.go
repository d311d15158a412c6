// Package families is the assignment on the families of stores: four workloads, each with a family, the access pattern
// that decides, a key, and the reasons in words; and the arithmetic of a stream of readings.
package families

import (
	_ "embed"
	"fmt"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/exercises/workload"
	"tradeofflab/figure"
	"tradeofflab/sims/model"
)

//go:embed prompt.md
var prompt string

// Exercise is the assignment of lesson 2.
var Exercise = exercises.Exercise{
	Slug: "families", Title: "Find the family by the access pattern", Lesson: 2, Version: "1",
	Summary: "For each of four workloads you name the family of stores, the access pattern and the key, and defend " +
		"it. The sensors' readings are counted.",
	Draw: draw,
}

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
	var list []string
	d := exercises.Drawn{Figures: []figure.Figure{t.drawing(false)}, Solved: []figure.Figure{t.drawing(true)}}
	for _, w := range t.workloads {
		list = append(list, fmt.Sprintf("- **%s**: %s", w.Name, w.Task))
		d.Given = append(d.Given, exercises.Row{Label: w.Name, Value: w.Given})
		d.Ask(family(w), pattern(w), key(w, variant), why(w))
		if w.ID == "iot" {
			d.Ask(rate(t), perDay(t))
		}
	}
	d.Prompt = exercises.Fill(prompt, map[string]string{"workloads": strings.Join(list, "\n")})
	return d
}

// drawing shows what each workload knows and what it wants: with the family open, or as in the model answer.
func (t task) drawing(solved bool) figure.Figure {
	flow := &figure.Flow{}
	for row, w := range t.workloads {
		box := figure.FlowBox{ID: w.ID + "-store", Label: "?", Sub: "family", Col: 1, Row: row, Store: true}
		if solved {
			box.Label, box.Sub = label(workload.FamilyOptions, w.Families[0].ID), ""
		}
		flow.Boxes = append(flow.Boxes, figure.FlowBox{ID: w.ID, Label: w.Name, Sub: w.Given, Col: 0, Row: row}, box)
		flow.Arrows = append(flow.Arrows, figure.FlowArrow{From: w.ID, To: w.ID + "-store"})
	}
	f := figure.Figure{ID: "families", Title: "Four workloads look for a family",
		Takeaway: "The question that is asked most often decides, not the name of the data.",
		Alt:      "Four workloads, each with an arrow to a store of a family that is still open.", Flow: flow}
	if solved {
		f.Alt = "Four workloads, each with an arrow to a store of the family of the model answer."
	}
	return f
}

func label(options []exercises.Option, id string) string {
	for _, o := range options {
		if o.ID == id {
			return o.Label
		}
	}
	return id
}
