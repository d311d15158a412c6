// Package storage is the assignment on storage: photos move from a local disk to object storage, with signed uploads, a
// read path, and a bill that is cut by running it.
package storage

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

var prompt = exercises.MustPrompt("exercises/storage/prompt.md", promptText)

// Exercise is the assignment of lesson 7.
var Exercise = exercises.Exercise{Slug: "storage", Title: prompt.Title(), Lesson: 7, Version: "2",
	FewAnswers: 1200, Summary: prompt.Summary(), Prompt: prompt, Draw: draw}

// task is one drawn case.
type task struct {
	what, thing  string
	users        int
	daily        int // uploads a day
	sizeMB       int
	halfLifeDays int
}

// newTask draws the case. Variant 0 is the course's own.
func newTask(variant int) task {
	t := task{what: "Profile photos", thing: "photo", users: 500_000, daily: 10_000, sizeMB: 2, halfLifeDays: 14}
	if variant == 0 {
		return t
	}
	rng := model.Stream(variant, "assignment storage")
	kinds := [][2]string{{"Profile photos", "photo"}, {"Product pictures", "picture"}, {"Scanned receipts", "scan"},
		{"Travel photos", "photo"}}
	k := kinds[rng.IntN(len(kinds))]
	t.what, t.thing = k[0], k[1]
	t.users = 100_000 * (1 + rng.IntN(20))
	t.daily = 1000 * (4 + rng.IntN(24)) // with the size below, a year stays within the 50 TB of the first price
	t.sizeMB = 2 + rng.IntN(4)
	t.halfLifeDays = 10 + 2*rng.IntN(5)
	return t
}

// storedGB is what a year of 365 days leaves in the store, in units of 10^9 bytes.
func (t task) storedGB() float64 { return float64(t.daily) * float64(t.sizeMB) * 365 / 1000 }

const standardPrice = 0.023 // USD per GB and month, the first 50 TB

func draw(variant int) exercises.Drawn {
	t := newTask(variant)
	w := prompt.Fill(map[string]string{"what": t.what, "thing": t.thing, "users": t.count(t.users),
		"daily": t.count(t.daily), "size": strconv.Itoa(t.sizeMB), "halflife": strconv.Itoa(t.halfLifeDays)})
	d := exercises.Drawn{
		Prompt: w.Task(),
		Given: []exercises.Row{{Label: "Users", Value: t.count(t.users)},
			{Label: "Uploads", Value: fmt.Sprintf("%s a day, %d MB each", t.count(t.daily), t.sizeMB)},
			{Label: "Reads", Value: fmt.Sprintf("of a new %s twice a day, half as often every %d days", t.thing,
				t.halfLifeDays)},
			{Label: "Changes", Value: "a whole new " + t.thing + " is uploaded; nothing is deleted"},
			{Label: "S3 Standard", Value: "0.023 USD per GB and month"}},
		Figures: []figure.Figure{before(w.Of("before")), t.stored(w.Of("stored"))},
	}
	where := tier(w.Of("tier"))
	d.Ask(where)
	d.Ask(why(t, variant, where, w.Of("tier.why")))
	d.Ask(upload(w.Of("upload")), presignPart(variant, w.Of("presign")),
		read(w.Of("read")), cost(t, w.Of("cost")), lifecycle(t, w.Of("lifecycle")))
	return d
}

func (t task) count(n int) string { return say.Int(n) }

// before draws the way of a photo today.
func before(w exercises.PartWords) figure.Figure {
	return figure.Figure{ID: "before", Title: w.Get("title"), Takeaway: w.Get("takeaway"), Alt: w.Get("alt"),
		Flow: &figure.Flow{Boxes: []figure.FlowBox{{ID: "client", Label: "client", Col: 0},
			{ID: "backend", Label: "backend", Col: 1}, {ID: "disk", Label: "local disk", Col: 2, Store: true}},
			Arrows: []figure.FlowArrow{{From: "client", To: "backend", Label: "photo"},
				{From: "backend", To: "disk", Label: "write, read"}}}}
}

// stored draws what has come together by the end of each month of the first year.
func (t task) stored(w exercises.PartWords) figure.Figure {
	s := figure.Series{Identity: figure.Identity{Name: "stored", Hue: figure.Ink, Shape: figure.Disc}}
	for month := 0; month <= 12; month++ {
		s.X, s.Y = append(s.X, float64(month)), append(s.Y, t.storedGB()*float64(month)/12/1000)
	}
	return figure.Figure{ID: "stored", Title: w.Get("title"), Takeaway: w.Get("takeaway"), Caption: w.Get("caption"),
		Alt: w.Get("alt"),
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "month"}, Y: figure.Axis{Label: "stored",
			Unit: "TB"}, Series: []figure.Series{s}}}
}
