// Package rides is the assignment of the case study of a ride service: a rate that is told is held against one that is
// reported, cells are counted, and old reads and moved shards worked out.
package rides

import (
	_ "embed"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/rides/prompt.md", promptText)

// Exercise is the assignment of the case study.
var Exercise = exercises.Exercise{Slug: "rides", Title: prompt.Title(), Case: "rides", Version: "2",
	Summary: prompt.Summary(), Prompt: prompt, Draw: draw}

// task is one drawn case.
type task struct {
	variant       int
	trips         float64 // billions in the quarter
	days          int
	told          int // requests a second
	drivers       int
	every         int // s
	res           int // resolution of the map
	ttl, change   int // s
	fixed, server int // shards, and servers before
}

// newTask draws the case. Variant 0 has the numbers of the case study. In each the drivers report as often as is told.
func newTask(variant int) task {
	t := task{variant: variant, trips: 3.3, days: 91, told: 100_000, every: 4, res: 9, ttl: 300, change: 3600,
		fixed: 4096, server: 4}
	if variant > 0 {
		rng := model.Stream(variant, "assignment rides")
		t.trips = float64(12+rng.IntN(40)) / 10
		t.days = 90 + rng.IntN(3)
		t.told = 10_000 * (8 + rng.IntN(13))
		t.every = []int{3, 4, 5, 6}[rng.IntN(4)]
		t.res = 5 + rng.IntN(6)
		t.ttl = []int{300, 600, 900, 1800, 3600, 7200, 86_400}[rng.IntN(7)]
		t.change = []int{1800, 3600, 7200, 14_400}[rng.IntN(4)]
		t.fixed = 1024 << rng.IntN(4)
		t.server = 4 + rng.IntN(9)
	}
	t.drivers = t.told * t.every
	return t
}

// span is a time in words.
func span(s int) string {
	switch {
	case s == 3600:
		return "an hour"
	case s%3600 == 0:
		return say.Count(s/3600, "hour")
	}
	return say.Count(s/60, "minute")
}

// rate is the mean of trips a second.
func (t task) rate() float64 { return t.trips * 1e9 / float64(t.days) / 86_400 }

func draw(variant int) exercises.Drawn {
	t := newTask(variant)
	w := prompt.Fill(map[string]string{"trips": say.Plain(t.trips), "days": strconv.Itoa(t.days),
		"told": say.Int(t.told), "drivers": say.Int(t.drivers), "every": strconv.Itoa(t.every),
		"ttlText": span(t.ttl), "changeText": span(t.change), "fixed": say.Int(t.fixed),
		"servers": strconv.Itoa(t.server), "more": strconv.Itoa(t.server + 1), "res": strconv.Itoa(t.res),
		"rate": say.Number(t.rate(), 0)})
	d := exercises.Drawn{Prompt: w.Task(), Given: w.Given()}
	d.Ask(rate(t, w.Of("rate")), factor(t, w.Of("factor")), audit(t, w.Of("audit")), cells(t, w.Of("cells")),
		stale(t, w.Of("stale")), move(t, w.Of("move")), loss(t, w.Of("loss")))
	return d
}
