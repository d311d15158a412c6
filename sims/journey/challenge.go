package journey

import (
	"net/url"

	"tradeofflab/sims"
)

// goalPct is the share of the months that must be within both goals.
const goalPct = 95.0

// challenge asks for the whole way to a petabyte.
var challenge = &sims.Challenge{
	Text: "1 GB grows by 20 % a month; each GB brings 0.2 requests a second, and 1 PB is kept from month 76 on. " +
		"Choose node, cache, copies and moves so that on hidden seeds, with other failures, every goal holds. 2.5 " +
		"million dollars are there for all months together. The score is not judged: months within both goals, " +
		"less one for each 100,000 dollars.",
	Goals: []string{
		"1 PB is kept in month 76",
		"at least 95 % of the months have a 99th percentile within 100 ms and 99.9 % availability",
		"the game costs at most 2.5 million dollars",
	},
	Preset: url.Values{"part": {gamePart}, "moves": {""}, "node": {"medium"}, "cache": {nodeCache}, "rf": {"3"},
		"months": {"76"}, "budget_usd": {"2500000"}, "start_gb": {"1"}, "growth_pct": {"20"}, "rps_per_gb": {"0.2"},
		"retention_months": {"0"}, "nodes": {"1"}, "service_ms": {"5"}, "usl_sigma": {"0.03"}, "usl_kappa": {"0.0005"},
		"slo_p99_ms": {"100"}, "slo_availability_pct": {"99.9"}, "read_pct": {"90"}, "agg_pct": {"2"},
		"search_pct": {"2"}, "skew": {"0.9"}, "compress": {"1"}, "backup_mb_s": {"100"}, "mtbf_days": {"365"},
		"failover_s": {"30"}, "team": {"4"}, "ops_hours_per_engine": {"20"}, "sampled": {"2000"}},
	Fixed: []string{"part", "months", "budget_usd", "start_gb", "growth_pct", "rps_per_gb", "retention_months", "nodes",
		"service_ms", "usl_sigma", "usl_kappa", "slo_p99_ms", "slo_availability_pct", "read_pct", "agg_pct",
		"search_pct", "skew", "compress", "backup_mb_s", "mtbf_days", "failover_s", "team",
		"ops_hours_per_engine", "sampled"},
	Judge: func(r sims.Report) []sims.Check {
		value := func(id string) float64 { m, _ := r.Metric(id); return m.Value }
		return []sims.Check{
			sims.AtMost("petabyte", "petabytes short of one in the last month", 0,
				max(0, 1-value("stored_gb")/petabyteGB), "", "challenge"),
			sims.AtMost("months", "months that miss a goal", 100-goalPct, 100-value("slo_months_pct"), "%",
				"challenge"),
			sims.AtMost("budget", "dollars over the budget", 0, max(0, -value("budget_left_usd")), "USD", "challenge"),
		}
	},
}

// reference are moves that meet every goal of the challenge, on storage nodes.
const reference = "14:replicas=2;40:widecolumn=6;50:lake=1;59:widecolumn=10;60:tune;61:tune;62:tune;64:cache=2;" +
	"67:widecolumn=16;70:widecolumn=25;72:widecolumn=38;74:widecolumn=58"
