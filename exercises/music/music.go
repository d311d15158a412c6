// Package music is the assignment of the case study of a music service: accounts move between two stores, events fill a
// log, and nodes agree on names.
package music

import (
	_ "embed"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/music/prompt.md", promptText)

// Exercise is the assignment of the case study.
var Exercise = exercises.Exercise{Slug: "music", Title: prompt.Title(), Case: "music", Version: "1",
	Summary: prompt.Summary(), Prompt: prompt, Draw: draw}

// task is one drawn case.
type task struct {
	variant int
	gap     int // s between two changes of an account, mean
	delay   int // ms, mean
	events  int // billions a day
	bytes   int
	days    int
	copies  int
	rtts    []int // ms to the followers, rising
	disk    int   // ms
}

// newTask draws the case. Variant 0 has the numbers of the case study; the distances of the nodes are ours.
func newTask(variant int) task {
	t := task{variant: variant, gap: 10, delay: 100, events: 60, bytes: 500, days: 7, copies: 3,
		rtts: []int{12, 70, 90, 160}, disk: 2}
	if variant == 0 {
		return t
	}
	rng := model.Stream(variant, "assignment music")
	t.gap = []int{1, 2, 4, 5, 10}[rng.IntN(5)]
	t.delay = 10 * (4 + rng.IntN(17))
	t.events = 10 + 5*rng.IntN(20)
	t.bytes = 100 * (3 + rng.IntN(8))
	t.days = 3 + rng.IntN(8)
	t.copies = 2 + rng.IntN(2)
	t.rtts = nil
	at := 4 + rng.IntN(10)
	for range []int{2, 4, 6}[rng.IntN(3)] {
		t.rtts = append(t.rtts, at)
		at += 10 + rng.IntN(40)
	}
	t.disk = 2 + rng.IntN(5)
	return t
}

// u is the mean delay over the mean gap.
func (t task) u() float64 { return float64(t.delay) / 1000 / float64(t.gap) }

// nodes are the leader and the followers.
func (t task) nodes() int { return len(t.rtts) + 1 }

func (t task) majority() int { return t.nodes()/2 + 1 }

func draw(variant int) exercises.Drawn {
	t := newTask(variant)
	var rtts []string
	for _, i := range exercises.Shuffled(variant, "distances", t.rtts) { // in no order that would give the answer away
		rtts = append(rtts, strconv.Itoa(i))
	}
	w := prompt.Fill(map[string]string{"every": say.Count(t.gap, "second"), "delay": strconv.Itoa(t.delay),
		"events": strconv.Itoa(t.events), "bytes": strconv.Itoa(t.bytes), "days": strconv.Itoa(t.days),
		"copies": strconv.Itoa(t.copies), "followers": strconv.Itoa(len(t.rtts)), "rtts": say.List(rtts...),
		"disk": strconv.Itoa(t.disk), "nodes": strconv.Itoa(t.nodes()), "majority": strconv.Itoa(t.majority())})
	d := exercises.Drawn{Prompt: w.Task(), Given: w.Given()}
	d.Ask(w.Of("order").AskOrder(2, "run", variant), w.Of("missing").AskChoice(1, "run", variant, "compare"),
		invert(t, w.Of("invert")), events(t, w.Of("events")), log(t, w.Of("log")),
		w.Of("unique").AskChoice(1, "run", variant, "name"), commit(t, w.Of("commit")), survive(t, w.Of("survive")),
		w.Of("stores").AskPairs(3, "doubt", variant, map[string]string{"account": "unique", "taste": "local",
			"plays": "append", "yearly": "scan", "shown": "serve"}))
	return d
}
