package hashing

import (
	"fmt"
	"slices"
	"strings"

	"tradeofflab/exercises"
	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// ring is the drawn ring of a variant. Keys are spread evenly, so every arc holds a whole number of them.
type ring struct {
	at   []int // degrees of node A, B, C …, ascending
	keys int   // on the whole circle
	join int   // degrees of the joining node
	fail int   // number of the failing node
}

// newRing draws the ring. Variant 0 is the course's own.
func newRing(variant int) ring {
	if variant == 0 {
		return ring{at: []int{0, 90, 180, 270}, keys: 4000, join: 135, fail: 2}
	}
	rng := model.Stream(variant, "assignment hashing: ring")
	n := 3 + rng.IntN(6)
	// With 360·m keys every degree holds m of them. Modulo moves a whole number of keys when N(N+1) divides their
	// number, which for 6 and 7 nodes asks for a factor 7.
	m := []int{5, 10, 20}[rng.IntN(3)]
	if n == 6 || n == 7 {
		m = []int{7, 14, 21}[rng.IntN(3)]
	}
	r := ring{keys: 360 * m}
	for {
		r.at = r.at[:0]
		for _, tens := range rng.Perm(36)[:n] {
			r.at = append(r.at, 10*tens)
		}
		slices.Sort(r.at)
		r.join = 5 * rng.IntN(72)
		r.fail = rng.IntN(n)
		if r.clear() {
			return r
		}
	}
}

// clear reports whether the numbers of the questions tell right answers from the usual wrong ones.
func (r ring) clear() bool {
	for i := range r.at {
		if r.arc(i) < 30 || r.at[i] == r.join {
			return false
		}
	}
	taken, average := r.takes(), r.keys/(r.n()+1)
	rest := r.load(r.loser()) - taken
	return taken != rest && !near(taken, average) && !near(taken, r.keys/r.n()) &&
		r.load(r.heir()) != r.load(r.fail)
}

func near(a, b int) bool { return 50*max(a-b, b-a) < b }

func (r ring) n() int            { return len(r.at) }
func (r ring) name(i int) string { return figure.NodeName(i) }
func (r ring) joiner() string    { return figure.NodeName(r.n()) }
func (r ring) next(i int) int    { return (i + 1) % r.n() }
func (r ring) before(i int) int  { return (i + r.n() - 1) % r.n() }

// arc is the length in degrees of the arc that ends at node i.
func (r ring) arc(i int) int { return (r.at[i]-r.at[r.before(i)]+359)%360 + 1 }

func (r ring) load(i int) int { return r.arc(i) * r.keys / 360 }

// loser is the node on whose arc the joining node stands.
func (r ring) loser() int {
	for i, at := range r.at {
		if at > r.join {
			return i
		}
	}
	return 0
}

// takes is the number of keys that the joining node gets.
func (r ring) takes() int {
	from := r.at[r.before(r.loser())]
	return (r.join - from + 360) % 360 * r.keys / 360
}

// heir is the node that the keys of the failing one fall to.
func (r ring) heir() int { return r.next(r.fail) }

func (r ring) doubled() int { return r.load(r.heir()) + r.load(r.fail) }

func (r ring) nodeList() string {
	parts := make([]string, r.n())
	for i := range parts {
		parts[i] = r.name(i) + " " + degrees(r.at[i])
	}
	return strings.Join(parts, ", ")
}

// span writes the arc of node i as an interval; the end of the circle is 360°.
func (r ring) span(i int) (from, to int) {
	from, to = r.at[r.before(i)], r.at[i]
	if to == 0 {
		to = 360
	}
	return from, to
}

func (r ring) arcID(i int) string {
	from, to := r.span(i)
	return fmt.Sprintf("%d-%d", from, to)
}

func (r ring) arcLabel(i int) string {
	from, to := r.span(i)
	return fmt.Sprintf("(%d°, %d°]", from, to)
}

func (r ring) nodeOptions(without int) []exercises.Option {
	var out []exercises.Option
	for i := range r.at {
		if i != without {
			out = append(out, exercises.Option{ID: r.name(i), Label: r.name(i)})
		}
	}
	return out
}

func (r ring) given() []exercises.Row {
	rows := []exercises.Row{
		{Label: "Nodes", Value: r.nodeList()},
		{Label: "Keys", Value: say.Int(r.keys) + ", evenly spread"},
	}
	if r.even() {
		rows = append(rows, exercises.Row{Label: "Each node", Value: keyCount(r.load(0))})
	} else {
		rows = append(rows, exercises.Row{Label: "Each degree", Value: keyCount(r.keys / 360)})
	}
	return append(rows,
		exercises.Row{Label: "Joins", Value: r.joiner() + " at " + degrees(r.join)},
		exercises.Row{Label: "Fails", Value: r.name(r.fail)})
}

func (r ring) even() bool {
	for i := range r.at {
		if r.arc(i) != r.arc(0) {
			return false
		}
	}
	return true
}

// figure draws the ring. Before the arcs are labelled the circle is grey, or it would answer the first question.
func (r ring) figure(solved bool, w exercises.PartWords) figure.Figure {
	drawn := &figure.Ring{Centre: say.Int(r.keys), Note: []string{"keys"}}
	for i, at := range r.at {
		drawn.Nodes = append(drawn.Nodes, figure.Node(i))
		drawn.Points = append(drawn.Points, figure.RingPoint{At: float64(at), Node: i, Label: r.name(i) + " " +
			degrees(at)})
		from := float64(r.at[r.before(i)])
		if solved {
			drawn.After = append(drawn.After, figure.Arc{From: from, To: from + float64(r.arc(i)), Node: i})
		}
	}
	f := figure.Figure{ID: "ring", Title: w.Get("title"), Ring: drawn, Takeaway: w.Get("takeaway"), Alt: w.Get("alt")}
	if !solved {
		drawn.Nodes = append(drawn.Nodes, figure.Identity{Name: "not labelled", Hue: figure.Grey})
		drawn.After = []figure.Arc{{From: 0, To: 360, Node: r.n()}}
		return f
	}
	f.Takeaway = w.Get("solved")
	return f
}
