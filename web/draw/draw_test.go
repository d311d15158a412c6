package draw_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"tradeofflab/figure"
	"tradeofflab/web/draw"
)

// TestSamples draws every kind of figure: the markup closes what it opens, has a name for screen readers and its data
// as a table, and takes every colour from the style sheet.
func TestSamples(t *testing.T) {
	for _, f := range figure.Samples() {
		t.Run(f.ID, func(t *testing.T) {
			got := draw.Picture(f)
			whole(t, got)
			if !strings.Contains(got, "aria-label=") && f.Table == nil {
				t.Error("drawing has no name")
			}
			if strings.Contains(got, "<svg") && !strings.Contains(got, `role="img"`) && !strings.Contains(got,
				`aria-hidden="true"`) {
				t.Error("drawing is neither named nor hidden for screen readers")
			}
			table, _ := f.DataTable()
			whole(t, draw.Table(table, "Data of: "+f.Title))
		})
	}
}

// TestEdges draws what simulations can produce at the ends of their knobs. Nothing may panic or print a number that is
// none.
func TestEdges(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	node := func(n int) (all []figure.Identity) {
		for i := range n {
			all = append(all, figure.Node(i))
		}
		return all
	}
	arcs := func(n int) (all []figure.Arc) {
		for i := range n {
			all = append(all, figure.Arc{From: 360 * float64(i) / float64(n), To: 360 * float64(i+1) / float64(n),
				Node: i})
		}
		return all
	}
	var rows []figure.BarRow
	var boxes []figure.FlowBox
	var lanes []string
	var marks []figure.RingPoint
	var leaves []figure.TreeNode
	for i := range 300 {
		rows = append(rows, figure.BarRow{Identity: figure.Node(i), Value: float64(i)})
		boxes = append(boxes, figure.FlowBox{ID: fmt.Sprint(i), Label: figure.NodeName(i), Col: i % 10, Row: i / 10})
		lanes = append(lanes, figure.NodeName(i))
		marks = append(marks, figure.RingPoint{At: float64(i) * 1.2, Node: i})
		leaves = append(leaves, figure.TreeNode{ID: fmt.Sprint(i), Parent: map[bool]string{true: "",
			false: "0"}[i == 0], Keys: []string{fmt.Sprint(i)}})
	}
	chart := func(kind figure.ChartKind, x, y []float64) figure.Figure {
		return figure.Figure{Chart: &figure.Chart{Kind: kind, X: figure.Axis{Label: "x"}, Y: figure.Axis{Label: "y"},
			Series: []figure.Series{{Identity: figure.Identity{Name: "s"}, X: x, Y: y, Values: true}}}}
	}
	logChart := chart(figure.Line, []float64{0, 1, 10}, []float64{0, -1, 5})
	logChart.Chart.X.Log, logChart.Chart.Y.Log = true, true
	bars := chart(figure.Bar, []float64{0, 1}, []float64{3, nan})
	bars.Chart.X.Categories = []string{"a", "b"}
	tests := []struct {
		name string
		f    figure.Figure
	}{
		{"nothing", figure.Figure{}},
		{"line without series", figure.Figure{Chart: &figure.Chart{Kind: figure.Line}}},
		{"scatter without series", figure.Figure{Chart: &figure.Chart{Kind: figure.Scatter}}},
		{"bar without series", figure.Figure{Chart: &figure.Chart{Kind: figure.Bar}}},
		{"heat without cells", figure.Figure{Chart: &figure.Chart{Kind: figure.Heat}}},
		{"radar without spokes", figure.Figure{Chart: &figure.Chart{Kind: figure.Radar}}},
		{"empty series", chart(figure.Line, nil, nil)},
		{"one point", chart(figure.Line, []float64{3}, []float64{4})},
		{"one dot", chart(figure.Scatter, []float64{3}, []float64{4})},
		{"level line", chart(figure.Line, []float64{0, 1}, []float64{0, 0})},
		{"missing values", chart(figure.Line, []float64{0, 1, 2}, []float64{nan, 2, nan})},
		{"only missing values", chart(figure.Line, []float64{nan, nan}, []float64{nan, nan})},
		{"infinite", chart(figure.Line, []float64{0, 1, 2}, []float64{1, inf, -inf})},
		{"huge", chart(figure.Line, []float64{-1e300, 1e300}, []float64{-1e300, 1e300})},
		{"tiny", chart(figure.Line, []float64{0, 1e-300}, []float64{0, 1e-300})},
		{"zero and less on log scales", logChart},
		{"bars with a missing value", bars},
		{"heat of one cell", figure.Figure{Chart: &figure.Chart{Kind: figure.Heat,
			X: figure.Axis{Categories: []string{"a"}}, Y: figure.Axis{Categories: []string{"b"}},
			Heat: [][]float64{{0}}}}},
		{"heat with missing values",
			figure.Figure{Chart: &figure.Chart{Kind: figure.Heat, X: figure.Axis{Categories: []string{"a", "b"}},
				Y: figure.Axis{Categories: []string{"c"}}, Heat: [][]float64{{nan, inf}}}}},
		{"radar of one spoke", figure.Figure{Chart: &figure.Chart{Kind: figure.Radar,
			X: figure.Axis{Categories: []string{"a"}}, Series: []figure.Series{{X: []float64{0}, Y: []float64{1}}}}}},
		{"no bars", figure.Figure{Bars: &figure.Bars{}}},
		{"bars of nothing", figure.Figure{Bars: &figure.Bars{Mean: 0, Bars: []figure.BarRow{{Value: 0}, {Value: nan},
			{Value: -3}}}}},
		{"300 bars", figure.Figure{Bars: &figure.Bars{Mean: 150, Bars: rows}}},
		{"empty table", figure.Figure{Table: &figure.Table{}}},
		{"table of nothing under a head", figure.Figure{Table: &figure.Table{Columns: []figure.Column{{Label: "a"}},
			Dots: &figure.DotColumn{}}}},
		{"table with missing dots", figure.Figure{Table: &figure.Table{Columns: []figure.Column{{Label: "a"}},
			Rows: [][]string{{"1"}, {"2"}}, Dots: &figure.DotColumn{Run: []float64{nan}, Log: true,
				Ticks: []float64{0, 1}}}}},
		{"empty ring", figure.Figure{Ring: &figure.Ring{}}},
		{"ring of one node", figure.Figure{Ring: &figure.Ring{Nodes: node(1),
			After: []figure.Arc{{From: 0, To: 360}}}}},
		{"ring of 300 nodes", figure.Figure{Ring: &figure.Ring{Nodes: node(300), Before: arcs(300), After: arcs(300),
			Points: marks}}},
		{"ring without a place",
			figure.Figure{Ring: &figure.Ring{Nodes: node(1), After: []figure.Arc{{From: nan, To: nan}},
				Keys: []figure.RingKey{{At: inf}}}}},
		{"empty tree", figure.Figure{Tree: &figure.Tree{}}},
		{"tree of one", figure.Figure{Tree: &figure.Tree{Nodes: leaves[:1]}}},
		{"tree of 300", figure.Figure{Tree: &figure.Tree{Nodes: leaves}}},
		{"empty flow", figure.Figure{Flow: &figure.Flow{}}},
		{"flow of 300 boxes", figure.Figure{Flow: &figure.Flow{Boxes: boxes,
			Arrows: []figure.FlowArrow{{From: "0", To: "299"}, {From: "0", To: "0"}, {From: "0", To: "gone"}}}}},
		{"empty loop", figure.Figure{Loop: &figure.Loop{}}},
		{"loop of one", figure.Figure{Loop: &figure.Loop{Nodes: []figure.LoopNode{{ID: "a"}},
			Links: []figure.LoopLink{{From: "a", To: "a", Sign: "+"}, {From: "a", To: "gone"}}}}},
		{"empty space-time", figure.Figure{SpaceTime: &figure.SpaceTime{}}},
		{"300 lanes", figure.Figure{SpaceTime: &figure.SpaceTime{Lanes: lanes,
			Messages: []figure.SpaceMessage{{From: 0, To: 299, Sent: 0, Got: 0}}}}},
		{"events at one time", figure.Figure{SpaceTime: &figure.SpaceTime{Lanes: []string{"a"},
			Events: []figure.SpaceEvent{{At: 5, Label: "x"}, {At: 5, Label: "y"}}}}},
		{"empty cells", figure.Figure{Cells: &figure.Cells{}}},
		{"ragged cells", figure.Figure{Cells: &figure.Cells{Columns: []string{"1", "2"},
			Rows: []figure.CellRow{{Label: "r", Cells: node(1)}}}}},
		{"empty strip", figure.Figure{Strip: &figure.Strip{}}},
		{"strip without keys", figure.Figure{Strip: &figure.Strip{Rows: []figure.StripRow{{Label: "a"}}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			defer func() {
				if r := recover(); r != nil {
					t.Errorf("drawing panicked: %v", r)
				}
			}()
			whole(t, draw.Picture(tt.f))
			if table, ok := tt.f.DataTable(); ok {
				whole(t, draw.Table(table, "data"))
			}
		})
	}
}

// TestTextIsEscaped puts markup where a figure takes words.
func TestTextIsEscaped(t *testing.T) {
	const evil = `"><script>alert(1)</script><i x='`
	id := figure.Identity{Name: evil}
	axis := figure.Axis{Label: evil, Unit: evil, Categories: []string{evil}}
	for _, f := range []figure.Figure{
		{Title: evil, Alt: evil, Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: evil},
			Y:          figure.Axis{Label: evil},
			Series:     []figure.Series{{Identity: id, X: []float64{0, 1}, Y: []float64{0, 1}}},
			Thresholds: []figure.Threshold{{Label: evil, Value: 0.5}}, Marks: []figure.Mark{{Label: evil}},
			Bands: []figure.Band{{Label: evil, X: []float64{0, 1}, Low: []float64{0, 0}, High: []float64{1, 1}}}}},
		{Title: evil, Alt: evil, Chart: &figure.Chart{Kind: figure.Bar, X: axis,
			Series: []figure.Series{{Identity: id, X: []float64{0}, Y: []float64{1}}}}},
		{Title: evil, Chart: &figure.Chart{Kind: figure.Heat, X: axis, Y: axis, Heat: [][]float64{{1}}}},
		{Title: evil, Chart: &figure.Chart{Kind: figure.Radar, X: axis,
			Series: []figure.Series{{Identity: id, X: []float64{0}, Y: []float64{1}}}}},
		{Title: evil, Alt: evil, Bars: &figure.Bars{Unit: evil, Mean: 1,
			Bars: []figure.BarRow{{Identity: id, Value: 1, Note: evil}}}},
		{Title: evil, Table: &figure.Table{Columns: []figure.Column{{Label: evil, Unit: evil}},
			Rows: [][]string{{evil}}}},
		{Title: evil, Alt: evil, Ring: &figure.Ring{Nodes: []figure.Identity{id}, After: []figure.Arc{{To: 360}},
			Points: []figure.RingPoint{{Label: evil}}, Keys: []figure.RingKey{{Label: evil}}, Centre: evil,
			Note: []string{evil}}},
		{Title: evil, Tree: &figure.Tree{Nodes: []figure.TreeNode{{ID: "a", Keys: []string{evil}},
			{ID: "b", Parent: "a", Keys: []string{evil, evil}, Edge: evil}}}},
		{Title: evil, Flow: &figure.Flow{Boxes: []figure.FlowBox{{ID: "a", Label: evil, Sub: evil,
			Href: `javascript:alert(1)`}, {ID: "b", Label: evil, Col: 1}},
			Arrows: []figure.FlowArrow{{From: "a", To: "b", Label: evil}}}},
		{Title: evil, Loop: &figure.Loop{Nodes: []figure.LoopNode{{ID: "a", Label: evil, Value: evil},
			{ID: "b", X: 50, Y: 50}}, Links: []figure.LoopLink{{From: "a", To: "b", Sign: evil}},
			Turns: []figure.LoopTurn{{Kind: evil, Name: evil}}}},
		{Title: evil, SpaceTime: &figure.SpaceTime{Unit: evil, Lanes: []string{evil},
			Events: []figure.SpaceEvent{{At: 1, Label: evil}}, Messages: []figure.SpaceMessage{{Got: 1, Label: evil}}}},
		{Title: evil, Cells: &figure.Cells{Head: evil, Columns: []string{evil},
			Rows: []figure.CellRow{{Label: evil, Cells: []figure.Identity{id}}}}},
		{Title: evil, Strip: &figure.Strip{Rows: []figure.StripRow{{Label: evil, Value: evil, Tall: []bool{true}}}}},
	} {
		got := draw.Picture(f)
		if table, ok := f.DataTable(); ok {
			got += draw.Table(table, evil)
		}
		whole(t, got)
		if strings.Contains(got, "<script") || strings.Contains(got, "javascript:") {
			t.Errorf("markup of the data reached the page:\n%s", got)
		}
	}
}

