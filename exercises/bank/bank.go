// Package bank is the assignment of the case study of a bank that leaves its host: reads move first, accounts follow,
// and failures are held small.
package bank

import (
	_ "embed"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/bank/prompt.md", promptText)

// Exercise is the assignment of the case study.
var Exercise = exercises.Exercise{Slug: "bank", Title: prompt.Title(), Case: "bank", Version: "1",
	Summary: prompt.Summary(), Prompt: prompt, Draw: draw}

// task is one drawn case.
type task struct {
	variant     int
	busy, moved int // %
	period, lag int // minutes between two feeds, and of one feed
	look        int // s after the payment
	n, k        int // workers, and those of a customer
}

// newTask draws the case. Variant 0 has the numbers of the case study.
func newTask(variant int) task {
	t := task{variant: variant, busy: 90, moved: 80, period: 60, lag: 0, look: 60, n: 30, k: 5}
	if variant == 0 {
		return t
	}
	rng := model.Stream(variant, "assignment bank")
	t.busy = 80 + rng.IntN(16)
	t.moved = 50 + 5*rng.IntN(9)
	t.period = []int{15, 30, 60, 120}[rng.IntN(4)]
	t.lag = 2 + rng.IntN(2)
	t.look = 60 * (t.lag + 1 + rng.IntN(8))
	t.n = 20 + 2*rng.IntN(11)
	t.k = 3 + rng.IntN(3)
	return t
}

func draw(variant int) exercises.Drawn {
	t := newTask(variant)
	feed := "which takes no time worth counting"
	if t.lag > 0 {
		feed = "which takes " + say.Count(t.lag, "minute")
	}
	w := prompt.Fill(map[string]string{"busy": strconv.Itoa(t.busy), "moved": strconv.Itoa(t.moved),
		"period": strconv.Itoa(t.period), "lag": strconv.Itoa(t.lag), "feed": feed, "look": strconv.Itoa(t.look),
		"n": strconv.Itoa(t.n), "k": strconv.Itoa(t.k), "busyShare": say.Plain(t.load()),
		"keptShare": say.Plain(t.kept()), "rho": say.Plain(t.rho())})
	d := exercises.Drawn{Prompt: w.Task(), Given: w.Given()}
	d.Ask(offload(t, w.Of("offload")), gain(t, w.Of("gain")), miss(t, w.Of("miss")), age(t, w.Of("age")),
		w.Of("fresh").AskChoice(1, "run", variant, "token"), w.Of("order").AskOrder(2, "run", variant),
		w.Of("missing").AskChoice(1, "run", variant, "backfill"), blast(t, w.Of("blast")), sites(t, w.Of("sites")))
	return d
}

// load is the share of the time that the host is busy, kept the share of requests that stays there, and rho the load
// that is left.
func (t task) load() float64 { return float64(t.busy) / 100 }
func (t task) kept() float64 { return exercises.Round(1-float64(t.moved)/100, 4) }
func (t task) rho() float64  { return exercises.Round(t.load()*t.kept(), 6) }
