package families

import (
	"context"
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/families/engines"
	"tradeofflab/sims/model"
)

// work is what the part of the engines shows: the operations themselves, which are the same on every machine.
type work struct {
	mixes []mix // by workload
}

// mix is what was drawn of one workload.
type mix struct {
	engines.Workload
	shares  map[byte]float64 // of each kind of operation, %
	writes  int              // operations that write
	hottest float64          // operations on the hottest key, %
}

// enginesModel is the part of the embedded engines.
var enginesModel = sims.Model[Params, work]{
	Knobs: enginesKnobs, Cost: enginesCost, Run: sims.Sure(drawWork), Takeaway: enginesTakeaway, Coach: enginesCoach,
	Metrics: enginesMetrics, Checks: enginesChecks, Measure: measureEngines,
	Figures: []sims.Picture[Params, work]{
		{ID: "workloads", Draw: workloadsFigure},
		{ID: "mix", Draw: mixFigure},
	},
}

// kinds are the kinds of operations with their looks.
var kinds = []struct {
	kind byte
	look figure.Identity
	name string
}{{'r', figure.Identity{Hue: figure.Blue, Shape: figure.Disc}, "read"},
	{'u', figure.Identity{Hue: figure.Orange, Shape: figure.Square}, "update"},
	{'i', figure.Identity{Hue: figure.Purple, Shape: figure.Triangle}, "insert"},
	{'s', figure.Identity{Hue: figure.Sky, Shape: figure.Diamond}, "scan"},
	{'m', figure.Identity{Hue: figure.Yellow, Shape: figure.Plus}, "read-modify-write"}}

// drawWork draws and counts the operations of all workloads.
func drawWork(b *model.Budget, p Params) work {
	var out work
	for _, w := range engines.Workloads {
		list := engines.Stream(w, p.Records, p.Ops, p.Seed)
		n, keys := map[byte]int{}, map[string]int{}
		for _, o := range list {
			n[o.Kind]++
			keys[o.Key]++
		}
		top := 0
		for _, c := range keys {
			top = max(top, c)
		}
		m := mix{Workload: w, shares: map[byte]float64{}, writes: n['u'] + n['i'] + n['m'],
			hottest: 100 * float64(top) / float64(len(list))}
		for _, k := range kinds {
			m.shares[k.kind] = 100 * float64(n[k.kind]) / float64(len(list))
		}
		out.mixes = append(out.mixes, m)
		b.Spend(p.Records*recordSteps + p.Ops*operationSteps)
	}
	return out
}

func enginesTakeaway(p Params, _ work) string {
	return fmt.Sprintf("Six workloads of %s operations each on %s records of 1 kB, the same for all four "+
		"engines. Times are taken on request, on this machine.", say.Int(p.Ops), say.Int(p.Records))
}

func enginesCoach(Params, work) string {
	return "Guess the order of the four engines for workload C, and then for A. Then press " +
		"Measure: the times are those of this machine."
}

func enginesMetrics(p Params, r work) []sims.Metric {
	ops, writes := float64(len(r.mixes)*p.Ops), 0
	for _, m := range r.mixes {
		writes += m.writes
	}
	return []sims.Metric{
		{ID: "operations", Label: "Operations over all workloads", Value: ops},
		{ID: "load_mb", Label: "Records loaded", Value: float64(p.Records) * engines.ValueBytes / 1e6, Unit: "MB",
			Decimals: 1},
		{ID: "write_pct", Label: "Operations that write", Value: 100 * float64(writes) / ops, Unit: "%", Decimals: 1},
		{ID: "hottest_pct", Label: "Operations of workload A on the hottest key", Value: r.mixes[0].hottest, Unit: "%",
			Decimals: 1},
	}
}

func enginesChecks(p Params, r work) []sims.Check {
	worst := 0.0
	for _, m := range r.mixes {
		for k, want := range map[byte]int{'r': m.Read, 'u': m.Update, 'i': m.Insert, 's': m.Scan, 'm': m.Modify} {
			worst = max(worst, math.Abs(m.shares[k]-float64(want)))
		}
	}
	sum := 0.0
	for _, weight := range model.ZipfWeights(p.Records, 0.99) {
		sum += weight
	}
	q := 1 / sum
	return []sims.Check{
		sims.AtMost("mix", "Largest distance of a share from that of the workload", 450*math.Sqrt(0.25/float64(p.Ops)),
			worst, "%", "Cooper et al., SoCC 2010, table 2; four and a half deviations"),
		sims.Within("zipf", "Operations of workload A on the hottest key: 1/H by Zipf's law with 0.99", 100*q,
			r.mixes[0].hottest, 450*math.Sqrt(q*(1-q)/float64(p.Ops)), "%", "Gray et al., SIGMOD 1994"),
	}
}

func workloadsFigure(_ Params, r work) figure.Figure {
	t := &figure.Table{Columns: []figure.Column{{Label: "Workload"}, {Label: "What it is like"},
		{Label: "Read", Unit: "%", Numeric: true}, {Label: "Update", Unit: "%", Numeric: true},
		{Label: "Insert", Unit: "%", Numeric: true}, {Label: "Scan", Unit: "%", Numeric: true},
		{Label: "Read-modify-write", Unit: "%", Numeric: true}, {Label: "To the hottest key", Unit: "%", Numeric: true,
			Strong: true}}}
	for _, m := range r.mixes {
		row := []string{m.Name, m.Text}
		for _, k := range kinds {
			row = append(row, say.Number(m.shares[k.kind], 1))
		}
		t.Rows = append(t.Rows, append(row, say.Number(m.hottest, 1)))
	}
	return figure.Figure{ID: "workloads", Title: "The workloads",
		Takeaway: "An engine is fast at a workload, not in general.", Table: t, Panel: true,
		Caption: "Shares as drawn. Engines: a hash map in memory; SQLite's B-tree in memory, each statement compiled " +
			"anew; bbolt's B+tree in a file, one transaction a write; Pebble's LSM tree in files. None is forced to " +
			"disk. The map sorts its keys for each range and does a hundred of them at most.",
		Alt: "Six workloads with their shares of operations."}
}

func mixFigure(_ Params, r work) figure.Figure {
	chart := &figure.Chart{Kind: figure.Bar, X: figure.Axis{Label: "workload"}, Y: figure.Axis{Label: "operations",
		Unit: "%", Max: 100}}
	for _, k := range kinds {
		s := figure.Series{Identity: named(k.look, k.name)}
		for i, m := range r.mixes {
			s.X, s.Y = append(s.X, float64(i)), append(s.Y, m.shares[k.kind])
		}
		chart.Series = append(chart.Series, s)
	}
	for _, m := range r.mixes {
		chart.X.Categories = append(chart.X.Categories, m.Name)
	}
	return figure.Figure{ID: "mix", Title: "Operations by workload",
		Takeaway: "A writes half of the time, C never, E reads ranges.", Chart: chart,
		Caption: "Percent of the operations of each workload.", Alt: "Groups of bars for the workloads A to F."}
}

// measureEngines times the engines. One that fails ends the list and is named in it.
func measureEngines(ctx context.Context, p Params) ([]sims.Measurement, error) {
	out, err := engines.Measure(ctx, p.Records, p.Ops, p.Seed)
	if err != nil {
		out = append(out, sims.Measurement{ID: "stopped", Label: "Stopped: " + err.Error(), Value: 0, Unit: ""})
	}
	return out, ctx.Err()
}
