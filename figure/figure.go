// Package figure is the vocabulary of pictures as plain data: what a simulation, a lesson or an advice wants
// shown, without a word of SVG or HTML. Package web/draw draws every kind; pages and the command line print its numbers
// as a table.
package figure

import "strconv"

// Figure is one picture. Exactly one of the kind fields (Chart … Stage) is set; Kind returns it.
type Figure struct {
	ID       string  `json:"id"`                // stable within its report: "ring", "load", "law"
	Title    string  `json:"title"`             // what is drawn, as a noun phrase; names the picture to a screen reader
	Takeaway string  `json:"takeaway"`          // the one sentence to take away; printed above the drawing
	Caption  string  `json:"caption,omitempty"` // how to read it: units, sample size, what band and whisker mean
	Alt      string  `json:"alt"`               // text alternative: what a reader would see, in one or two sentences
	Badge    *Badge  `json:"badge,omitempty"`   // verdict of a law drawn in the figure
	Panel    bool    `json:"panel,omitempty"`   // drawn on a raised panel over the full column
	Data     *Table  `json:"data,omitempty"`    // a table to print in place of that of the kind
	Motion   *Motion `json:"motion,omitempty"`  // a story that can be played in the drawing

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
	Histogram *Histogram `json:"histogram,omitempty"`
	Stage     *Stage     `json:"stage,omitempty"`
}

// Kind is what a figure shows. A new kind is a file here and one in web/draw that draws it; a field of Figure and a
// line in kinds make it known here, a case of draw.Picture there.
type Kind interface {
	Data() Table // the numbers behind the picture, or the first rows of many
	Shown() bool // whether the picture prints all of Data itself and needs no table beside it
	Wide() bool  // whether it takes the whole width of a page
	Weight() int // coordinates, arcs, cells and the like, for bounds on memory: some 30 bytes each
}

// kinds are all kinds, in the order in which Samples gives them.
var kinds = []struct {
	of      func(f Figure) (kind Kind, set bool)
	samples func() []Figure
}{
	{func(f Figure) (Kind, bool) { return f.Chart, f.Chart != nil }, chartSamples},
	{func(f Figure) (Kind, bool) { return f.Bars, f.Bars != nil }, barSamples},
	{func(f Figure) (Kind, bool) { return f.Table, f.Table != nil }, tableSamples},
	{func(f Figure) (Kind, bool) { return f.Ring, f.Ring != nil }, ringSamples},
	{func(f Figure) (Kind, bool) { return f.Strip, f.Strip != nil }, stripSamples},
	{func(f Figure) (Kind, bool) { return f.Tree, f.Tree != nil }, treeSamples},
	{func(f Figure) (Kind, bool) { return f.Flow, f.Flow != nil }, flowSamples},
	{func(f Figure) (Kind, bool) { return f.Loop, f.Loop != nil }, loopSamples},
	{func(f Figure) (Kind, bool) { return f.SpaceTime, f.SpaceTime != nil }, spaceTimeSamples},
	{func(f Figure) (Kind, bool) { return f.Cells, f.Cells != nil }, cellSamples},
	{func(f Figure) (Kind, bool) { return f.Histogram, f.Histogram != nil }, histogramSamples},
	{func(f Figure) (Kind, bool) { return f.Stage, f.Stage != nil }, stageSamples},
}

// Kind returns the kind field that is set, or nil where none is.
func (f Figure) Kind() Kind {
	for _, k := range kinds {
		if kind, set := k.of(f); set {
			return kind
		}
	}
	return nil
}

// DataTable gives the numbers behind the figure: its own Data, or those of its kind. Beside says whether they belong
// beside the picture, because it does not print them itself.
func (f Figure) DataTable() (t Table, beside bool) {
	if f.Data != nil {
		return *f.Data, true
	}
	if k := f.Kind(); k != nil {
		return k.Data(), !k.Shown()
	}
	return Table{}, false
}

// Wide reports whether the figure takes the whole width of a page.
func (f Figure) Wide() bool {
	k := f.Kind()
	return f.Panel || k != nil && k.Wide()
}

// Weight is that of the kind, of the figure's own data and of the events of its story.
func (f Figure) Weight() int {
	n := 0
	if f.Data != nil {
		n = f.Data.Weight()
	}
	if k := f.Kind(); k != nil {
		n += k.Weight()
	}
	if f.Motion != nil {
		n += 5 * len(f.Motion.Events)
	}
	return n
}

// Samples gives figures of every kind with invented data, for the page that shows them all and for tests.
func Samples() []Figure {
	var all []Figure
	for _, k := range kinds {
		all = append(all, k.samples()...)
	}
	return all
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

// Compared gives the identity of one of two lines that are held against each other: what is questioned, and what is
// put in its place. Any other part is ink and dashed.
func Compared(part string) Identity {
	switch part {
	case "before":
		return Identity{Hue: Vermillion, Shape: Square, Dash: "6 4"}
	case "after":
		return Identity{Hue: Green, Shape: Disc}
	}
	return Identity{Hue: Ink, Shape: Plus, Dash: "1 3"}
}
