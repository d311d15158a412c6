package figure

import (
	"cmp"

	"tradeofflab/say"
)

// ChartKind says how the series of a chart are drawn.
type ChartKind string

// The chart kinds.
const (
	Line    ChartKind = "line"
	Bar     ChartKind = "bar" // grouped vertical bars over X.Categories
	Scatter ChartKind = "scatter"
	Heat    ChartKind = "heat"  // Heat[row][column] over Y.Categories × X.Categories
	Radar   ChartKind = "radar" // one spoke a category of X, every series in 0…Y.Max
)

// Chart is data over two axes.
type Chart struct {
	Kind       ChartKind   `json:"kind"`
	X          Axis        `json:"x"`
	Y          Axis        `json:"y"`
	Series     []Series    `json:"series,omitempty"`
	Bands      []Band      `json:"bands,omitempty"`
	Thresholds []Threshold `json:"thresholds,omitempty"`
	Marks      []Mark      `json:"marks,omitempty"`
	Heat       [][]float64 `json:"heat,omitempty"`
}

// Axis is one scale of a chart. Min == Max asks for the range of the data.
type Axis struct {
	Label      string   `json:"label"`
	Unit       string   `json:"unit,omitempty"`
	Log        bool     `json:"log,omitempty"`
	Min        float64  `json:"min,omitempty"`
	Max        float64  `json:"max,omitempty"`
	Categories []string `json:"categories,omitempty"` // names of positions 0, 1, 2 …; then X values are those positions
}

// Series is one line, set of dots or set of bars; X and Y have the same length. Theory is drawn as a grey line behind
// measured dots.
type Series struct {
	Identity
	X      []float64 `json:"x"`
	Y      []float64 `json:"y"`
	Theory bool      `json:"theory,omitempty"`
	Dots   bool      `json:"dots,omitempty"`   // dots only, no joining line
	Values bool      `json:"values,omitempty"` // print each value beside its mark
}

// Band is a tolerance region between Low and High over X.
type Band struct {
	Label string    `json:"label"`
	X     []float64 `json:"x"`
	Low   []float64 `json:"low"`
	High  []float64 `json:"high"`
}

// Threshold is a labelled horizontal line (or vertical, with Vertical).
type Threshold struct {
	Label    string  `json:"label"`
	Value    float64 `json:"value"`
	Vertical bool    `json:"vertical,omitempty"`
}

// Mark is the learner's own run in a chart: A is a circle, B a box, both in accent.
type Mark struct {
	Label string  `json:"label"`
	Shape Shape   `json:"shape"`
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
}

// mostRows is how many rows a table of data shows of many.
const mostRows = 120

// Data has a row for each X and a column for each series; of a heat map, its grid.
func (c *Chart) Data() Table {
	if c.Kind == Heat {
		return c.heatData()
	}
	t := Table{Columns: []Column{{Label: cmp.Or(c.X.Label, "x"), Unit: c.X.Unit, Numeric: len(c.X.Categories) == 0}}}
	type column map[string]string
	var columns []column
	var keys []string
	seen := map[string]bool{}
	for _, s := range c.Series {
		col := column{}
		for i := range s.X {
			k := c.X.name(s.X[i])
			if !seen[k] {
				seen[k] = true
				keys = append(keys, k)
			}
			col[k] = say.Short(s.Y[i])
		}
		columns = append(columns, col)
		t.Columns = append(t.Columns, Column{Label: cmp.Or(s.Name, c.Y.Label), Unit: c.Y.Unit, Numeric: true})
	}
	t.Total = len(keys)
	for _, k := range keys[:min(mostRows, len(keys))] {
		row := []string{k}
		for _, col := range columns {
			row = append(row, cmp.Or(col[k], "–"))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// name gives the category at a position, or the number.
func (a Axis) name(x float64) string {
	if i := int(x); len(a.Categories) > i && float64(i) == x && i >= 0 {
		return a.Categories[i]
	}
	return say.Short(x)
}

func (c *Chart) heatData() Table {
	t := Table{Columns: []Column{{Label: cmp.Or(c.Y.Label, "row")}}}
	for _, name := range c.X.Categories {
		t.Columns = append(t.Columns, Column{Label: name, Numeric: true})
	}
	for i, r := range c.Heat {
		name := ""
		if i < len(c.Y.Categories) {
			name = c.Y.Categories[i]
		}
		row := []string{name}
		for _, v := range r {
			row = append(row, say.Short(v))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Weight counts the coordinates of series and bands, the cells of a heat map, thresholds and marks.
func (c *Chart) Weight() int {
	n := len(c.Thresholds) + len(c.Marks)
	for _, s := range c.Series {
		n += len(s.X) + len(s.Y)
	}
	for _, b := range c.Bands {
		n += len(b.X) + len(b.Low) + len(b.High)
	}
	for _, row := range c.Heat {
		n += len(row)
	}
	return n
}

func (*Chart) Wide() bool  { return true }
func (*Chart) Shown() bool { return false }
