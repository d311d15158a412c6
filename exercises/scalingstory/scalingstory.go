// Package scalingstory is the assignment of the case study of a reporting service: observations are placed in stages,
// claims held against their own tables, a migration put in order, and stores sized.
package scalingstory

import (
	_ "embed"
	"strconv"

	"tradeofflab/advisor/scaling"
	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/scalingstory/prompt.md", promptText)

// Exercise is the assignment of the case study.
var Exercise = exercises.Exercise{Slug: "scaling-story", Title: prompt.Title(), Case: "scaling-story", Version: "2",
	Summary: prompt.Summary(), Prompt: prompt, Draw: draw}

// task is one drawn case.
type task struct {
	variant        int
	intake, late   float64 // TB a day, in stages 1 and 5
	primary        int     // TB of one server
	shards         int
	tables, copies int
	share          float64 // of the largest company, %
	part           int     // MB of the largest partition wanted
	factors        scaling.Scores
	bad            float64 // performance, where the mean of the others is asked for
	target         scaling.Band
}

// newTask draws the case. Variant 0 is the story's own; its largest company follows from 25,000 by Zipf's law.
func newTask(variant int) task {
	t := task{variant: variant, intake: 2.3, late: 12.5, primary: 4, shards: 16, tables: 2, copies: 3, share: 9.34,
		part: 100, factors: scaling.Scores{9, 7, 8, 6}, bad: 10, target: scaling.Bands[1]}
	if variant == 0 {
		return t
	}
	rng := model.Stream(variant, "assignment scaling-story")
	t.intake = float64(12+rng.IntN(25)) / 10
	t.late = float64(16+rng.IntN(19)) / 2
	t.primary = []int{2, 4, 6, 8}[rng.IntN(4)]
	t.shards = []int{8, 12, 16, 24, 32}[rng.IntN(5)]
	t.tables = 2 + rng.IntN(2)
	t.copies = 3 + 2*rng.IntN(2)
	t.share = float64(40+rng.IntN(81)) / 10
	t.part = []int{50, 100, 200}[rng.IntN(3)]
	for i := range t.factors {
		t.factors[i] = float64(2 + rng.IntN(8))
	}
	t.bad = float64(8 + rng.IntN(3))
	t.target = scaling.Bands[rng.IntN(3)]
	return t
}

func draw(variant int) exercises.Drawn {
	t := newTask(variant)
	w := prompt.Fill(map[string]string{"intake": say.Plain(t.intake), "late": say.Plain(t.late),
		"primary": strconv.Itoa(t.primary), "shards": strconv.Itoa(t.shards),
		"tables": say.Count(t.tables, "full table"), "tableCount": strconv.Itoa(t.tables),
		"copies": strconv.Itoa(t.copies), "share": say.Plain(t.share), "part": strconv.Itoa(t.part)})
	d := exercises.Drawn{Prompt: w.Task(), Given: w.Given(),
		Figures: []figure.Figure{bill(w.Of("bill")), lists(w.Of("lists"))}}
	d.Ask(stages(t, w.Of("stages")), urgency(t, w.Of("urgency")), rest(t, w.Of("rest")), audit(t, w.Of("audit")),
		order(t, w.Of("order")), missing(t, w.Of("missing")), fill(t, w.Of("fill")), raw(t, w.Of("raw")),
		bucket(t, w.Of("bucket")))
	return d
}

func bill(w exercises.PartWords) figure.Figure {
	return figure.Figure{ID: "bill", Title: w.Get("title"), Takeaway: w.Get("takeaway"), Alt: w.Get("alt"),
		Table: &figure.Table{Columns: []figure.Column{{Label: "Stage"}, {Label: "Machines", Numeric: true},
			{Label: "Operations", Numeric: true}, {Label: "Penalty", Numeric: true}, {Label: "Total", Numeric: true}},
			Rows: [][]string{{"1", "8.5", "15", "120", "143.5"}, {"2", "22", "20", "60", "102"},
				{"3", "35", "35", "25", "95"}, {"4", "28", "25", "12", "65"}, {"5", "42", "18", "0", "60"}}}}
}

func lists(w exercises.PartWords) figure.Figure {
	return figure.Figure{ID: "lists", Title: w.Get("title"), Takeaway: w.Get("takeaway"), Alt: w.Get("alt"),
		Table: &figure.Table{Columns: []figure.Column{{Label: "Step"}, {Label: "First list"}, {Label: "Second list"}},
			Rows: [][]string{{"one server, tuned", "below 500 GB", "below 100 GB"},
				{"replicas", "from 500 GB", "from 100 GB"}, {"shards", "from 2 TB", "from 1 TB"},
				{"a distributed store", "from 10 TB", "from 1 TB, beside shards"},
				{"several special stores", "from 100 TB", "from 10 TB"}}}}
}
