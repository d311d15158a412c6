// Package figure is the vocabulary of pictures as plain data: what a simulation, a lesson or an advice wants
// shown, without a word of SVG or HTML. The web package draws every kind and puts its numbers in a table beside it.
package figure

import "strconv"

// Figure is one picture. Exactly one of the kind fields (Chart … Strip) is set.
type Figure struct {
	ID       string `json:"id"`                // stable within its report: "ring", "load", "law"
	Title    string `json:"title"`             // what is drawn, as a noun phrase; names the picture to a screen reader
	Takeaway string `json:"takeaway"`          // the one sentence to take away; printed above the drawing
	Caption  string `json:"caption,omitempty"` // how to read it: units, sample size, what band and whisker mean
	Alt      string `json:"alt"`               // text alternative: what a reader would see, in one or two sentences
	Badge    *Badge `json:"badge,omitempty"`   // verdict of a law drawn in the figure
	Panel    bool   `json:"panel,omitempty"`   // drawn on a raised panel over the full column
	Data     *Table `json:"data,omitempty"`    // the data table; nil lets DataTable derive it from the kind

	Chart     *Chart     `json:"chart,omitempty"`
	Bars      *Bars      `json:"bars,omitempty"`
	Table     *Table     `json:"table,omitempty"`
	Ring      *Ring      `json:"ring,omitempty"`
	Tree      *Tree      `json:"tree,omitempty"`
	Flow      *Flow      `json:"flow,omitempty"`
	Loop      *Loop      `json:"loop,omitempty"`
	SpaceTime *SpaceTime `json:"space_time,omitempty"`
	Cells     *Cells     `json:"cells,omitempty"`
	Strip     *Strip     `json:"strip,omitempty"`
}

// Badge says in words whether measured marks follow the theory line.
type Badge struct {
	OK   bool   `json:"ok"`
	Text string `json:"text"` // "11 of 11 points within 5 % of theory"
}

// Hue is a role colour of the design system. Identity hues follow Okabe–Ito and keep one meaning in the whole lab.
type Hue string

// The hues. Ink is measured data and the joining node; Grey is theory; Accent is the learner's own run.
const (
	Ink        Hue = "ink"
	Grey       Hue = "grey"
	Blue       Hue = "blue"
	Orange     Hue = "orange"
	Green      Hue = "green"
	Purple     Hue = "purple"
	Sky        Hue = "sky"
	Yellow     Hue = "yellow"
	Vermillion Hue = "vermillion"
	Accent     Hue = "accent"
)

// Shape is the mark that goes with a hue, so that colour is never the only sign.
type Shape string

// The shapes of marks.
const (
	Disc     Shape = "disc"
	Square   Shape = "square"
	Triangle Shape = "triangle"
	Diamond  Shape = "diamond"
	Cross    Shape = "cross"
	Plus     Shape = "plus"
	Circle   Shape = "circle" // hollow; the learner's run A
	Box      Shape = "box"    // hollow; the learner's run B
)

// Identity is the look of one named thing (a node, an algorithm, a store family) wherever it appears.
type Identity struct {
	Name  string `json:"name"`
	Hue   Hue    `json:"hue"`
	Shape Shape  `json:"shape,omitempty"`
	Dash  string `json:"dash,omitempty"`  // SVG dash pattern of its line; empty is solid
	Hatch bool   `json:"hatch,omitempty"` // 45° hatch: the second round of hues
}

// NodeName gives the letter of node i, counted from 0: A … Z, then N27, N28 ….
func NodeName(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return "N" + strconv.Itoa(i+1)
}

// Node gives the identity of node i, counted from 0. Nodes A–F have hue and mark of their own; further ones repeat
// them hatched. E is ink because it is the node that joins in the course's own example.
func Node(i int) Identity {
	look := []Identity{
		{Hue: Blue, Shape: Disc}, {Hue: Orange, Shape: Square}, {Hue: Purple, Shape: Triangle},
		{Hue: Sky, Shape: Diamond}, {Hue: Ink, Shape: Cross}, {Hue: Yellow, Shape: Plus},
	}[i%6]
	look.Name, look.Hatch = NodeName(i), i >= 6
	return look
}

// Algorithm gives the identity of a placement rule's line: modulo and ring own a hue, the others are ink and dashed.
func Algorithm(name string) Identity {
	switch name {
	case "modulo":
		return Identity{Name: name, Hue: Vermillion, Shape: Square, Dash: "6 4"}
	case "ring":
		return Identity{Name: name, Hue: Green, Shape: Disc}
	case "jump":
		return Identity{Name: name, Hue: Ink, Shape: Triangle, Dash: "2 3"}
	case "rendezvous":
		return Identity{Name: name, Hue: Ink, Shape: Diamond, Dash: "10 3"}
	case "maglev":
		return Identity{Name: name, Hue: Ink, Shape: Cross, Dash: "8 3 2 3"}
	default:
		return Identity{Name: name, Hue: Ink, Shape: Plus, Dash: "1 3"}
	}
}
