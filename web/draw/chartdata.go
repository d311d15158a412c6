package draw

import (
	"tradeofflab/figure"
	"tradeofflab/say"
)

// chartData gives the numbers behind a chart, a column for each series.
func chartData(c *figure.Chart) figure.Table {
	if c.Kind == figure.Heat {
		return heatData(c)
	}
	t := figure.Table{Columns: []figure.Column{{Label: first(c.X.Label, "x"), Unit: c.X.Unit,
		Numeric: len(c.X.Categories) == 0}}}
	type column map[string]string
	var columns []column
	var keys []string
	seen := map[string]bool{}
	name := func(x float64) string {
		if i := int(x); len(c.X.Categories) > i && float64(i) == x && i >= 0 {
			return c.X.Categories[i]
		}
		return say.Short(x)
	}
	for _, s := range c.Series {
		col := column{}
		for i := range s.X {
			k := name(s.X[i])
			if !seen[k] {
				seen[k] = true
				keys = append(keys, k)
			}
			col[k] = say.Short(s.Y[i])
		}
		columns = append(columns, col)
		t.Columns = append(t.Columns, figure.Column{Label: first(s.Name, c.Y.Label), Unit: c.Y.Unit, Numeric: true})
	}
	t.Total = len(keys)
	for i, k := range keys {
		if i == 120 {
			break
		}
		row := []string{k}
		for _, col := range columns {
			row = append(row, first(col[k], "–"))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
