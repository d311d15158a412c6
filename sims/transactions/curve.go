package transactions

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// curveLoads are the points of the curve of conflicts, as the chance that theory gives a pair of first order: s²·n/K.
var curveLoads = []float64{0.005, 0.01, 0.02, 0.05, 0.1, 0.2}

const (
	curveKeys = 2000 // accounts of the short runs, so that few transfers at a time are enough
	curveRuns = 2500 // transfers of each
)

// station is what the curve depends on.
func (p Params) station() Params {
	q := defaults
	q.Shards, q.Span, q.RTTms, q.FsyncMs, q.Store = p.Shards, max(2, p.Span), p.RTTms, p.FsyncMs, p.Store
	q.Seed, q.Conflict, q.ReadsPerS, q.OrderKeys = p.Seed, "nowait", 0, p.OrderKeys
	q.Keys = (max(min(p.Keys, curveKeys), q.Shards*q.Span) + q.Shards - 1) / q.Shards * q.Shards
	q.TimeoutMs = 60_000
	return q
}

// at gives the run of a point, and how many transfers hold locks at a time.
func (p Params) at(load float64) Params {
	s := float64(p.Span)
	inFlight := load * float64(p.Keys) / (s * s)
	p.Rate = inFlight / (float64(max(1, p.held())) / sec)
	p.DurationS = curveRuns / p.Rate
	return p
}

// conflictPoint is what a short run measured.
type conflictPoint struct{ met, begun int }

var curves = model.NewMemo[Params, []conflictPoint](64)

// curveOf runs the points.
func curveOf(b *model.Budget, station Params) []conflictPoint {
	return curves.Of(b, station, func(b *model.Budget) []conflictPoint {
		var out []conflictPoint
		for _, load := range curveLoads {
			r := simulate(b, station.at(load))
			out = append(out, conflictPoint{r.Met, r.Begun})
		}
		return out
	})
}

func overShards(p Params, _ Result) bool {
	return p.Protocol == twoPhase && !p.oneShard() && p.OrderKeys
}

// conflictFigure draws how often transfers meet a lock against how many are under way.
func conflictFigure(b *model.Budget, p Params, r Result) figure.Figure {
	station := p.station()
	points := curveOf(b, station)
	theory := figure.Series{Identity: figure.Identity{Name: "theory", Hue: figure.Grey}, Theory: true}
	dots := figure.Series{Identity: figure.Identity{Name: "measured", Hue: figure.Ink, Shape: figure.Disc}, Dots: true}
	band := figure.Band{Label: "room of theory"}
	inside := 0
	for i, load := range curveLoads {
		q := station.at(load)
		x := q.Rate * float64(q.held()) / sec
		want := conflictLaw(q)
		got := percent(points[i].met, points[i].begun)
		room := conflictRoom(want, float64(points[i].begun), x)
		theory.X, theory.Y = append(theory.X, x), append(theory.Y, 100*want)
		band.X = append(band.X, x)
		band.Low, band.High = append(band.Low, max(0, 100*want-room)), append(band.High, 100*want+room)
		dots.X, dots.Y = append(dots.X, x), append(dots.Y, got)
		if math.Abs(got-100*want) <= room {
			inside++
		}
	}
	last := len(points) - 1
	f := figure.Figure{ID: "conflicts", Title: "Transfers that meet a lock",
		Badge: &figure.Badge{OK: inside == len(points), Text: fmt.Sprintf("%d of %d points within the room of theory",
			inside, len(points))},
		Chart: &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "transfers under way at a time",
			Max: 1.15 * theory.X[last]},
			Y:      figure.Axis{Label: "that meet a lock", Unit: "%", Min: 0},
			Series: []figure.Series{theory, dots}, Bands: []figure.Band{band}}}
	f.Takeaway = fmt.Sprintf("With %s transfers under way at a time %s %% of them meet a lock, with %s %s %%.",
		say.Short(dots.X[0]), say.Short(dots.Y[0]), say.Short(dots.X[last]), say.Short(dots.Y[last]))
	f.Caption = fmt.Sprintf("Who meets a lock gives up. %s accounts, used alike, and %s of them a transfer; a dot "+
		"is a run of about %s transfers. Line: %s. Band: %s for chance, p² for what the line leaves out, and the "+
		"start of a run.", say.Int(station.Keys), say.Int(station.Span), say.Int(curveRuns), fixedPoint, byChance)
	f.Alt = "A line that rises nearly straight from zero, with dots near it. " + f.Takeaway
	return f
}

// conflictRoom is what a measured share of transfers that meet a lock may differ from theory, in percentage points:
// chance, that those under way have spared each other, which is of the order of p², and the start of a run, when
// nothing is under way.
func conflictRoom(want, transfers, inFlight float64) float64 {
	return stray(want, transfers) + 100*(want*want+want*inFlight/transfers)
}
