package storagecost

import (
	"fmt"

	"tradeofflab/figure"
	"tradeofflab/say"
)

// figures lists the pictures of a run in the order of the page.
func figures(p Params, r, base Result) []figure.Figure {
	return []figure.Figure{linesFigure(p, r), billFigure(p, r, base), cumulativeFigure(p, r, base), placesFigure(p, r),
		breakEvenFigure(p), classesFigure(p), pricesFigure()}
}

// lineLook is the look of each line of the bill wherever it appears.
var lineLook = [lines]figure.Identity{
	{Hue: figure.Blue, Shape: figure.Disc}, {Hue: figure.Sky, Shape: figure.Diamond, Dash: "2 3"},
	{Hue: figure.Green, Shape: figure.Triangle, Dash: "6 4"},
	{Hue: figure.Orange, Shape: figure.Square}, {Hue: figure.Purple, Shape: figure.Plus, Dash: "8 3 2 3"},
	{Hue: figure.Yellow, Shape: figure.Cross, Dash: "10 3"},
	{Hue: figure.Grey, Shape: figure.Square, Dash: "1 3"}, {Hue: figure.Vermillion, Shape: figure.Triangle},
}

// linesFigure draws every line of the bill over the months, on a log scale: lines differ by orders of magnitude.
func linesFigure(p Params, r Result) figure.Figure {
	b := r.last()
	top, amount := dearest(b)
	chart := &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "month"}, Y: figure.Axis{Label: "bill of the month",
		Unit: "USD", Log: true}}
	series := func(id figure.Identity, value func(Bill) float64) {
		s := figure.Series{Identity: id}
		for m, bill := range r.Bills {
			if v := value(bill); v > 0 {
				s.X, s.Y = append(s.X, float64(m+1)), append(s.Y, v)
			}
		}
		if len(s.X) > 0 {
			chart.Series = append(chart.Series, s)
		}
	}
	series(figure.Identity{Name: "whole bill", Hue: figure.Ink}, Bill.Sum)
	for i := range lines {
		look := lineLook[i]
		look.Name = inText(line(i))
		series(look, func(b Bill) float64 { return b[i] })
	}
	return figure.Figure{ID: "lines", Title: "Bill by month and line", Panel: true,
		Takeaway: fmt.Sprintf("In month %d the largest line is %s: %s of %s.", p.Months, inText(top), usd(amount),
			usd(b.Sum())),
		Caption: "USD a month, logarithmic scale. A line that costs nothing in a month is not drawn there.",
		Alt: fmt.Sprintf("One line per item of the bill over %s; the whole bill ends at %s, storage at %s.",
			span(p.Months), usd(b.Sum()), usd(b[storageLine])),
		Chart: chart}
}

// billFigure is the bill of the last month and of all months beside that of S3 Standard.
func billFigure(p Params, r, base Result) figure.Figure {
	b, all, std := r.last(), r.total(), base.total()
	t := &figure.Table{Columns: []figure.Column{{Label: "Line"}, {Label: fmt.Sprintf("Month %d", p.Months), Unit: "USD",
		Numeric: true, Strong: true},
		{Label: "Of the bill", Unit: "%", Numeric: true}, {Label: "All months", Unit: "USD", Numeric: true},
		{Label: "All in S3 Standard", Unit: "USD", Numeric: true}}}
	row := func(name string, v, share, sum, plain float64) {
		t.Rows = append(t.Rows, []string{name, say.Number(v, 2), say.Number(100*share, 1), say.Number(sum, 2),
			say.Number(plain, 2)})
	}
	for i, name := range lineNames {
		row(name.label, b[i], b[i]/b.Sum(), all[i], std[i])
	}
	row("Without egress", b.Kept(), b.Kept()/b.Sum(), all.Kept(), std.Kept())
	row("Whole bill", b.Sum(), 1, all.Sum(), std.Sum())
	return figure.Figure{ID: "bill", Title: "The bill", Table: t,
		Takeaway: fmt.Sprintf("Storage is %s of month %d; keeping and reading without egress is %s of %s.",
			usd(b[storageLine]), p.Months, usd(b.Kept()), usd(b.Sum())),
		Caption: fmt.Sprintf("List prices of %s, published %s. Last column: the same objects and reads without "+
			"class and rules.", prices.Region, prices.Date),
		Alt: fmt.Sprintf("A table of eight lines that add up to %s in month %d and %s over all months.",
			usd(b.Sum()), p.Months, usd(all.Sum()))}
}

// cumulativeFigure draws what has been paid so far, beside S3 Standard, without egress.
func cumulativeFigure(p Params, r, base Result) figure.Figure {
	running := func(r Result) (x, y []float64) {
		s := 0.0
		for m, b := range r.Bills {
			s += b.Kept()
			x, y = append(x, float64(m+1)), append(y, s)
		}
		return x, y
	}
	x, own := running(r)
	_, std := running(base)
	end := len(x) - 1
	ahead := 0 // first month from which on the run stays below S3 Standard
	for m := end; m >= 0 && own[m] < std[m]; m-- {
		ahead = m + 1
	}
	sentence := fmt.Sprintf("After %s this run has paid %s, S3 Standard %s.", span(p.Months), usd(own[end]),
		usd(std[end]))
	if ahead > 0 {
		sentence += fmt.Sprintf(" It is ahead from month %d on.", ahead)
	}
	f := figure.Figure{ID: "cumulative", Title: "Paid so far, without egress", Takeaway: sentence,
		Caption: "Sum of the bills so far in USD. Egress is left out: it is the same for both.",
		Alt: fmt.Sprintf("Two rising lines over %s: this run ends at %s, S3 Standard at %s.", span(p.Months),
			usd(own[end]), usd(std[end])),
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "month"}, Y: figure.Axis{Label: "paid so far",
			Unit: "USD"},
			Series: []figure.Series{
				{Identity: figure.Identity{Name: "S3 Standard", Hue: figure.Blue, Dash: "6 4"}, X: x, Y: std},
				{Identity: figure.Identity{Name: "this run", Hue: figure.Ink}, X: x, Y: own}}}}
	if p == plain(p) {
		f.Takeaway = fmt.Sprintf("After %s S3 Standard has cost %s. A class or a rule draws a second line here.",
			span(p.Months), usd(own[end]))
		f.Caption = "Sum of the bills so far in USD, without egress."
		f.Alt = fmt.Sprintf("One rising line over %s that ends at %s.", span(p.Months), usd(own[end]))
		f.Chart.Series = f.Chart.Series[:1]
	}
	return f
}
