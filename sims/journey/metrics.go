package journey

import (
	"fmt"
	"math"

	"tradeofflab/sims"
	"tradeofflab/sims/calc"
	"tradeofflab/sims/model"
)

// mostHeadroom stands for a headroom that no game lives to see.
const mostHeadroom = 999.0

// busy is the use of a resource at which something has to be done.
const busy = 0.8

// headroom is how many months it takes at this growth until the resource of a node that is used most is busy.
func (p Params) headroom(m month) float64 {
	use, _ := m.Flow.highest()
	if use >= busy {
		return 0
	}
	return min(mostHeadroom, calc.Log(busy/max(use, 1e-300))/math.Log1p(p.GrowthPct/100))
}

// monthly are the numbers of one month.
func (p Params) monthly(m month) []sims.Metric {
	use, _ := m.Flow.highest()
	return []sims.Metric{
		{ID: "stored_gb", Label: "Kept", Value: m.StoredGB, Unit: "GB", Decimals: 2},
		{ID: "p50_ms", Label: "Median response", Value: m.P50, Unit: "ms", Better: "lower", Decimals: 2},
		{ID: "p99_ms", Label: "99th percentile", Value: m.P99, Unit: "ms", Better: "lower", Decimals: 1},
		{ID: "util_pct", Label: "Fullest resource of a node", Value: 100 * use, Unit: "%", Better: "lower",
			Decimals: 1},
		{ID: "availability_pct", Label: "Available", Value: m.AvailPct, Unit: "%", Better: "higher", Decimals: 3},
		{ID: "usl_peak_nodes", Label: "Most useful nodes, 0 for no limit", Value: float64(m.Flow.Peak),
			Unit: "nodes"},
		{ID: "hit_pct", Label: "Reads that hit a cache", Value: 100 * m.Both, Unit: "%", Better: "higher",
			Decimals: 1},
		{ID: "backup_h", Label: "Backup of a node", Value: m.Flow.BackupH, Unit: "h", Better: "lower", Decimals: 2},
		{ID: "headroom_months", Label: "Months until a resource is 80 % used", Value: p.headroom(m), Unit: "months",
			Better: "higher", Decimals: 1},
		{ID: "ops_backlog_h", Label: "Work left over", Value: m.BacklogH, Unit: "h", Better: "lower", Decimals: 0},
		{ID: "cost_usd", Label: "Bill of the month", Value: m.Bill.total(), Unit: "USD", Better: "lower", Decimals: 0},
	}
}

// gameMetrics are those of the last month and of the whole game, then those of every month.
func gameMetrics(p Params, g game) []sims.Metric {
	last := g.last()
	mean, _ := last.Flow.line()
	out := append(p.monthly(last),
		sims.Metric{ID: "slo_months_pct", Label: "Months within both goals", Value: g.sloPct(), Unit: "%",
			Better: "higher", Decimals: 1},
		sims.Metric{ID: "total_cost_usd", Label: "Cost of the game", Value: g.Total, Unit: "USD", Better: "lower"},
		sims.Metric{ID: "month_reached_pb", Label: "Month with 1 PB, 0 for never", Value: float64(g.Petabyte)},
		sims.Metric{ID: "bytes_conserved", Label: "Kept = came in less expired, 1 for yes",
			Value: model.Indicator(g.Conserved)},
		sims.Metric{ID: "score", Label: "Score", Value: g.score(), Unit: "months", Better: "higher", Decimals: 2,
			Compare: "months within goals less USD / 100,000"},
		sims.Metric{ID: "months_played", Label: "Months played", Value: float64(len(g.Months)), Unit: "months"},
		sims.Metric{ID: "first_missed_month", Label: "First month to miss a goal, 0: none",
			Value: float64(g.First)},
		sims.Metric{ID: "budget_left_usd", Label: "Budget that is left", Value: p.Budget - g.Total, Unit: "USD",
			Better: "higher"},
		sims.Metric{ID: "nodes_now", Label: "Nodes of the store", Value: float64(last.System.Nodes), Unit: "nodes"},
		sims.Metric{ID: "rps", Label: "Requests", Value: last.Flow.RPS, Unit: "per s", Decimals: 1},
		sims.Metric{ID: "che_hit_pct", Label: "Reads that hit, by Che's line", Value: 100 * last.Flow.Hit, Unit: "%",
			Better: "higher", Decimals: 1},
		sims.Metric{ID: "mean_ms", Label: "Mean response of the fullest node", Value: 1000 * last.Run.mean(),
			Unit:   "ms",
			Better: "lower", Decimals: 2},
		sims.Metric{ID: "line_mean_ms", Label: "… by the line, 0 for overload", Value: 1000 * mean, Unit: "ms",
			Better: "lower", Decimals: 2},
		sims.Metric{ID: "refused_pct", Label: "Requests refused", Value: 100 * last.Refused, Unit: "%", Better: "lower",
			Decimals: 2},
		sims.Metric{ID: "disk_gb", Label: "On the disks, all copies", Value: last.Flow.DiskGB, Unit: "GB", Decimals: 1},
		sims.Metric{ID: "restore_h", Label: "Restore of a node", Value: last.Flow.RestoreH, Unit: "h", Better: "lower",
			Decimals: 2},
		sims.Metric{ID: "idle_moves", Label: "Moves that changed nothing", Value: float64(g.idle(p.Moves)),
			Unit: "moves", Better: "lower"})
	for _, m := range g.Months {
		for _, one := range p.monthly(m) {
			one.ID, one.Detail = fmt.Sprintf("%s.%d", one.ID, m.M), true
			one.Label = fmt.Sprintf("%s, month %d", one.Label, m.M)
			out = append(out, one)
		}
	}
	return out
}

// idle counts moves that changed nothing: those that found everything as they would have made it, those that are still
// on their way at the end, and those that were to begin after it.
func (g game) idle(moves []Move) (n int) {
	last := g.last()
	for _, m := range g.Months {
		n += len(m.Idle)
	}
	for _, m := range moves {
		if m.Month > last.M {
			n++
		}
	}
	return n + len(last.Way)
}
