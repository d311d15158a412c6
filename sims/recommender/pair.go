package recommender

import (
	"tradeofflab/figure"
	"tradeofflab/sims"
)

// pairs are the figures by which two runs of one part are compared, with the series that stands for each.
var pairs = []struct {
	id, title, caption string
	series             int
}{
	{"recall", "Recall against distances in both runs", "Where seed and data are the same, both have the same items " +
		"and queries.", 0},
	{"waits", "Requests answered within a time in both runs", "Where the seed is the same, the same draws decide.", 2},
	{"regret", "Clicks lost against plays in both runs", "The rule of each run, on the same readers where the seed " +
		"is the same.", -1},
}

// pairFigure lays the main line of two runs over each other.
func pairFigure(a, b sims.Report) (figure.Figure, bool) {
	for _, p := range pairs {
		x, okA := a.Figure(p.id)
		y, okB := b.Figure(p.id)
		if !okA || !okB || x.Chart == nil || y.Chart == nil {
			continue
		}
		at := func(f figure.Figure, r sims.Report) figure.Series {
			if p.series >= 0 {
				return f.Chart.Series[p.series]
			}
			return chosenLine(f, r)
		}
		first, second := at(x, a), at(y, b)
		first.Identity = figure.Identity{Name: "A", Hue: figure.Ink, Shape: figure.Disc}
		second.Identity = figure.Identity{Name: "B", Hue: figure.Orange, Shape: figure.Square, Dash: "6 4"}
		chart := *x.Chart
		chart.Series, chart.Thresholds, chart.Marks = []figure.Series{first, second}, nil, nil
		chart.Y.Min = min(chart.Y.Min, y.Chart.Y.Min)
		said := "A: " + x.Takeaway + " B: " + y.Takeaway
		return figure.Figure{ID: "pair", Title: p.title, Takeaway: said, Caption: p.caption,
			Alt: "Two lines over one pair of axes. " + said, Chart: &chart}, true
	}
	return figure.Figure{}, false
}

// chosenLine is the line that ends at the regret of the run.
func chosenLine(f figure.Figure, r sims.Report) figure.Series {
	m, _ := r.Metric("regret")
	for _, s := range f.Chart.Series {
		if len(s.Y) > 0 && s.Y[len(s.Y)-1] == m.Value {
			return s
		}
	}
	return f.Chart.Series[0]
}