func TestNumberLine(t *testing.T) {
	for _, points := range [][]draw.Point{
		nil,
		{{Value: 61, Text: "61 %", Label: "your guess"}, {Value: 80, Text: "80 %", Label: "the run"},
			{Value: 20, Text: "20 %", Label: "least possible", Below: true}},
		{{Value: 80}, {Value: 80}, {Value: 80}},
		{{Value: -500}, {Value: 1e9}, {Value: math.NaN()}, {Value: math.Inf(1)}},
		{{Text: `<script>`, Label: `"><b>`}},
	} {
		got := draw.NumberLine(0, 100, 1, points, `a "quoted" <b>line</b>`)
		whole(t, got)
		if strings.Contains(got, "<b>") || strings.Contains(got, "<script>") {
			t.Errorf("markup of the data reached the page:\n%s", got)
		}
	}
	whole(t, draw.NumberLine(0, 0, 0, []draw.Point{{Value: 0}}, "a line of no length"))
}

// whole reads the markup as XML: everything is closed, attributes are quoted and stand once, no style attribute, no
// event handler, no number that is none.
func whole(t *testing.T, markup string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader("<all>" + markup + "</all>"))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Errorf("not well formed: %v\n%s", err, markup)
			return
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local == "style" || start.Name.Local == "script" {
			t.Errorf("drawing holds <%s>", start.Name.Local)
		}
		seen := map[string]bool{}
		for _, a := range start.Attr {
			name := a.Name.Local
			if seen[name] {
				t.Errorf("<%s> has %s twice", start.Name.Local, name)
			}
			seen[name] = true
			if name == "style" || strings.HasPrefix(name, "on") {
				t.Errorf("<%s> has %s=%q", start.Name.Local, name, a.Value)
			}
			if name != "aria-label" && (strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf")) {
				t.Errorf("<%s> has %s=%q", start.Name.Local, name, a.Value)
			}
		}
	}
}

