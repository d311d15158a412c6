// Package recommender is the assignment of the case study of a recommender: sources are awaited or left out, an index
// of billions of vectors is sized, copies are counted, and an index is tuned.
package recommender

import (
	_ "embed"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/recommender/prompt.md", promptText)

// Exercise is the assignment of the case study.
var Exercise = exercises.Exercise{Slug: "recommender", Title: prompt.Title(), Case: "recommender", Version: "3",
	Summary: prompt.Summary(), Prompt: prompt, Draw: draw}

// task is one drawn case.
type task struct {
	variant    int
	limit, own int // ms, of the page
	sources    []source
	pct        float64 // of the requests that must be in time
	items      float64 // billions
	dim, m     int
	smaller    int // times smaller a code is than the vector
	n, w       int // copies, and those that confirm
	stores     int
	up         float64 // % of the time that a store is up
	simDim     int
}

// source is one that may be awaited.
type source struct {
	id       string
	p50, p99 int // ms
}

// newTask draws the case. Variant 0 has the numbers of the case; its sources keep within the ranges told there.
func newTask(variant int) task {
	t := task{variant: variant, limit: 100, own: 20, pct: 99, items: 10, dim: 768, m: 32, smaller: 16, n: 3, w: 2,
		stores: 4, up: 99.99, simDim: 16, sources: []source{{"vectors", 20, 50}, {"feed", 50, 100},
			{"walk", 100, 200}, {"history", 4, 15}, {"fresh", 10, 40}, {"similar", 60, 130}}}
	if variant == 0 {
		return t
	}
	rng := model.Stream(variant, "assignment recommender")
	t.limit = 100 + 10*rng.IntN(11)
	t.own = 15 + 5*rng.IntN(4)
	left := t.limit - t.own
	late := rng.IntN(2) // whether the feed is late, too
	for i := range t.sources {
		s := &t.sources[i]
		switch i {
		case 0, 3, 4:
			s.p99 = left * (3 + rng.IntN(5)) / 10
		case 1:
			s.p99 = left - 5 - rng.IntN(5) + late*(10+rng.IntN(t.own-5)) // late, it would still fit the whole limit
		default:
			s.p99 = left + 10 + rng.IntN(left)
		}
		s.p50 = s.p99 * (3 + rng.IntN(2)) / 10
	}
	t.pct = []float64{95, 98, 99, 99.5, 99.9}[rng.IntN(5)]
	t.items = float64(10 + rng.IntN(19))
	t.dim = []int{512, 768, 1024, 1536}[rng.IntN(4)]
	t.m = []int{12, 16, 24, 32, 48}[rng.IntN(5)]
	t.smaller = []int{8, 16}[rng.IntN(2)]
	t.n = 3 + 2*rng.IntN(3)
	t.w = t.n/2 + 1
	if rng.IntN(2) == 0 && t.n > 3 {
		t.w--
	}
	t.stores = 3 + rng.IntN(5)
	t.up = []float64{99.9, 99.95, 99.99}[rng.IntN(3)]
	t.simDim = []int{16, 20, 24}[rng.IntN(3)]
	return t
}

// left is the time that a source has, ms.
func (t task) left() int { return t.limit - t.own }

func draw(variant int) exercises.Drawn {
	t := newTask(variant)
	w := prompt.Fill(map[string]string{"itemsText": say.Plain(t.items) + " billion", "limit": strconv.Itoa(t.limit),
		"own": strconv.Itoa(t.own), "left": strconv.Itoa(t.left()), "dim": say.Int(t.dim), "m": strconv.Itoa(t.m),
		"links": strconv.Itoa(2 * t.m), "n": strconv.Itoa(t.n), "w": strconv.Itoa(t.w), "pct": say.Plain(t.pct),
		"stores": strconv.Itoa(t.stores), "up": say.Plain(t.up), "simDim": strconv.Itoa(t.simDim)})
	d := exercises.Drawn{Prompt: w.Task(), Given: w.Given(),
		Figures: []figure.Figure{t.table(w.Of("sources"), w.Of("wait").Options())}}
	d.Ask(wait(t, w.Of("wait")), fallback(t, w.Of("fallback")), share(t, w.Of("share")),
		promise(t, w.Of("promise")), links(t, w.Of("links")), bytes(t, w.Of("bytes")), reads(t, w.Of("reads")),
		stale(t, w.Of("stale")), avail(t, w.Of("avail")),
		index(t, w.Of("index")))
	return d
}

func (t task) table(w exercises.PartWords, names []exercises.Option) figure.Figure {
	table := &figure.Table{Columns: []figure.Column{{Label: "Source"}, {Label: "Median", Unit: "ms", Numeric: true},
		{Label: "99th", Unit: "ms", Numeric: true}}}
	for i, s := range t.sources {
		table.Rows = append(table.Rows, []string{names[i].Label, say.Int(s.p50), say.Int(s.p99)})
	}
	return figure.Figure{ID: "sources", Title: w.Get("title"), Takeaway: w.Get("takeaway"), Alt: w.Get("alt"),
		Table: table}
}
