// Package replication is the assignment on replication: a page read one second after a write, what a stale answer
// takes, what each remedy costs, a router that is written and run, and a cluster that survives a failure.
package replication

import (
	_ "embed"
	"fmt"
	"math"
	"strconv"

	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
	"tradeofflab/sims/replication"
)

//go:embed prompt.md
var promptText string

var prompt = exercises.MustPrompt("exercises/replication/prompt.md", promptText)

// Exercise is the assignment of lesson 4.
var Exercise = exercises.Exercise{Slug: "replication", Title: prompt.Title(), Lesson: 4, Version: "2",
	Summary: prompt.Summary(), Prompt: prompt, Draw: draw, Drive: drive}

// pair is a primary and a replica with the length of the fibre between them, taken as the great circle.
type pair struct {
	primary, replica string
	km               int
}

// The first pair is the course's own. Distances are those between the cities' centres.
var pairs = []pair{{"Jakarta", "Surabaya", 664}, {"Jakarta", "Singapore", 900}, {"Jakarta", "Denpasar", 962},
	{"Frankfurt", "London", 638}, {"Tokyo", "Osaka", 397},
	{"Mumbai", "Delhi", 1153}, {"Manila", "Hong Kong", 1115}, {"Paris", "Madrid", 1052},
	{"Hanoi", "Ho Chi Minh City", 1137}, {"Nairobi", "Kampala", 503}}

// task is one drawn case.
type task struct {
	pair
	thing      string  // what the user changes
	waitMs     int     // from the write to the read
	behind     bool    // a report on the replica keeps it seconds behind at the time of the first question
	calm       string  // lag at the time of the first question, in words
	peakMs     int     // mean of the exponential lag at the peak
	trips      int     // round trips a synchronous write adds
	practical  int     // measured round trip, ms, for the figure and the simulation
	writes     [7]side // what the user has to decide on, in the part on synchronous writes
	routerRate int     // writes per second in the simulation of the router
	modeRate   int     // the same in the part on modes
}

// newTask draws the case. Variant 0 is the course's own.
func newTask(variant int) task {
	t := task{pair: pairs[0], thing: "display name", waitMs: 1000, calm: "10 to 50 ms", peakMs: 400, trips: 1,
		practical: 12, routerRate: 60, modeRate: 400}
	if variant == 0 {
		t.writes = chooseWrites([]int{0, 1, 2}, []int{0, 1, 2, 3})
		return t
	}
	rng := model.Stream(variant, "assignment replication")
	t.pair = pairs[rng.IntN(len(pairs))]
	t.thing = []string{"display name", "phone number", "delivery address", "status line", "profile text"}[rng.IntN(5)]
	t.waitMs = []int{800, 1000, 1500, 2000}[rng.IntN(4)]
	t.peakMs = t.waitMs * (25 + 5*rng.IntN(6)) / 100
	if t.behind = rng.IntN(3) == 0; t.behind {
		t.calm = fmt.Sprintf("%d to %d s, since a long report runs on the replica", 4+rng.IntN(3), 8+rng.IntN(5))
	} else {
		t.calm = []string{"10 to 50 ms", "20 to 80 ms", "5 to 30 ms"}[rng.IntN(3)]
	}
	t.trips = 1
	if t.km < 1000 { // further away, two round trips come close to the 50 ms that are commonly quoted
		t.trips += rng.IntN(2)
	}
	t.practical = max(9, int(math.Round(1.8*replication.LightFloor(float64(t.km)))))
	t.writes = chooseWrites(rng.Perm(len(needed))[:3], rng.Perm(len(spared))[:4])
	t.routerRate = 54 + rng.IntN(7)
	t.modeRate = 390 + 5*rng.IntN(5)
	return t
}

// floor is the least time that light needs for the round trips, in ms.
func (t task) floor() float64 { return float64(t.trips) * replication.LightFloor(float64(t.km)) }

// stale is the chance in % that a lag, exponential with the mean of the peak, is longer than the wait.
func (t task) stale() float64 { return 100 * math.Exp(-float64(t.waitMs)/float64(t.peakMs)) }

func draw(variant int) exercises.Drawn {
	t := newTask(variant)
	w := prompt.Fill(map[string]string{"primary": t.primary, "replica": t.replica, "thing": t.thing, "wait": t.wait(),
		"calm": t.calm, "peak": milliseconds(t.peakMs), "km": kilometres(t.km), "rtt": strconv.Itoa(t.practical)})
	d := exercises.Drawn{Prompt: w.Task(), Given: w.Given(), Figures: []figure.Figure{t.story(false, w.Of("figure"))},
		Solved: []figure.Figure{t.story(true, w.Of("figure"))}}
	d.Ask(sees(t, w.Of("sees")), stalePart(t, w.Of("p_stale")))
	d.Ask(ryow(t, variant, w.Of("ryow")))
	d.Ask(remedies(w.Of("remedies")),
		routerPart(variant, t, w.Of("router")), syncCost(t, w.Of("sync_cost")), whenSync(t, w.Of("when_sync")),
		mode(t, w.Of("mode")))
	return d
}

func (t task) wait() string { return say.Seconds(float64(t.waitMs) / 1000) }

func milliseconds(n int) string { return say.Int(n) + " ms" }

func kilometres(n int) string { return say.Int(n) + " km" }

// story draws the write and the read. Before the task is solved the arrival of the write at the replica is left out.
func (t task) story(solved bool, w exercises.PartWords) figure.Figure {
	wait, way := float64(t.waitMs), float64(t.practical)/2
	d := &figure.SpaceTime{Unit: "ms", Lanes: []string{"user", "primary, " + t.primary, "replica, " + t.replica},
		Events: []figure.SpaceEvent{{Lane: 0, At: 0, Label: "saves"}, {Lane: 0, At: wait, Label: "loads the page"}},
		Messages: []figure.SpaceMessage{{From: 0, Sent: 0, To: 1, Got: 2, Label: "write"},
			{From: 1, Sent: 4, To: 0, Got: 6},
			{From: 0, Sent: wait, To: 2, Got: wait + way, Label: "read"}, {From: 2, Sent: wait + way, To: 0,
				Got: wait + 2*way}}}
	f := figure.Figure{ID: "story", Title: w.Get("title"), SpaceTime: d, Takeaway: w.Get("takeaway"),
		Alt: w.Get("alt")}
	if solved {
		lag := 50.0
		f.Takeaway = w.Get("new")
		if t.behind {
			lag = 1.3 * wait
			f.Takeaway = w.Get("old")
		}
		d.Messages = append(d.Messages, figure.SpaceMessage{From: 1, Sent: 4, To: 2, Got: 4 + lag, Label: "log"})
		d.Events = append(d.Events, figure.SpaceEvent{Lane: 2, At: 4 + lag, Label: "visible", Bad: t.behind})
		f.Alt += " " + f.Takeaway
	}
	return f
}
