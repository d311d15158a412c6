// Package stampede is the assignment on cache stampedes: a hot page expires at midnight, and its failure is followed,
// computed, prevented in the simulation, and prevented in code.
package stampede

import (
	_ "embed"
	"fmt"

	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/stampede/prompt.md", promptText)

// Exercise is the assignment of lesson 10.
var Exercise = exercises.Exercise{Slug: "stampede", Title: prompt.Title(), Lesson: 10, Version: "2",
	FewAnswers: 200, Summary: prompt.Summary(), Prompt: prompt, Draw: draw, Drive: drive}

// task is one drawn case.
type task struct {
	page, hour string
	clients    int     // in the first second
	querySec   float64 // mean rebuild time, s
	pool       int     // database connections
	ttlSec     int
	keys       int // keys of the part fix that were stored together
}

// newTask draws the case. Variant 0 is the course's own.
func newTask(variant int) task {
	t := task{page: "top product's page", hour: "midnight", clients: 50_000, querySec: 2, pool: 100, ttlSec: 60,
		keys: 10_000}
	if variant == 0 {
		return t
	}
	rng := model.Stream(variant, "assignment stampede")
	t.page = []string{"top product's page", "front page", "ticket page", "live score", "voucher page"}[rng.IntN(5)]
	t.hour = []string{"midnight", "noon", "20:00", "the kick-off", "the start of the sale"}[rng.IntN(5)]
	t.clients = 1000 * (24 + 2*rng.IntN(14))
	t.querySec = []float64{1.5, 2, 2.5}[rng.IntN(3)]
	t.pool = []int{50, 80, 100, 125, 200}[rng.IntN(5)]
	t.keys = 1000 * (8 + rng.IntN(5))
	return t
}

// drain is the time the database needs for one query of each client, s.
func (t task) drain() float64 { return float64(t.clients) * t.querySec / float64(t.pool) }

// arrive is how many clients ask while one rebuild runs, when they keep coming at the rate of the first second.
func (t task) arrive() float64 { return float64(t.clients) * t.querySec }

// slow is the longest rebuild that has been seen, s.
func (t task) slow() float64 { return 1.5 * t.querySec }

// outage is how long the page may be without a fresh value when the holder of the lock dies, s.
func (t task) outage() float64 { return 7.5 * t.querySec }

func draw(variant int) exercises.Drawn {
	t := newTask(variant)
	w := prompt.Fill(map[string]string{"page": t.page, "hour": t.hour, "clients": say.Int(t.clients),
		"query": seconds(t.querySec), "slow": seconds(t.slow()), "pool": say.Int(t.pool),
		"ttl": fmt.Sprintf("%d s", t.ttlSec)})
	d := exercises.Drawn{Prompt: w.Task(), Given: w.Given(), Figures: []figure.Figure{t.before(w.Of("figure"))}}
	d.Ask(cascade(w.Of("cascade")), drain(t, w.Of("drain")), waiting(t, w.Of("waiting")), fix(t, w.Of("fix")),
		lockTTL(t, w.Of("lock_ttl")), waiters(w.Of("waiters")), getPart(variant, w.Of("get")))
	return d
}

func seconds(s float64) string { return say.Seconds(s) }

// before draws the way of a read before the entry ends.
func (t task) before(w exercises.PartWords) figure.Figure {
	return figure.Figure{ID: "before", Title: w.Get("title"), Takeaway: w.Get("takeaway"), Alt: w.Get("alt"),
		Flow: &figure.Flow{Boxes: []figure.FlowBox{{ID: "clients", Label: "clients", Sub: say.Int(t.clients) + " per s",
			Col: 0}, {ID: "app", Label: "application", Col: 1},
			{ID: "cache", Label: "cache", Sub: fmt.Sprintf("ends after %d s", t.ttlSec), Col: 2, Store: true,
				Cache: true, Hue: figure.Orange}, {ID: "db", Label: "database", Sub: say.Int(t.pool) + " connections",
				Col: 2, Row: 1, Store: true, Hue: figure.Blue}},
			Arrows: []figure.FlowArrow{{From: "clients", To: "app"}, {From: "app", To: "cache", Label: "every read"},
				{From: "app", To: "db", Label: "1 a minute"}}}}
}
