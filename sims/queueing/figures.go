package queueing

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// Sizes of the short runs behind the curve of waiting against load.
const (
	curveCustomers = 20_000
	tailPoints     = 24
)

var curveLoads = []float64{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95}

// station is what the curve depends on: everything but how many customers come, and how fast.
func (p Params) station() Params {
	p.ArrivalRate, p.Customers, p.Step = 0, curveCustomers, 0
	return p
}

// at gives the arrival rate for a load.
func (p Params) at(load float64) Params {
	p.ArrivalRate = load * float64(p.servers()) / (p.ServiceMs / 1000)
	return p
}

var curves = model.NewMemo[Params, []float64](64)

// curveOf gives the mean times in the system at every load, in seconds.
func curveOf(b *model.Budget, station Params) []float64 {
	return curves.Of(b, station, func(b *model.Budget) []float64 {
		sojourns, runs := make([]float64, len(curveLoads)), make([]func(), len(curveLoads))
		for i, load := range curveLoads {
			runs[i] = func() { sojourns[i] = Run(b, station.at(load)).Sojourn }
		}
		model.Parallel(runs...)
		return sojourns
	})
}

// curveFigure draws the time in the system against the load offered: theory as a line, short runs as dots.
func curveFigure(b *model.Budget, p Params, r Result) figure.Figure {
	var x, theory, dots []float64
	data := &figure.Table{Columns: []figure.Column{{Label: "Load offered", Unit: "%", Numeric: true},
		{Label: "Theory", Unit: "× service", Numeric: true},
		{Label: "Measured", Unit: "× service", Numeric: true, Strong: true}}}
	top := 0.0
	station := p.station()
	sojourns := curveOf(b, station)
	for i, load := range curveLoads {
		th, _ := theoryOf(station.at(load))
		want, got := 1000*th.sojourn/p.ServiceMs, 1000*sojourns[i]/p.ServiceMs
		x, theory, dots = append(x, 100*load), append(theory, want), append(dots, got)
		top = max(top, want, got)
		data.Rows = append(data.Rows, []string{say.Number(100*load, 0), say.Number(want, 2),
			say.Number(got, 2)})
	}
	f := figure.Figure{ID: "curve", Title: "Time in the system against load", Panel: true, Data: data,
		Takeaway: fmt.Sprintf("From 50 %% to 90 %% load the time in the system grows from %s to %s service times.",
			say.Number(theory[4], 1), say.Number(theory[9], 1)),
		Caption: fmt.Sprintf("Mean time in the system in service times. Line: theory. Dots: one run of %s "+
			"requests each.", say.Number(curveCustomers, 0)),
		Alt: fmt.Sprintf("A curve that is nearly flat at low load and climbs steeply towards full load, %s "+
			"service times at 95 %%.", say.Number(theory[len(theory)-1], 1)),
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "load offered", Unit: "%", Min: 0, Max: 100},
			Y: figure.Axis{Label: "time in the system", Unit: "× service"},
			Series: []figure.Series{
				{Identity: figure.Identity{Name: "theory", Hue: figure.Grey}, X: x, Y: theory, Theory: true},
				{Identity: figure.Identity{Name: "measured", Hue: figure.Ink, Shape: figure.Disc}, X: x, Y: dots,
					Dots: true}}}}
	if own := 1000 * r.Sojourn / p.ServiceMs; p.offered() < 1 && own <= 1.5*top {
		f.Chart.Marks = []figure.Mark{{Label: "this run", Shape: figure.Circle, X: 100 * p.offered(), Y: own}}
	}
	return f
}

