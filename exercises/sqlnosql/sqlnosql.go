// Package sqlnosql is the assignment on the choice between relational and other stores: four workloads, each with a
// model, a named store, what decides, a level of consistency, and the reasons in words.
package sqlnosql

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

// Exercise is the assignment of lesson 1.
var Exercise = exercises.Exercise{
	Slug: "sqlnosql", Title: "Four kinds of data, relational or not", Lesson: 1, Version: "1",
	Summary: "For each of four workloads you choose a model and a store, mark what decides, say how consistent reads " +
		"have to be, and defend it.",
	Draw: draw,
}

// course are the workloads of variant 0, the course's own.
var course = []string{"profiles", "chat", "catalogue", "graph"}

// pool is what the other variants draw from.
func pool() []workload.Workload {
	return workload.Pool(func(workload.Workload) bool { return true }, course...)
}

func workloads(variant int) []workload.Workload {
	if variant == 0 {
		return workload.Find(course...)
	}
	return workload.Draw(model.Stream(variant, "assignment sqlnosql"), pool(), len(course))
}

func draw(variant int) exercises.Drawn {
	ws := workloads(variant)
	var list []string
	d := exercises.Drawn{Figures: []figure.Figure{drawing(ws, false)}, Solved: []figure.Figure{drawing(ws, true)}}
	for _, w := range ws {
		list = append(list, fmt.Sprintf("- **%s**: %s", w.Name, w.Task))
		d.Given = append(d.Given, exercises.Row{Label: w.Name, Value: w.Given})
		d.Ask(modelOf(w), store(w, variant), drivers(w, variant), consistency(w), why(w))
	}
	d.Prompt = exercises.Fill(prompt, map[string]string{"workloads": strings.Join(list, "\n")})
	return d
}

// drawing shows the workloads and their stores: open, or those of the model answer.
func drawing(ws []workload.Workload, solved bool) figure.Figure {
	flow := &figure.Flow{Boxes: []figure.FlowBox{{ID: "app", Label: "application", Col: 0}}}
	for row, w := range ws {
		box := figure.FlowBox{ID: w.ID, Label: "?", Sub: w.Name, Col: 1, Row: row, Store: true}
		if solved {
			box.Label = label(workload.StoreOptions, w.Stores[0].ID)
		}
		flow.Boxes = append(flow.Boxes, box)
		flow.Arrows = append(flow.Arrows, figure.FlowArrow{From: "app", To: w.ID})
	}
	f := figure.Figure{ID: "stores", Title: "Four workloads of one application",
		Takeaway: "One application, four kinds of data: each may have a store of its own, and none has to.",
		Alt:      "An application leads to four stores that are still open, one for each workload.", Flow: flow}
	if solved {
		f.Takeaway = "These stores are one defensible choice. Each further one is another to back up, watch and " +
			"keep in step."
		f.Alt = "An application leads to four stores, one for each workload."
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
