package figure

import "fmt"

// Ring is a hash circle. Positions are degrees clockwise from the top, 0 ≤ position < 360.
type Ring struct {
	Nodes   []Identity  `json:"nodes"`
	Before  []Arc       `json:"before,omitempty"`
	After   []Arc       `json:"after"`
	Changed []Arc       `json:"changed,omitempty"` // wedges that changed hands
	Points  []RingPoint `json:"points,omitempty"`  // node positions to draw and label; few
	Keys    []RingKey   `json:"keys,omitempty"`
	Centre  string      `json:"centre,omitempty"`  // the result, "23.8 %"
	Note    []string    `json:"note,omitempty"`    // lines under the result
	Shelves []Shelf     `json:"shelves,omitempty"` // a story beside the circle: the keys of each node
	Landed  []Landing   `json:"landed,omitempty"`  // what changed hands, step by step
}

// Shelf holds the drawn keys of a node in the order of their places on the circle. Events of a story call it by the
// letter of the node, its count LETTER.n, the count in the middle of the circle centre.n, and a key "k" and its number.
type Shelf struct {
	Node  int        `json:"node"`
	Start int        `json:"start"`           // keys at the start of the story, in seats 0 … Start − 1
	Leave []ShelfKey `json:"leave,omitempty"` // those that go to another shelf
	Come  []int      `json:"come,omitempty"`  // numbers of the keys that come, in the seats from Start on
}

// ShelfKey is a key that moves, and its seat before.
type ShelfKey struct {
	Key  int `json:"key"`
	Seat int `json:"seat"`
}

// Now is how many keys a shelf has at the end of the story.
func (s Shelf) Now() int { return s.Start - len(s.Leave) + len(s.Come) }

// Landing is a step of a story: arcs that the joining node takes. Events call it "s" and its number, from 0.
type Landing struct {
	Arcs []Arc     `json:"arcs"`
	Keys []float64 `json:"keys,omitempty"` // places of the drawn keys that move, degrees
}

// Arc runs clockwise from From to To (degrees; To may exceed 360 for the arc over the top) and belongs to Nodes[Node].
type Arc struct {
	From float64 `json:"from"`
	To   float64 `json:"to"`
	Node int     `json:"node"`
}

// RingPoint is a node's position on the circle.
type RingPoint struct {
	At    float64 `json:"at"`
	Node  int     `json:"node"`
	Label string  `json:"label,omitempty"`
}

// RingKey is a key on the circle; Moved ones are drawn large.
type RingKey struct {
	At    float64 `json:"at"`
	Moved bool    `json:"moved,omitempty"`
	Label string  `json:"label,omitempty"` // labelled keys are drawn inside the ring
}

// Data has a row for each arc as it is after the change.
func (r *Ring) Data() Table {
	t := Table{Columns: []Column{{Label: "Owner", Identity: true}, {Label: "From", Unit: "°", Numeric: true},
		{Label: "To", Unit: "°", Numeric: true}, {Label: "Share", Unit: "%", Numeric: true}}, Total: len(r.After)}
	for _, a := range r.After[:min(mostRows, len(r.After))] {
		end := a.To
		if end > 360 {
			end -= 360
		}
		t.Rows = append(t.Rows, []string{r.Nodes[a.Node].Name, fmt.Sprintf("%.1f", a.From), fmt.Sprintf("%.1f", end),
			fmt.Sprintf("%.2f", (a.To-a.From)/3.6)})
	}
	return t
}

// Weight counts nodes, arcs, points, keys and what a story moves.
func (r *Ring) Weight() int {
	n := len(r.Nodes) + len(r.Before) + len(r.After) + len(r.Changed) + len(r.Points) + len(r.Keys)
	for _, s := range r.Shelves {
		n += 1 + s.Now() + len(s.Leave)
	}
	for _, l := range r.Landed {
		n += len(l.Arcs) + len(l.Keys)
	}
	return n
}

func (*Ring) Wide() bool  { return false }
func (*Ring) Shown() bool { return false }

func ringSamples() []Figure {
	nodes := []Identity{Node(0), Node(1), Node(2), Node(3), Node(4)}
	before := []Arc{{-90, 0, 0}, {0, 90, 1}, {90, 180, 2}, {180, 270, 3}}
	return []Figure{
		{ID: "ring", Title: "Ring", Takeaway: "E takes half of C's arc.",
			Alt:     "A circle of four equal arcs; a fifth node at 135 degrees takes 45 degrees from C.",
			Caption: "Inner ring: owners before. Outer ring: owners now.",
			Ring: &Ring{Nodes: nodes, Before: before, After: []Arc{{-90, 0, 0}, {0, 90, 1}, {90, 135, 4}, {135, 180, 2},
				{180, 270, 3}}, Changed: []Arc{{90, 135, 4}},
				Points: []RingPoint{{At: 0, Node: 0}, {At: 90, Node: 1}, {At: 135, Node: 4}, {At: 180, Node: 2},
					{At: 270, Node: 3}},
				Keys: []RingKey{{At: 45, Label: "K1"}, {At: 120, Label: "K2", Moved: true}, {At: 200, Label: "K3"},
					{At: 350, Label: "K4"}}, Centre: "500", Note: []string{"keys move"}}},
	}
}
