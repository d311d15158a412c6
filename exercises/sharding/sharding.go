// Package sharding is the assignment on sharding: a query without the shard key on a hashed table, what it costs, what
// helps, and a design that is run.
package sharding

import (
	_ "embed"
	"fmt"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/sharding/prompt.md", promptText)

// Exercise is the assignment of lesson 3.
var Exercise = exercises.Exercise{Slug: "sharding", Title: prompt.Title(), Lesson: 3, Version: "3",
	FewAnswers: 7000, Summary: prompt.Summary(), Prompt: prompt, Draw: draw}

// task is one drawn case.
type task struct {
	things, key, attr, example string
	heavy                      string // what makes one value of attr large
	placed                     bool   // each value of attr lies in one region
	shards                     int
	rows                       int // millions
	writes                     int // writes a second
	changes                    int // % of the writes that change attr
	latency                    float64
}

// newTask draws the case. Variant 0 is the course's own.
func newTask(variant int) task {
	t := task{things: "users", key: "user_id", attr: "city", example: "Jakarta", heavy: "big cities", placed: true,
		shards: 4, rows: 100, writes: 1000, changes: 20, latency: 60}
	if variant == 0 {
		return t
	}
	rng := model.Stream(variant, "assignment sharding")
	switch rng.IntN(4) {
	case 0:
		t.example = []string{"Surabaya", "Bandung", "Medan", "Singapore"}[rng.IntN(4)]
	case 1:
		t.things, t.key, t.example = "drivers", "driver_id", []string{"Manila", "Jakarta", "Hanoi",
			"Bangkok"}[rng.IntN(4)]
	case 2:
		t.things, t.key, t.attr, t.example, t.heavy = "products", "product_id", "category",
			[]string{"shoes", "books", "phones", "toys"}[rng.IntN(4)], "popular categories"
		t.placed = false
	case 3:
		t.things, t.key, t.attr, t.example, t.heavy = "patients", "patient_id", "clinic",
			[]string{"clinic 7", "clinic 12", "clinic 40"}[rng.IntN(3)], "large clinics"
	}
	t.shards = 3 + rng.IntN(10)
	t.rows = t.shards * (2 + rng.IntN(100/t.shards-1)) // a whole number of millions a shard, at most 100 in all
	t.writes = 500 * (1 + rng.IntN(4))
	t.changes = 4 * (1 + rng.IntN(5))
	return t
}

func draw(variant int) exercises.Drawn {
	t := newTask(variant)
	w := prompt.Fill(map[string]string{"things": t.things, "key": t.key, "attr": t.attr, "example": t.example,
		"heavy": t.heavy, "count": strconv.Itoa(t.shards), "rows": t.million(), "each": strconv.Itoa(t.each()),
		"writes": say.Int(t.writes), "changes": strconv.Itoa(t.changes)})
	d := exercises.Drawn{
		Prompt: w.Task(),
		Given: []exercises.Row{{Label: "Rows", Value: t.million()}, {Label: "Servers", Value: strconv.Itoa(t.shards)},
			{Label: "Placement", Value: fmt.Sprintf("hash(%s) mod %d", t.key, t.shards)},
			{Label: "Index on " + t.attr, Value: "none yet"},
			{Label: "New query", Value: fmt.Sprintf("all %s of one %s", t.things, t.attr)},
			{Label: "Sizes", Value: fmt.Sprintf("%s have many times the %s of most others", t.heavy, t.things)},
			{Label: "Writes", Value: fmt.Sprintf("%s/s, %d %% change the %s", say.Int(t.writes), t.changes, t.attr)}},
		Figures: []figure.Figure{t.router(w.Of("figure"))},
	}
	layout := key(t, w.Of("key"))
	d.Ask(touched(t, w.Of("touched")), plan(w.Of("plan")), rows(t, w.Of("rows")), solutions(w.Of("solutions")),
		layout)
	d.Ask(why(t, variant, layout, w.Of("key.why")))
	d.Ask(design(t, w.Of("design")))
	return d
}

func (t task) million() string { return fmt.Sprintf("%d million", t.rows) }

// each is what one shard holds, in millions.
func (t task) each() int { return t.rows / t.shards }

// router draws the two questions and the shards they reach.
func (t task) router(w exercises.PartWords) figure.Figure {
	flow := &figure.Flow{Boxes: []figure.FlowBox{
		{ID: "byid", Label: "one " + t.key, Col: 0, Row: 0}, {ID: "byattr", Label: "all of one " + t.attr,
			Col: 0, Row: 1},
		{ID: "router", Label: "router", Sub: fmt.Sprintf("hash(%s) mod %d", t.key, t.shards), Col: 1, Row: 0},
	}, Arrows: []figure.FlowArrow{{From: "byid", To: "router"}, {From: "byattr", To: "router", Label: "no " + t.key}}}
	for s := range min(t.shards, 4) {
		box := figure.FlowBox{ID: fmt.Sprint("s", s), Label: fmt.Sprintf("shard %d", s),
			Sub: fmt.Sprintf("%d million rows", t.each()), Col: 2, Row: s, Store: true}
		if s == 3 && t.shards > 4 {
			box.Label, box.Sub = fmt.Sprintf("shards 3 to %d", t.shards-1), "alike"
		}
		flow.Boxes = append(flow.Boxes, box)
		flow.Arrows = append(flow.Arrows, figure.FlowArrow{From: "router", To: box.ID})
	}
	return figure.Figure{ID: "router", Title: w.Get("title"), Takeaway: w.Get("takeaway"), Alt: w.Get("alt"),
		Flow: flow}
}
