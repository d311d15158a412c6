package eviction

import (
	"fmt"
	"math"
	"slices"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/eviction/policy"
	"tradeofflab/sims/model"
)

const (
	curveReplays  = 100_000 // requests behind the points of a policy; a longer trace is cut down by key
	curvePoints   = 7       // capacities at which a policy is replayed
	curveMaxLines = 6       // policies drawn beside OPT
	lruPoints     = 40
	curveEnd      = 3 // the curve ends at this part of the working set, before all lines meet
)

// curveFigure draws the miss ratio over the capacity: LRU from its stack distances, the others by replay.
func curveFigure(b *model.Budget, p Params, r Result) figure.Figure {
	most := min(max(r.Capacity, r.WorkingSet/curveEnd), len(r.LRU.At)-1)
	capacities := geometric(max(1, min(most/100, r.Capacity)), max(most, r.Capacity), curvePoints)
	if !slices.Contains(capacities, r.Capacity) {
		capacities = append(capacities, r.Capacity)
		slices.Sort(capacities)
	}
	floor := 100 * float64(r.Cold) / float64(r.OPT.Requests)
	chart := &figure.Chart{Kind: figure.Line, X: figure.Axis{Label: "capacity", Unit: "objects", Log: true},
		Y:          figure.Axis{Label: "miss ratio", Unit: "%", Max: 100},
		Thresholds: []figure.Threshold{{Label: "first requests " + say.Percent(floor), Value: floor}},
		Marks: []figure.Mark{{Label: label(p.Policies[0]) + ", this run", Shape: figure.Circle,
			X: float64(r.Capacity), Y: 100 - r.Counts[0].HitPct()}}}
	if r.Law != nil {
		if s := cheLine(*r.Law, capacities); len(s.X) > 1 {
			chart.Series = append(chart.Series, s)
		}
	}
	chart.Series = append(chart.Series, lruLine(r, capacities))
	rate := min(1, curveReplays/float64(len(r.Trace.IDs)))
	t, warm := r.Trace, r.Warm
	if rate < 1 {
		t, warm = miniature(t, warm, rate, p.Seed)
	}
	expected := rate * float64(r.OPT.Requests)
	names := append(slices.DeleteFunc(slices.Clone(p.Policies), func(n string) bool {
		return n == "lru" ||
			n == "opt"
	}), "opt")
	if len(names) > curveMaxLines {
		names = append(names[:curveMaxLines-1:curveMaxLines-1], "opt")
	}
	for _, name := range names {
		s := figure.Series{Identity: policy.Find(name).Identity()}
		for _, c := range capacities {
			small := max(1, int(math.Round(float64(c)*rate)))
			n := replay(b, p, name, t, small, warm)
			// requests that the sample lacks or has too many count as hits
			miss := float64(n.Misses()) / max(expected, 1)
			s.X, s.Y = append(s.X, float64(c)), append(s.Y, 100*min(1, miss))
		}
		chart.Series = append(chart.Series, s)
	}
	return drawnCurve(p, r, chart, rate)
}

func drawnCurve(p Params, r Result, chart *figure.Chart, rate float64) figure.Figure {
	target := r.OPT.HitPct() / 100
	need := needed(r.LRU, target)
	said := fmt.Sprintf("LRU misses %s with room for %s", say.Percent(100-100*r.LRU.hitRatio(r.Capacity)),
		say.Count(r.Capacity, "key"))
	switch {
	case need > r.Capacity:
		said += fmt.Sprintf("; it would need %s to serve what OPT serves there.", say.Int(need))
	case need < 0:
		said += "; no room is enough for it to serve what OPT serves there."
	default:
		said += ", and so does OPT."
	}
	caption := "Share of the counted requests that miss, over the capacity on a log scale. No curve can go below the " +
		"first requests of the keys. LRU is counted at every capacity in one pass"
	if r.CurveRate < 1 {
		caption += fmt.Sprintf(", from %s of the keys (SHARDS)", say.Percent(100*r.CurveRate))
	}
	caption += "; the other policies are replayed at the capacities where their line bends"
	if rate < 1 {
		caption += fmt.Sprintf(", on %s of the keys with the capacity cut alike", say.Percent(100*rate))
	}
	caption += "."
	if r.Law != nil {
		caption += " Grey is Che's approximation of LRU."
	}
	return figure.Figure{ID: "mrc", Title: "Miss ratio over capacity", Takeaway: said, Caption: caption, Panel: true,
		Chart: chart,
		Alt: fmt.Sprintf("Falling lines of the miss ratio over the capacity for LRU, OPT and the chosen policies. %s",
			said)}
}

// needed is the least capacity at which LRU serves the share, −1 when none does.
func needed(d Distances, share float64) int {
	for c, hits := range d.Hits() {
		if hits >= share*d.Requests {
			return c
		}
	}
	return -1
}

func lruLine(r Result, include []int) figure.Series {
	s := figure.Series{Identity: policy.Find("lru").Identity()}
	points := append(geometric(include[0], include[len(include)-1], lruPoints), include...)
	slices.Sort(points)
	hits := r.LRU.Hits()
	for _, c := range slices.Compact(points) {
		hit := hits[min(c, len(hits)-1)] / r.LRU.Requests
		s.X, s.Y = append(s.X, float64(c)), append(s.Y, 100*max(0, 1-hit))
	}
	return s
}

// cheLine draws the theory of LRU by its characteristic time, so that no equation has to be solved for a point.
func cheLine(law Popularity, capacities []int) figure.Series {
	s := figure.Series{Identity: figure.Identity{Name: "LRU in theory", Hue: figure.Grey}, Theory: true}
	low, high := float64(capacities[0]), float64(capacities[len(capacities)-1])
	for t := low; len(s.X) < 200; t *= 1.3 {
		held, hit := law.at(t, false)
		if held >= low && held < 0.999*high {
			s.X, s.Y = append(s.X, held), append(s.Y, 100*(1-hit))
		}
		if held >= 0.999*high || t > 1e12 {
			break
		}
	}
	return s
}

// geometric gives about n rising whole numbers from low to high in even ratios.
func geometric(low, high, n int) []int {
	var out []int
	for i := range n {
		v := int(math.Round(float64(low) * calc.Pow(float64(high)/float64(low), float64(i)/float64(n-1))))
		if len(out) == 0 || v > out[len(out)-1] {
			out = append(out, v)
		}
	}
	return out
}