// numberFigure draws the number in the system over the first events.
func numberFigure(p Params, r Result) figure.Figure {
	var x, y []float64
	data := &figure.Table{Columns: []figure.Column{{Label: "Time", Unit: "ms", Numeric: true}, {Label: "Event"},
		{Label: "In the system", Numeric: true}}, Total: len(r.Log)}
	last, peak := 0.0, 0
	for i, e := range r.Log {
		t := float64(e.Tick) / 1e6
		x, y = append(x, t, t), append(y, last, float64(e.InSystem))
		last, peak = float64(e.InSystem), max(peak, e.InSystem)
		if i < 40 {
			data.Rows = append(data.Rows, []string{say.Number(t, 2), e.Kind, say.Number(last, 0)})
		}
	}
	f := figure.Figure{ID: "number", Title: "Number in the system over the first events", Data: data,
		Takeaway: fmt.Sprintf("Within the first %d events the number in the system reaches %d.", len(r.Log), peak),
		Caption: fmt.Sprintf("The first %d arrivals and departures, from an empty system, in milliseconds.",
			len(r.Log)),
		Alt: fmt.Sprintf("A staircase that goes up by one with each arrival and down by one with each "+
			"departure, at most %d.", peak),
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time", Unit: "ms"},
			Y:      figure.Axis{Label: "in the system", Unit: "requests"},
			Series: []figure.Series{{Identity: figure.Identity{Name: "in the system", Hue: figure.Ink}, X: x, Y: y}}}}
	if p.offered() < 1 {
		f.Chart.Thresholds = []figure.Threshold{{Label: "mean of the run " + say.Short(r.InSystem),
			Value: r.InSystem}}
	}
	return f
}

// distributionFigure draws the share of requests that take longer than a time.
func distributionFigure(p Params, r Result) figure.Figure {
	th, _ := theoryOf(p)
	end := r.Times.Quantile(0.9995)
	unit := 1e6 // ticks of a millisecond
	var x, got, want []float64
	data := &figure.Table{Columns: []figure.Column{{Label: "Longer than", Unit: "ms", Numeric: true},
		{Label: "Measured", Unit: "%", Numeric: true, Strong: true}, {Label: "Theory", Unit: "%", Numeric: true}}}
	for i := range tailPoints {
		t := end * float64(i+1) / tailPoints
		share := r.Times.Above(t)
		if share <= 0 {
			continue
		}
		x, got = append(x, t/unit), append(got, 100*share)
		row := []string{say.Short(t / unit), say.Short(100 * share), "–"}
		if th.tail != nil {
			want = append(want, 100*th.tail(t/second))
			row[2] = say.Short(want[len(want)-1])
		}
		data.Rows = append(data.Rows, row)
	}
	median := r.Times.Quantile(0.5) / unit
	f := figure.Figure{ID: "distribution", Title: "Share of requests that take longer", Data: data,
		Takeaway: fmt.Sprintf("Half of the requests take at most %s ms, one in a hundred more than %s ms.",
			say.Short(median), say.Short(1000*r.P99)),
		Caption: fmt.Sprintf("Share of %s requests whose time in the system exceeds the time on the horizontal "+
			"axis; logarithmic scale.", say.Int(r.Served)),
		Alt: fmt.Sprintf("A falling line on a log scale: half the requests take longer than %s ms, one percent "+
			"longer than %s ms.", say.Short(median), say.Short(1000*r.P99)),
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "time in the system", Unit: "ms"},
			Y: figure.Axis{Label: "share that takes longer", Unit: "%", Log: true},
			Marks: []figure.Mark{{Label: "99th percentile", Shape: figure.Circle, X: 1000 * r.P99,
				Y: math.Max(100*r.Times.Above(r.P99*second), 0.01)}}}}
	if th.tail != nil {
		f.Caption += " Line: theory."
		f.Chart.Series = append(f.Chart.Series,
			figure.Series{Identity: figure.Identity{Name: "theory", Hue: figure.Grey}, X: x, Y: want, Theory: true})
	}
	f.Chart.Series = append(f.Chart.Series, figure.Series{Identity: figure.Identity{Name: "measured", Hue: figure.Ink,
		Shape: figure.Disc}, X: x, Y: got, Dots: true})
	return f
}
