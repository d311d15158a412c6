// Package writecache is the assignment on write caching: money, a counter and a record each get a write strategy, the
// loss of a crash is computed, and a cache that writes behind is configured and crashed.
package writecache

import (
	_ "embed"
	"fmt"

	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

//go:embed prompt.md
var prompt string

// Exercise is the assignment of lesson 9.
var Exercise = exercises.Exercise{
	Slug: "writecache", Title: "Three writes and a crash", Lesson: 9, Version: "1",
	Summary: "Money, a counter and a record pass the same cache. You choose where each write goes, price the " +
		"alternatives, compute what a crash loses, and configure a cache that is crashed at times you do not know.",
	Draw: draw,
}

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
	d := exercises.Drawn{
		Prompt: exercises.Fill(prompt, map[string]string{"First": capital(t.money.text),
			"Second": capital(t.counter.text), "Third": capital(t.record.text), "transferLabel": t.money.label,
			"transferText": t.money.text,
			"counterLabel": t.counter.label, "counterText": t.counter.text, "recordLabel": t.record.label,
			"recordText": t.record.text, "rate": number(t.rate), "flush": say.Short(t.flush)}),
		Given: []exercises.Row{{Label: t.money.label, Value: t.money.text},
			{Label: t.counter.label, Value: fmt.Sprintf("%s, %s writes a second", t.counter.text, number(t.rate))},
			{Label: t.record.label, Value: t.record.text},
			{Label: "Flush for the reckoning", Value: "every " + say.Short(t.flush) + " s"}},
		Figures: []figure.Figure{ways()},
	}
	for _, c := range []class{moneyClass(t), counterClass(t), recordClass(t)} {
		d.Ask(c.strategy(), c.worse(), c.failure())
	}
	d.Ask(loss(t), config(t))
	return d
}

func number(n int) string { return say.Int(n) }

func capital(s string) string { return string(s[0]-'a'+'A') + s[1:] }

// ways lists where a write can go.
func ways() figure.Figure {
	return figure.Figure{ID: "ways", Title: "Where a write can go",
		Takeaway: "Through writes both before it answers, behind the cache alone, around the database alone.",
		Alt: "A table with one row a way: what is written before the client has its answer, and what " +
			"follows later.",
		Table: &figure.Table{Columns: []figure.Column{{Label: "Way"}, {Label: "Before the answer"}, {Label: "Later"}},
			Rows: [][]string{{"through", "cache and database", "–"}, {"behind", "cache", "database, at the next flush"},
				{"around", "database", "cache, at a read that misses"}}}}
}
