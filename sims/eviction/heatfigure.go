package eviction

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/model"
)

// The traces of the heat map, in a small world of their own.
const (
	heatKeys     = 1000
	heatRequests = 20_000
)

var (
	heatTraces = []string{"zipf", "uniform", "loop", "scan", "shift"}
	heatLabels = []string{"Zipf", "uniform", "loop", "scan", "moving"}
)

// heatFigure replays every chosen policy, and OPT, on every kind of trace with the same share of room.
func heatFigure(b *model.Budget, p Params, r Result) figure.Figure {
	share := min(1, float64(r.Capacity)/float64(r.WorkingSet))
	names := append(p.Policies[:len(p.Policies):len(p.Policies)], "opt")
	if slices.Contains(p.Policies, "opt") {
		names = p.Policies
	}
	grid := make([][]float64, len(names))
	rows := make([]string, len(names))
	for i := range names {
		grid[i], rows[i] = make([]float64, len(heatTraces)), label(names[i])
	}
	for j, trace := range heatTraces {
		q := p
		q.Trace, q.Objects, q.Requests = trace, heatKeys, heatRequests
		t := NewTrace(q)
		capacity, warm := max(1, int(math.Round(share*heatKeys))), int(heatRequests*p.WarmupPct/100)
		best := replay(b, p, "opt", t, capacity, warm)
		for i, name := range names {
			n := best
			if name != "opt" {
				n = replay(b, p, name, t, capacity, warm)
			}
			grid[i][j] = math.Round(10*n.HitPct()) / 10
		}
	}
	said := heatTakeaway(names, grid)
	return figure.Figure{ID: "traces", Title: "Hit ratio by policy and kind of requests", Takeaway: said,
		Caption: fmt.Sprintf("Hit ratio in %%. Each kind asks %s times for %s keys, with room for %s of them and the "+
			"other knobs of this run. A policy is good at what its idea fits.", say.Int(heatRequests),
			say.Int(heatKeys),
			say.Percent(100*share)),
		Alt: fmt.Sprintf("A grid of %s by %s of requests. %s", say.Count(len(names), "row"),
			say.Count(len(heatTraces), "kind"), said),
		Chart: &figure.Chart{Kind: figure.Heat, X: figure.Axis{Label: "requests", Categories: heatLabels},
			Y: figure.Axis{Label: "policy", Categories: rows}, Heat: grid}}
}

// heatTakeaway names the best policy for each kind of requests, OPT apart, since it knows the future. One policy alone
// is best nowhere: of it the takeaway names the kinds it serves most and least.
func heatTakeaway(names []string, grid [][]float64) string {
	var online []int
	for i, name := range names {
		if name != "opt" || len(names) == 1 {
			online = append(online, i)
		}
	}
	if len(online) == 1 {
		return heatOfOne(label(names[online[0]]), grid[online[0]])
	}
	var winners []string
	for j, kind := range heatLabels {
		top, most := "", 0.0
		for _, i := range online {
			switch hit := grid[i][j]; {
			case hit > most:
				top, most = label(names[i]), hit
			case hit == most:
				top = "more than one policy"
			}
		}
		if most > 0 {
			winners = append(winners, top+" on "+kind)
		}
	}
	if winners == nil {
		return "No policy here serves any of these requests."
	}
	return "Most is served by " + say.List(winners...) + "."
}

func heatOfOne(name string, hits []float64) string {
	least, most := slices.Min(hits), slices.Max(hits)
	if least == most {
		return fmt.Sprintf("%s serves %s of each kind.", name, say.Percent(most))
	}
	return fmt.Sprintf("%s serves most of %s, %s, and least of %s, %s.", name,
		heatLabels[slices.Index(hits, most)], say.Percent(most), heatLabels[slices.Index(hits, least)],
		say.Percent(least))
}
