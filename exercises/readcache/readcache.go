// Package readcache is the assignment on read caching: a product page gets a cache, with a strategy, a time to live,
// memory, and a flash sale that must not take the database down.
package readcache

import (
	_ "embed"
	"fmt"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
	"tradeofflab/sims/readcache"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/readcache/prompt.md", promptText)

// Exercise is the assignment of lesson 8.
var Exercise = exercises.Exercise{Slug: "readcache", Title: prompt.Title(), Lesson: 8, Version: "2",
	Summary: prompt.Summary(), Prompt: prompt, Draw: draw}

// task is one drawn case.
type task struct {
	page, thing, things string
	rps, writes, keys   int
	sizeKB              int
	part                string // how large the hot part is, in words
	partPct, sharePct   int    // the hot part of the objects, and the part of the reads that it draws, %
	flash               int    // reads per second of the hottest object in the sale
	fresh               bool   // an old value must not outlive the write
	queries             int    // most queries per second that the database may get, for the time to live
	stalePct            float64
	order               []int // of the steps on the page
}

// newTask draws the case. Variant 0 is the course's own.
func newTask(variant int) task {
	t := task{page: "product page", thing: "product", things: "products", rps: 10_000, writes: 2, keys: 50_000,
		sizeKB: 2, part: "fifth", partPct: 20, sharePct: 80,
		flash: 50_000, queries: 170, stalePct: 2, order: []int{3, 0, 5, 2, 6, 1, 4}}
	if variant == 0 {
		return t
	}
	rng := model.Stream(variant, "assignment readcache")
	kinds := [][3]string{{"product page", "product", "products"}, {"hotel page", "hotel", "hotels"},
		{"recipe page", "recipe", "recipes"}, {"course page", "course", "courses"}, {"event page", "event", "events"}}
	k := kinds[rng.IntN(len(kinds))]
	t.page, t.thing, t.things = k[0], k[1], k[2]
	t.keys = 1000 * (20 + 5*rng.IntN(6))
	t.rps = 1000 * (5 + rng.IntN(8))
	t.writes = 1 + rng.IntN(3)
	t.sizeKB = []int{1, 2, 4, 5, 8}[rng.IntN(5)]
	if rng.IntN(2) == 0 {
		t.part, t.partPct, t.sharePct = "tenth", 10, 68+2*rng.IntN(5)
	} else {
		t.sharePct = 74 + 2*rng.IntN(6)
	}
	t.flash = 10_000 * (2 + rng.IntN(8))
	t.fresh = rng.IntN(2) == 0
	t.queries = 10 * (t.keys / (280 + 10*rng.IntN(5)) / 10)
	t.stalePct = []float64{1.5, 2, 2.5}[rng.IntN(3)] * float64(t.writes) / 2 * 50_000 / float64(t.keys)
	t.stalePct = float64(int(2*t.stalePct+1)) / 2
	t.order = rng.Perm(len(steps))
	if t.order[0] == 0 { // never the right order
		t.order[0], t.order[1] = t.order[1], t.order[0]
	}
	return t
}

// megabytes is the payload of a share of the objects, %.
func (t task) megabytes(pct int) float64 {
	return float64(t.keys) * float64(t.sizeKB) / 1000 * float64(pct) / 100
}

// perKey is the mean reads and writes per second of one object.
func (t task) perKey() (reads, writes float64) {
	return float64(t.rps) / float64(t.keys), float64(t.writes) / float64(t.keys)
}

// lifetimes gives the least time to live that spares the database enough and the longest that keeps stale reads within
// the limit when deletes are lost, s. Reads are taken as even over the objects, as the task says.
func (t task) lifetimes() (least, most float64) {
	r, w := t.perKey()
	// keys·r/(1 + rT) = queries
	least = float64(t.keys)/float64(t.queries) - 1/r
	low, high := 0.0, 86_400.0
	for range 60 {
		if mid := (low + high) / 2; 100*readcache.HitTTL(r, mid)*readcache.StaleTTL(w, mid) < t.stalePct {
			low = mid
		} else {
			high = mid
		}
	}
	return least, low
}

func draw(variant int) exercises.Drawn {
	t := newTask(variant)
	w := prompt.Fill(map[string]string{"A page": say.Upper(say.A(t.page)), "page": t.page, "thing": t.thing,
		"things": t.things, "Things": strings.ToUpper(t.things[:1]) + t.things[1:], "rps": say.Int(t.rps),
		"writes": say.Int(t.writes),
		"keys":   say.Int(t.keys), "size": say.Int(t.sizeKB), "part": t.part, "share": say.Int(t.sharePct),
		"flash": say.Int(t.flash), "all": say.Short(t.megabytes(100)), "hot": say.Short(t.megabytes(t.partPct))})
	d := exercises.Drawn{
		Prompt: w.Task(),
		Given: []exercises.Row{{Label: "Reads", Value: say.Int(t.rps) + " a second"},
			{Label: "Writes", Value: say.Int(t.writes) + " a second"},
			{Label: "Objects", Value: fmt.Sprintf("%s %s, %d KB each", say.Int(t.keys), t.things, t.sizeKB)},
			{Label: "Skew", Value: fmt.Sprintf("a %s draws %d %% of the reads", t.part, t.sharePct)},
			{Label: "Flash sale", Value: say.Int(t.flash) + " reads a second of one " + t.thing}},
		Figures: []figure.Figure{before(t, w.Of("before"))},
		Solved:  []figure.Figure{after(t, w.Of("after"))},
	}
	how := strategy(t, w.Of("strategy"))
	d.Ask(how)
	d.Ask(why(t, variant, how, w.Of("strategy.why")))
	d.Ask(ttl(t, w.Of("ttl")), memory(t, w.Of("memory")),
		ceiling(t, w.Of("ceiling")), flash(t, w.Of("flash")), config(t, w.Of("config")))
	return d
}

// before draws the page without a cache.
func before(t task, w exercises.PartWords) figure.Figure {
	return figure.Figure{ID: "before", Title: w.Get("title"), Takeaway: w.Get("takeaway"), Alt: w.Get("alt"),
		Flow: &figure.Flow{Boxes: []figure.FlowBox{{ID: "reader", Label: "readers", Sub: say.Int(t.rps) + " reads/s",
			Col: 0}, {ID: "app", Label: "application", Col: 1}, {ID: "db", Label: "database",
			Sub: say.Count(t.writes, "write") + "/s", Col: 2, Store: true}},
			Arrows: []figure.FlowArrow{{From: "reader", To: "app"}, {From: "app", To: "db", Label: "every read"}}}}
}

// after draws a read that misses, a read that hits and a write, with cache-aside.
func after(t task, w exercises.PartWords) figure.Figure {
	pass := func(from int, at float64, to int, label string) figure.SpaceMessage {
		return figure.SpaceMessage{From: from, Sent: at, To: to, Got: at + 0.7, Label: label}
	}
	d := &figure.SpaceTime{Unit: "steps", Lanes: []string{"application", "cache", "database"},
		Messages: []figure.SpaceMessage{pass(0, 0, 1, "get"), pass(1, 1, 0, "miss"), pass(0, 2, 2, "query"),
			pass(2, 3, 0, ""), pass(0, 4, 1, "set"), pass(0, 6, 1, "get"), pass(1, 7, 0, "hit"),
			pass(0, 9, 2, "commit"), pass(2, 10, 0, ""), pass(0, 11, 1, "delete")}}
	w = w.With(map[string]string{"all": fmt.Sprintf("%g", t.megabytes(100))})
	return figure.Figure{ID: "after", Title: w.Get("title"), SpaceTime: d, Takeaway: w.Get("takeaway"),
		Alt: w.Get("alt")}
}
