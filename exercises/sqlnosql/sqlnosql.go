// Package sqlnosql is the assignment on the choice between relational and other stores: four workloads, each with a
// model, a named store, what decides, a level of consistency, and the reasons in words.
package sqlnosql

import (
	_ "embed"

	"tradeofflab/exercises"
	"tradeofflab/exercises/workload"
	"tradeofflab/figure"
	"tradeofflab/sims/model"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/sqlnosql/prompt.md", promptText)

// Exercise is the assignment of lesson 1.
var Exercise = exercises.Exercise{Slug: "sqlnosql", Title: prompt.Title(), Lesson: 1, Version: "2",
	Summary: prompt.Summary(), Prompt: prompt, Draw: draw}

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
	words := prompt.Fill(map[string]string{"workloads": workload.List(ws)})
	d := exercises.Drawn{Prompt: words.Task(), Figures: []figure.Figure{drawing(ws, false, words.Of("figure"))},
		Solved: []figure.Figure{drawing(ws, true, words.Of("figure"))}}
	for _, w := range ws {
		d.Given = append(d.Given, exercises.Row{Label: w.Name, Value: w.Given})
		own := words.With(w.Words())
		model := modelOf(w, own.Of("model"))
		d.Ask(model, store(w, variant, own.Of("store")), drivers(w, variant, own.Of("drivers")),
			consistency(w, own.Of("consistency")))
		d.Ask(why(w, variant, model, own.Of("why")))
	}
	return d
}

// drawing shows the workloads and their stores: open, or those of the model answer.
func drawing(ws []workload.Workload, solved bool, words exercises.PartWords) figure.Figure {
	flow := &figure.Flow{Boxes: []figure.FlowBox{{ID: "app", Label: "application", Col: 0}}}
	for row, w := range ws {
		box := figure.FlowBox{ID: w.ID, Label: "?", Sub: w.Name, Col: 1, Row: row, Store: true}
		if solved {
			box.Label = workload.Label(workload.StoreOptions, w.Stores[0].ID)
		}
		flow.Boxes = append(flow.Boxes, box)
		flow.Arrows = append(flow.Arrows, figure.FlowArrow{From: "app", To: w.ID})
	}
	f := figure.Figure{ID: "stores", Title: words.Get("title"), Takeaway: words.Get("open"), Alt: words.Get("alt open"),
		Flow: flow}
	if solved {
		f.Takeaway, f.Alt = words.Get("solved"), words.Get("alt solved")
	}
	return f
}
