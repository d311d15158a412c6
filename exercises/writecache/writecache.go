// Package writecache is the assignment on write caching: money, a counter and a record each get a write strategy, the
// loss of a crash is computed, and a cache that writes behind is configured and crashed.
package writecache

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

var prompt = exercises.MustPrompt("exercises/writecache/prompt.md", promptText)

// Exercise is the assignment of lesson 9.
var Exercise = exercises.Exercise{Slug: "writecache", Title: prompt.Title(), Lesson: 9, Version: "2",
	FewAnswers: 36, Summary: prompt.Summary(), Prompt: prompt, Draw: draw}

// item is one kind of data of a class.
type item struct{ label, text, noun string }

// The first of each class is the course's own.
var (
	money = []item{{"Transfer", "a user moves 500 USD between two accounts", "transfer"},
		{"Card payment", "a customer pays an order", "payment"},
		{"Share order", "a client buys shares at a limit", "order"},
		{"Seat", "a passenger buys seat 14A", "booking"},
		{"Dose", "a nurse enters a dose into a medication plan", "entry"}}
	counters = []item{{"Like counter", "a viral post collects likes", "likes"},
		{"View counter", "a video collects views", "views"},
		{"Click counter", "an advertisement collects clicks for a live display", "clicks"},
		{"Reaction counter", "a live stream collects reactions", "reactions"}}
	records = []item{{"Audit log", "one compliance record for each API call, read by regulators months later",
		"record"}, {"Access log", "one line for each login, read when there is an inquiry", "line"},
		{"Invoice archive", "one document for each sale, read at the yearly audit", "document"},
		{"Consent log", "one entry for each consent, read when somebody complains", "entry"}}
)

// task is one drawn case.
type task struct {
	money, counter, record item
	rate                   int     // writes per second of the counter
	flush                  float64 // s, for the reckoning
	keys                   int     // counters in the configuration
}

// newTask draws the case. Variant 0 is the course's own.
func newTask(variant int) task {
	t := task{money: money[0], counter: counters[0], record: records[0], rate: 10_000, flush: 1, keys: 10}
	if variant == 0 {
		return t
	}
	rng := model.Stream(variant, "assignment writecache")
	t.money, t.counter, t.record = money[rng.IntN(len(money))], counters[rng.IntN(len(counters))],
		records[rng.IntN(len(records))]
	t.rate = 1000 * (6 + rng.IntN(9))
	t.flush = []float64{0.5, 1, 2, 3, 5}[rng.IntN(5)]
	t.keys = 8 + rng.IntN(5)
	return t
}

func draw(variant int) exercises.Drawn {
	t := newTask(variant)
	w := prompt.Fill(map[string]string{"First": capital(t.money.text), "Second": capital(t.counter.text),
		"Third": capital(t.record.text), "transferLabel": t.money.label, "transferText": t.money.text,
		"counterLabel": t.counter.label, "counterText": t.counter.text, "recordLabel": t.record.label,
		"recordText": t.record.text, "rate": say.Int(t.rate), "flush": say.Seconds(t.flush),
		"counters": t.counter.noun, "keys": strconv.Itoa(t.keys)})
	d := exercises.Drawn{
		Prompt: w.Task(),
		Given: []exercises.Row{{Label: t.money.label, Value: t.money.text},
			{Label: t.counter.label, Value: fmt.Sprintf("%s, %s writes a second", t.counter.text, say.Int(t.rate))},
			{Label: t.record.label, Value: t.record.text},
			{Label: "Flush for the reckoning", Value: "every " + say.Seconds(t.flush)}},
		Figures: []figure.Figure{ways(w.Of("figure"))},
	}
	for _, c := range classes(t) {
		c.ask(&d, w)
	}
	d.Ask(loss(t, w.Of("loss")), config(t, w.Of("config")))
	return d
}

func capital(s string) string { return string(s[0]-'a'+'A') + s[1:] }

// ways lists where a write can go.
func ways(w exercises.PartWords) figure.Figure {
	return figure.Figure{ID: "ways", Title: w.Get("title"), Takeaway: w.Get("takeaway"), Alt: w.Get("alt"),
		Table: &figure.Table{Columns: []figure.Column{{Label: "Way"}, {Label: "Before the answer"}, {Label: "Later"}},
			Rows: [][]string{{"through", "cache and database", "–"}, {"behind", "cache", "database, at the next flush"},
				{"around", "database", "cache, at a read that misses"}}}}
}
