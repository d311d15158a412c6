package storagecost

import (
	"fmt"
	"strings"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// placeLook is the look of each place wherever it appears.
var placeLook = [places]figure.Identity{
	{Hue: figure.Blue, Shape: figure.Disc}, {Hue: figure.Orange, Shape: figure.Square},
	{Hue: figure.Yellow, Shape: figure.Plus, Dash: "10 3"},
	{Hue: figure.Green, Shape: figure.Triangle}, {Hue: figure.Sky, Shape: figure.Diamond, Dash: "2 3"},
	{Hue: figure.Purple, Shape: figure.Cross, Dash: "8 3 2 3"},
	{Hue: figure.Blue, Shape: figure.Disc, Dash: "6 4"}, {Hue: figure.Orange, Shape: figure.Square, Dash: "6 4"},
	{Hue: figure.Green, Shape: figure.Triangle, Dash: "6 4"},
	{Hue: figure.Vermillion, Shape: figure.Square}, {Hue: figure.Vermillion, Shape: figure.Triangle, Dash: "6 4"},
}

// placesFigure draws how much is where in each month.
func placesFigure(p Params, r Result) figure.Figure {
	chart := &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "month"}, Y: figure.Axis{Label: "stored",
		Unit: unitName(p)}}
	u := r.used()
	var parts []string
	most := place(0)
	for i := range places {
		used := false
		s := figure.Series{Identity: placeLook[i]}
		s.Name = strings.TrimPrefix(prices.Places[i].Label, "Intelligent-") // room for the label beside its line
		for m, usage := range r.Usage {
			s.X, s.Y = append(s.X, float64(m+1)), append(s.Y, usage.GB[i])
			used = used || usage.GB[i] > 0
		}
		if !used {
			continue
		}
		chart.Series = append(chart.Series, s)
		parts = append(parts, fmt.Sprintf("%s %s", s.Name, say.Short(u.GB[i])))
		if u.GB[i] > u.GB[most] {
			most = place(i)
		}
	}
	share := percent(u.GB[most] / sum(u.GB))
	if len(chart.Series) == 1 {
		share = "all"
	}
	return figure.Figure{ID: "places", Title: "Bytes by class over time",
		Takeaway: fmt.Sprintf("In month %d %s of the bytes lie in %s.", p.Months, share, prices.at(most).Label),
		Caption:  fmt.Sprintf("Mean of the month in %s, without metadata and minimum sizes.", unitName(p)),
		Alt: fmt.Sprintf("Lines of bytes stored over %s; in the last month, in %s: %s.", span(p.Months),
			unitName(p), strings.Join(parts, ", ")),
		Chart: chart}
}

// Reads a month over which the break-even is drawn.
const (
	breakEvenReads  = 3.0
	breakEvenPoints = 13
)

// breakEvenFigure draws what one GB costs for a month in S3 Standard and Standard-IA against its reads.
func breakEvenFigure(p Params) figure.Figure {
	x := breakEven(p, prices)
	chart := &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "full reads a month", Min: 0, Max: breakEvenReads},
		Y: figure.Axis{Label: "cost of a month", Unit: "USD per " + unitName(p)}}
	good, all := 0, 0
	for _, c := range []place{standard, standardIA} {
		at := prices.at(c)
		n := 1 / p.gb(float64(p.SizeKB)) // objects in a GB
		theory := figure.Series{Identity: figure.Identity{Name: at.Label + ", closed form", Hue: figure.Grey},
			Theory: true}
		dots := figure.Series{Identity: placeLook[c], Dots: true}
		dots.Name = at.Label
		for i := range breakEvenPoints {
			reads := breakEvenReads * float64(i) / (breakEvenPoints - 1)
			want := n*p.gb(at.billedKB(float64(p.SizeKB)))*at.first() + reads*(at.RetrievalGB.USD+n*at.Get.USD/1000)
			got := monthAt(p, prices, c, reads)
			theory.X, theory.Y = append(theory.X, reads), append(theory.Y, want)
			dots.X, dots.Y = append(dots.X, reads), append(dots.Y, got)
			if all++; got-want <= rounding*want && want-got <= rounding*want {
				good++
			}
		}
		chart.Series = append(chart.Series, theory, dots)
	}
	sentence := fmt.Sprintf("At %s KB Standard-IA is cheaper below %s full reads a month.",
		say.Number(float64(p.SizeKB),
			0), say.Number(x, 2))
	if x == 0 {
		sentence = fmt.Sprintf("At %s KB Standard-IA is never cheaper: it charges every object as 128 KB.",
			say.Int(p.SizeKB))
	} else if x <= breakEvenReads {
		chart.Thresholds = []figure.Threshold{{Label: "break-even " + say.Number(x, 2), Value: x, Vertical: true}}
	}
	return figure.Figure{ID: "break_even", Title: "Cost of a month against reads", Takeaway: sentence, Chart: chart,
		Badge: &figure.Badge{OK: good == all, Text: fmt.Sprintf("%d of %d bills equal the closed form", good, all)},
		Caption: fmt.Sprintf("Storage, requests and retrieval of one %s for a month. Storage and retrieval alone "+
			"break even at %s.", unitName(p), say.Number(breakEvenPlain(prices), 2)),
		Alt: fmt.Sprintf("S3 Standard is nearly flat at %s per %s; Standard-IA starts at %s and rises with every read.",
			usd(monthAt(p, prices, standard, 0)), unitName(p), usd(monthAt(p, prices, standardIA, 0)))}
}
