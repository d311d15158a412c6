package catalogue

import (
	"tradeofflab/sims/journey"
	"tradeofflab/sims/model"
)

const eightNodes = "--part queue --nodes 8 --arrival_rate 700 --service_ms 10 --usl_sigma 0 --usl_kappa 0"

func peak(sigma, kappa float64) func() float64 {
	return func() float64 { return float64(journey.Peak(sigma, kappa)) }
}

func months(growth float64) func() float64 {
	return func() float64 { return journey.MonthsTo(1, 1e6, growth) }
}

// journeyGoldens are the values of the simulation of the way to a petabyte.
var journeyGoldens = []golden{
	{what: "Nodes that do the most work, σ 0.03, κ 0.0005", sim: "journey", run: "--part queue",
		metric: "usl_peak_nodes", want: 44, unit: "nodes", why: "Gunther 2007: √((1 − σ)/κ) = 44.04, each number " +
			"tried"},
	{what: "… σ 0.05, κ 0.001", sim: "journey", run: "--part queue --usl_sigma 0.05 --usl_kappa 0.001",
		metric: "usl_peak_nodes", want: 31, unit: "nodes", why: "30.82; 31 does more than 30"},
	{what: "… σ 0.02, κ 0.0001: law", sim: "journey", law: peak(.02, .0001), want: 99, unit: "nodes", why: "98.995"},
	{what: "… σ 0.1, κ 0.002: law", sim: "journey", law: peak(.1, .002), want: 21, unit: "nodes", why: "21.2"},
	{what: "… without κ", sim: "journey", run: "--part queue --usl_kappa 0", metric: "usl_peak_nodes", want: 0,
		unit: "nodes", why: "there is no peak"},
	{what: "Mean response of M/M/8, 700 a second, 10 ms", sim: "journey", run: eightNodes, metric: "mean_ms",
		want: 16.35, tolerance: 1.4, unit: "ms", why: "Erlang C; five deviations of 350,000 requests"},
	{what: "… 99th percentile", sim: "journey", run: eightNodes, metric: "p99_ms", want: 62.0, tolerance: 5.5,
		unit: "ms", why: "the same"},
	{what: "First month with 1 PB from 1 GB at 20 % a month", sim: "journey", run: "", metric: "month_reached_pb",
		want: 76, why: "75.8 months"},
	{what: "… at 60 %", sim: "journey", run: "--growth_pct 60", metric: "month_reached_pb", want: 30,
		why: "29.4 months"},
	{what: "Months from 1 GB to 1 PB at 20 %: law", sim: "journey", law: months(20), want: 75.8, tolerance: .05,
		unit: "months", why: "ln 10⁶ / ln 1.2"},
	{what: "… at 40 %", sim: "journey", law: months(40), want: 41.1, tolerance: .05, unit: "months", why: "the same"},
	{what: "… at 10 %", sim: "journey", law: months(10), want: 145, tolerance: .1, unit: "months", why: "the same"},
	{what: "Backup of 4 TB at 100 MB/s", sim: "journey",
		law: func() float64 { return model.CopyHours(4e12, 100) }, want: 11.11, tolerance: .005, unit: "h",
		why: "40,000 s"},
	{what: "Bytes kept = came in less expired, 12 months kept", sim: "journey", run: "--retention_months 12",
		metric: "bytes_conserved", want: 1, why: "whole kB"},
}