func FuzzChart(f *testing.F) {
	f.Add(1.0, 2.0, 3.0, 4.0, false, uint8(0), "name")
	f.Add(math.NaN(), 0.0, -1.0, math.Inf(1), true, uint8(1), "<")
	f.Add(1e-300, 1e300, 0.0, 0.0, true, uint8(2), "&")
	f.Fuzz(func(t *testing.T, a, b, c, d float64, log bool, kind uint8, name string) {
		name = strings.Map(func(r rune) rune { // XML 1.0 has no control characters; pages are HTML
			if r < ' ' || r == '\ufffe' || r == '\uffff' || r == '\ufffd' {
				return -1
			}
			return r
		}, strings.ToValidUTF8(name, ""))
		kinds := []figure.ChartKind{figure.Line, figure.Scatter, figure.Bar, figure.Heat, figure.Radar}
		fig := figure.Figure{Title: name, Chart: &figure.Chart{Kind: kinds[int(kind)%len(kinds)],
			X: figure.Axis{Label: name, Log: log, Categories: []string{name, "b"}},
			Y: figure.Axis{Log: log, Categories: []string{"c"}},
			Series: []figure.Series{{Identity: figure.Identity{Name: name}, X: []float64{a, b}, Y: []float64{c, d},
				Values: true}},
			Heat: [][]float64{{a, b}}, Thresholds: []figure.Threshold{{Value: c}}}}
		whole(t, draw.Picture(fig))
		if kind%2 == 0 {
			fig.Chart.X.Categories = nil
			whole(t, draw.Picture(fig))
		}
		table, _ := fig.DataTable()
		whole(t, draw.Table(table, name))
	})
}
