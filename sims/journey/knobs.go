package journey

import "tradeofflab/sims"

// mostNodes bounds how many nodes there can be.
const mostNodes = 1000

// Bounds of the game.
const (
	mostMonths = 120
	storySteps = mostMonths
)

// defaults are the knobs of a run that sets none.
var defaults = Params{Part: gamePart, StartGB: 1, GrowthPct: 20, RPSPerGB: 10, ReadPct: 90, AggPct: 2, SearchPct: 2,
	Skew: .9, Node: "medium", Nodes: 1, Sigma: .03, Kappa: .0005, ServiceMs: 5, Cache: nodeCache, RF: 3, Compress: 1,
	BackupMBs: 100, MTBFDays: 365, FailoverS: 30, Team: 4, OpsHours: 20, SLOMs: 100, SLOAvail: 99.9, Budget: 2.5e6,
	Months: 96, Sampled: 2000, Requests: 350_000, Seed: 1}

// loadKnobs are those that the game and the queue have.
func loadKnobs(p *Params) []sims.Knob {
	return []sims.Knob{
		sims.Float(&p.StartGB, "start_gb", "Data at the start", 1, 1000, 1).LogScale().With("GB", ""),
		sims.Float(&p.RPSPerGB, "rps_per_gb", "Requests for each GB that is kept", .01, 100, .01).LogScale().
			With("per s", ""),
		sims.Int(&p.Nodes, "nodes", "Nodes", 1, mostNodes).LogScale().
			With("", "Game: at the start; each beyond the first has a copy of all data."),
		sims.Float(&p.ServiceMs, "service_ms", "A request takes of a processor", .1, 50, .1).LogScale().
			With("ms", "Mean of an exponential time."),
		sims.Float(&p.Sigma, "usl_sigma", "σ, work for one node at a time", 0, .3, .005).
			With("", "Contention in the universal scalability law."),
		sims.Float(&p.Kappa, "usl_kappa", "κ, what each pair of nodes costs", 0, .01, .0001).
			With("", "Coherency in the universal scalability law; 0: no peak."),
		sims.Float(&p.SLOMs, "slo_p99_ms", "Goal for the 99th percentile", 10, 1000, 10).LogScale().With("ms", ""),
	}
}

func queueKnobs(p *Params) []sims.Knob {
	return append([]sims.Knob{sims.Float(&p.ArrivalRate, "arrival_rate", "Arrival rate", 0, 100_000, 1).
		With("per s", "0: data at the start times requests for each GB.")},
		append(loadKnobs(p), sims.Int(&p.Requests, "requests", "Requests", 10_000, 1_000_000).LogScale().
			With("", "The run begins at rest, so that none are left out."), sims.Seed(&p.Seed))...)
}

func gameKnobs(p *Params) []sims.Knob {
	out := []sims.Knob{
		sims.Parsed(&p.Moves, "moves", "Moves", "", 1200, parseMoves).
			With("", "MONTH:MOVE=NUMBER;… Moves: tune, cache, replicas, shard, widecolumn, lake."),
		sims.Choice(&p.Node, "node", "Node", shop.ids()...).With("", "Of the catalogue, for the whole game."),
		sims.Choice(&p.Cache, "cache", "Cache", noCache, nodeCache, tierCache).
			Labelled("A tier answers before the store; a node's memory saves its disks.", "none", "memory of the nodes",
				"and a tier of one node"),
		sims.Int(&p.RF, "rf", "Copies on shards and in a wide-column store", 1, 5),
		sims.Int(&p.Months, "months", "Months", 1, mostMonths).
			With("", "A game ends earlier when an exabyte is kept."),
		sims.Float(&p.Budget, "budget_usd", "Budget of the game", 1000, 1e9, 1000).LogScale().With("USD", ""),
	}
	out = append(out, loadKnobs(p)...)
	out = append(out,
		sims.Float(&p.GrowthPct, "growth_pct", "Growth", 1, 60, 1).
			With("% a month", "Of all bytes ever written, and so of the load."),
		sims.Int(&p.Retention, "retention_months", "Bytes are kept for", 0, mostMonths).
			With("months", "0: for ever."),
		sims.Float(&p.ReadPct, "read_pct", "Requests that read", 0, 99, 1).With("%", ""),
		sims.Float(&p.AggPct, "agg_pct", "Reads that add up many rows", 0, 20, .5).With("%", ""),
		sims.Float(&p.SearchPct, "search_pct", "Reads that search in texts", 0, 20, .5).With("%", ""),
		sims.Float(&p.Skew, "skew", "Skew of the popularity", 0, 1.4, .05).With("", "Exponent of Zipf's law."),
		sims.Float(&p.Compress, "compress", "Compression", 1, 10, .1).With("×", ""),
		sims.Float(&p.BackupMBs, "backup_mb_s", "Backup of a node", 10, 10_000, 10).LogScale().
			With("MB/s", "At most what its disks let through."),
		sims.Float(&p.MTBFDays, "mtbf_days", "A node fails once in", 10, 2000, 5).LogScale().With("days", ""),
		sims.Float(&p.FailoverS, "failover_s", "A copy takes over after", 1, 600, 1).LogScale().With("s", ""),
		sims.Int(&p.Team, "team", "People", 1, 50).With("", "Each has 40 hours a month for running the system."),
		sims.Float(&p.OpsHours, "ops_hours_per_engine", "Work for each engine", 5, 80, 1).
			With("h a month", "The scaling story counts 317 hours a month in its crisis, for one engine."),
		sims.Float(&p.SLOAvail, "slo_availability_pct", "Goal for the availability", 99, 99.999, .001).With("%", ""),
		sims.Int(&p.Sampled, "sampled", "Requests simulated a month", 500, 20_000).LogScale().
			With("", "At the fullest node."),
		sims.Seed(&p.Seed), sims.Step(&p.Step, storySteps))
	return out
}

// gameCost counts, for each month, the requests, the reads and two searches for a characteristic time.
func gameCost(p Params) float64 {
	each := float64(p.Sampled)*(mostEvents*eventSteps+readSteps) + flowSteps + binSteps*mostBins +
		eventSteps*mostEvents*mostWaiting
	return drawingSteps + float64(p.Months)*each
}

// What drawing takes, and the lines of a month.
const (
	drawingSteps = 5e6
	flowSteps    = 160_000 // bins of the popularity and two searches for a characteristic time
)

// auditCost is that of a few sums.
func auditCost(Params) float64 { return 1e6 }

// queueCost counts the requests of the run and of the curve. A line is walked once from its servers down, and each
// number of nodes is tried.
func queueCost(p Params) float64 {
	n := float64(p.Requests + len(curveLoads)*curveRequests)
	return 1.1*plainEvents*eventSteps*n + 3e6
}
