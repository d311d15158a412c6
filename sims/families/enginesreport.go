package families

import (
	"fmt"
	"math"

	"tradeofflab/figure"
	"tradeofflab/say"
	"tradeofflab/sims"
	"tradeofflab/sims/families/engines"
)

// enginesReport says what would be timed: the operations themselves, which are the same on every machine.
func enginesReport(p Params) (sims.Report, error) {
	t := &figure.Table{Columns: []figure.Column{{Label: "Workload"}, {Label: "What it is like"},
		{Label: "Read", Unit: "%", Numeric: true}, {Label: "Update", Unit: "%", Numeric: true},
		{Label: "Insert", Unit: "%", Numeric: true}, {Label: "Scan", Unit: "%", Numeric: true},
		{Label: "Read-modify-write", Unit: "%", Numeric: true}, {Label: "To the hottest key", Unit: "%", Numeric: true,
			Strong: true}}}
	out := sims.Report{Coach: "Guess the order of the four engines for workload C, and then for A. Then press " +
		"Measure: the times are those of this machine."}
	chart := &figure.Chart{Kind: figure.Bar, X: figure.Axis{Label: "workload"}, Y: figure.Axis{Label: "operations",
		Unit: "%", Max: 100}}
	kinds := []struct {
		kind byte
		look figure.Identity
		name string
	}{{'r', figure.Identity{Hue: figure.Blue, Shape: figure.Disc}, "read"},
		{'u', figure.Identity{Hue: figure.Orange, Shape: figure.Square}, "update"},
		{'i', figure.Identity{Hue: figure.Purple, Shape: figure.Triangle}, "insert"},
		{'s', figure.Identity{Hue: figure.Sky, Shape: figure.Diamond}, "scan"},
		{'m', figure.Identity{Hue: figure.Yellow, Shape: figure.Plus}, "read-modify-write"}}
	series := make([]figure.Series, len(kinds))
	worst, writes := 0.0, 0
	var hot float64
	for i, w := range engines.Workloads {
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
		share := func(k byte) float64 { return 100 * float64(n[k]) / float64(len(list)) }
		writes += n['u'] + n['i'] + n['m']
		if i == 0 {
			hot = 100 * float64(top) / float64(len(list))
		}
		for k, want := range map[byte]int{'r': w.Read, 'u': w.Update, 'i': w.Insert, 's': w.Scan, 'm': w.Modify} {
			worst = math.Max(worst, math.Abs(share(k)-float64(want)))
		}
		chart.X.Categories = append(chart.X.Categories, w.Name)
		for k, what := range kinds {
			series[k].Identity = named(what.look, what.name)
			series[k].X, series[k].Y = append(series[k].X, float64(i)), append(series[k].Y, share(what.kind))
		}
		t.Rows = append(t.Rows, []string{w.Name, w.Text, say.Number(share('r'), 1), say.Number(share('u'), 1),
			say.Number(share('i'), 1), say.Number(share('s'), 1), say.Number(share('m'), 1),
			say.Number(100*float64(top)/float64(len(list)), 1)})
	}
	chart.Series = series
	sum := 0.0
	for i := range p.Records {
		sum += math.Pow(float64(i+1), -0.99)
	}
	ops := float64(len(engines.Workloads) * p.Ops)
	out.Takeaway = fmt.Sprintf("Six workloads of %s operations each on %s records of 1 kB, the same for all four "+
		"engines. Times are taken on request, on this machine.", say.Int(p.Ops),
		say.Int(p.Records))
	out.Metrics = []sims.Metric{
		{ID: "operations", Label: "Operations over all workloads", Value: ops},
		{ID: "load_mb", Label: "Records loaded", Value: float64(p.Records) * engines.ValueBytes / 1e6, Unit: "MB",
			Decimals: 1},
		{ID: "write_pct", Label: "Operations that write", Value: 100 * float64(writes) / ops, Unit: "%", Decimals: 1},
		{ID: "hottest_pct", Label: "Operations of workload A on the hottest key", Value: hot, Unit: "%", Decimals: 1},
	}
	q := 1 / sum
	out.Checks = []sims.Check{
		sims.AtMost("mix", "Largest distance of a share from that of the workload", 450*math.Sqrt(0.25/float64(p.Ops)),
			worst, "%", "Cooper et al., SoCC 2010, table 2; four and a half deviations"),
		sims.Within("zipf", "Operations of workload A on the hottest key: 1/H by Zipf's law with 0.99", 100*q, hot,
			450*math.Sqrt(q*(1-q)/float64(p.Ops)), "%", "Gray et al., SIGMOD 1994"),
	}
	out.Figures = []figure.Figure{{ID: "workloads", Title: "The workloads",
		Takeaway: "An engine is fast at a workload, not in general.", Table: t, Panel: true,
		Caption: "Shares as drawn. Engines: a hash map in memory; SQLite's B-tree in memory, each statement compiled " +
			"anew; bbolt's B+tree in a file, one transaction a write; Pebble's LSM tree in files. None is forced to " +
			"disk. The map sorts its keys for each range and does a hundred of them at most.",
		Alt: "Six workloads with their shares of operations."},
		{ID: "mix", Title: "Operations by workload", Takeaway: "A writes half of the time, C never, E reads ranges.",
			Chart: chart, Caption: "Percent of the operations of each workload.",
			Alt: "Groups of bars for the workloads A to F."}}
	return out, nil
}

// measured times the engines; the other parts have nothing to time. An engine that fails ends the list.
func measured(p Params) []sims.Measurement {
	if p.Part != "engines" {
		return nil
	}
	out, err := engines.Measure(p.Records, p.Ops, p.Seed)
	if err != nil {
		out = append(out, sims.Measurement{ID: "stopped", Label: "Stopped: " + err.Error(), Value: 0, Unit: ""})
	}
	return out
}
