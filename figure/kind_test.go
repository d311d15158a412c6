package figure_test

import (
	"reflect"
	"testing"

	"tradeofflab/figure"
)

// Every field of a figure that can hold a kind is one that Kind finds, and has a sample to look at.
func TestEveryKindIsKnown(t *testing.T) {
	sampled := map[reflect.Type]bool{}
	for _, f := range figure.Samples() {
		sampled[reflect.TypeOf(f.Kind())] = true
	}
	kind := reflect.TypeFor[figure.Kind]()
	fields := reflect.TypeFor[figure.Figure]()
	for i := range fields.NumField() {
		field := fields.Field(i)
		if !field.Type.Implements(kind) || field.Name == "Data" {
			continue
		}
		var f figure.Figure
		reflect.ValueOf(&f).Elem().Field(i).Set(reflect.New(field.Type.Elem()))
		if got := f.Kind(); reflect.TypeOf(got) != field.Type {
			t.Errorf("a figure with %s has the kind %T", field.Name, got)
		}
		if !sampled[field.Type] {
			t.Errorf("no sample of %s", field.Name)
		}
	}
	if f := (figure.Figure{}); f.Kind() != nil || f.Wide() || f.Weight() != 0 {
		t.Error("an empty figure has a kind, a width or a weight")
	}
}

// Every sample says what it shows, weighs something and has its numbers in a table with as many cells as columns.
func TestSamples(t *testing.T) {
	charts := map[figure.ChartKind]bool{}
	for _, f := range figure.Samples() {
		if f.Title == "" || f.Takeaway == "" || f.Alt == "" {
			t.Errorf("sample %s lacks title, takeaway or alternative", f.ID)
		}
		if f.Chart != nil {
			charts[f.Chart.Kind] = true
		}
		table, beside := f.DataTable()
		if beside == f.Kind().Shown() {
			t.Errorf("sample %s: table beside the picture is %t", f.ID, beside)
		}
		if len(table.Columns) == 0 || len(table.Rows) == 0 || f.Weight() < len(table.Rows) {
			t.Errorf("sample %s: %d columns and %d rows, weight %d", f.ID, len(table.Columns), len(table.Rows),
				f.Weight())
		}
		for _, row := range table.Rows {
			if len(row) != len(table.Columns) {
				t.Errorf("sample %s: %d cells under %d columns: %v", f.ID, len(row), len(table.Columns), row)
			}
		}
	}
	for _, want := range []figure.ChartKind{figure.Line, figure.Bar, figure.Scatter, figure.Heat, figure.Radar} {
		if !charts[want] {
			t.Errorf("no sample of a %s chart", want)
		}
	}
}

// A figure's own data stands in place of that of its kind, and weighs too.
func TestOwnData(t *testing.T) {
	own := figure.Table{Columns: []figure.Column{{Label: "a"}}, Rows: [][]string{{"1"}, {"2"}}}
	f := figure.Figure{Data: &own, Cells: &figure.Cells{Columns: []string{"x"}}}
	if got, beside := f.DataTable(); !beside || len(got.Rows) != 2 || f.Weight() != 3 {
		t.Errorf("got %v, %t, weight %d", got, beside, f.Weight())
	}
}

// A table of data shows the first rows of many and says how many there are.
func TestDataIsBounded(t *testing.T) {
	x := make([]float64, 1000)
	for i := range x {
		x[i] = float64(i)
	}
	chart := &figure.Chart{Kind: figure.Line, Series: []figure.Series{{X: x, Y: x}}}
	if d := chart.Data(); len(d.Rows) != 120 || d.Total != 1000 || d.Rows[119][1] != "119" {
		t.Errorf("%d of %d rows", len(d.Rows), d.Total)
	}
	ring := &figure.Ring{Nodes: []figure.Identity{figure.Node(0)}, After: make([]figure.Arc, 500)}
	if d := ring.Data(); len(d.Rows) != 120 || d.Total != 500 {
		t.Errorf("%d of %d rows", len(d.Rows), d.Total)
	}
}
