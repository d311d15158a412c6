package main

import (
	"strings"
	"testing"

	"tradeofflab/figure"
	"tradeofflab/sims"
)

func TestTables(t *testing.T) {
	report := sims.Report{
		Figures: []figure.Figure{
			{ID: "load", Title: "Load", Bars: &figure.Bars{Unit: "keys", Bars: []figure.BarRow{
				{Identity: figure.Node(0), Value: 22791, Before: 31932, Note: "1.14×"},
				{Identity: figure.Node(1), Value: 9, Note: "0.02×"}}}},
			{ID: "many", Title: "Many", Data: &figure.Table{Columns: []figure.Column{{Label: "Site"}, {Label: "Lag",
				Unit: "µs", Numeric: true}}, Rows: [][]string{{"Zürich", "7"}, {"Rom", "1,200"}}, Total: 3000},
				Cells: &figure.Cells{}},
		},
		Story: &sims.Story{Figure: &figure.Figure{ID: "story", Title: "Steps", Cells: &figure.Cells{Head: "key",
			Columns: []string{"1", "2"},
			Rows:    []figure.CellRow{{Label: "held", Cells: []figure.Identity{{Name: "x"}}}}}}},
	}
	const want = `
load: Load
  Name  Before, keys  Now, keys  Against the mean
  A           31,932     22,791             1.14×
  B                –          9             0.02×

many: Many
  Site    Lag, µs
  Zürich        7
  Rom       1,200
  … 2 of 3,000 rows

story: Steps
  key   1  2
  held  x
`
	var out strings.Builder
	if err := printTables(&out, report); err != nil || out.String() != want {
		t.Errorf("got %v\n%s\nwant\n%s", err, out.String(), want)
	}
}
