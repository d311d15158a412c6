package catalogue

import (
	"fmt"
	"math"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"tradeofflab/say"
	"tradeofflab/sims/conflicts"
	"tradeofflab/sims/replication"
	"tradeofflab/sims/sharding"
	"tradeofflab/sims/simtest"
	"tradeofflab/sims/trees/btree"
	"tradeofflab/sims/trees/hashindex"
	"tradeofflab/sims/trees/lsm"
)

// golden is one value from theory, a paper or a price list that a run, or a law of a simulation, has to reach.
type golden struct {
	what      string
	sim       string // slug
	run       string // knobs as on the command line, and the metric; "" for a law
	metric    string
	law       func() float64
	want      float64
	tolerance float64 // 0: exact
	unit      string
	why       string // where the value comes from, and what the tolerance allows for
}

func number(v float64) func() float64 { return func() float64 { return v } }

var goldens = []golden{
	// Sharding.
	{what: "Queries over 4 shards that meet a slow one", sim: "sharding", run: "--shards 4", metric: "slow_any_pct",
		want: 3.94, tolerance: 0.6, unit: "%", why: "1 − 0.99⁴; four deviations of 20,000 queries"},
	{what: "… over 16", sim: "sharding", run: "--shards 16 --target_shards 16", metric: "slow_any_pct", want: 14.85,
		tolerance: 1.1, unit: "%", why: "1 − 0.99¹⁶"},
	{what: "… over 100", sim: "sharding", run: "--shards 100 --target_shards 100", metric: "slow_any_pct", want: 63.40,
		tolerance: 1.5, unit: "%", why: "1 − 0.99¹⁰⁰, Dean and Barroso 2013"},
	{what: "… over 400", sim: "sharding", run: "--shards 400 --target_shards 400", metric: "slow_any_pct", want: 98.2,
		tolerance: 0.6, unit: "%", why: "1 − 0.99⁴⁰⁰"},
	{what: "1,000 servers slow once in 1,000", sim: "sharding",
		law: func() float64 { return 100 * sharding.SlowAny(1000, .001) }, want: 63.2, tolerance: 0.05, unit: "%",
		why: "Dean and Barroso 2013"},
	{what: "Queries over 100 shards above the p99 of one with a second request at p95", sim: "sharding",
		run: "--shards 100 --hedge p95 --target_shards 100", metric: "slow_any_pct", want: 5.26, tolerance: 0.65,
		unit: "%", why: "1 − (1 − 0.01·S(p99 − p95))¹⁰⁰"},
	{what: "Second requests that takes", sim: "sharding", run: "--shards 100 --hedge p95 --target_shards 100",
		metric: "hedge_extra_pct", want: 5, tolerance: 0.1, unit: "%", why: "Dean and Barroso 2013"},
	{what: "… with a second request at p99", sim: "sharding", run: "--shards 100 --hedge p99 --target_shards 100",
		metric: "slow_any_pct", want: 63.40, tolerance: 1.5, unit: "%", why: "it cannot be back by then"},
	{what: "Shard writes for one of which half change the value, index written at once", sim: "sharding",
		run: "--shards 16 --index global_sync --indexed_pct 50", metric: "write_amplification", want: 2,
		tolerance: 0.018, unit: "×", why: "an entry is deleted and one added; DynamoDB Developer Guide"},
	{what: "… index written every 200 ms", sim: "sharding",
		run: "--shards 16 --index global_async --indexed_pct 50", metric: "write_amplification", want: 1.074,
		tolerance: 0.006, unit: "×", why: "1 + 1/13.5"},
	{what: "Inserts of growing keys on one range shard", sim: "sharding",
		run: "--strategy range --keygen sequential --shards 16", metric: "insert_hot_pct", want: 100, unit: "%",
		why: "every new key is the largest"},
	{what: "Largest of 25,000 Zipf(1) tenants", sim: "sharding",
		law: func() float64 { return 100 * sharding.TopShare(25_000, 1) }, want: 9.34, tolerance: 0.01, unit: "%",
		why: "1/H(25,000)"},
	{what: "Its shard of 16, over the mean", sim: "sharding", law: func() float64 {
		t := sharding.TopShare(25_000, 1)
		return 16*t + 1 - t
	}, want: 2.4, tolerance: 0.005, unit: "×", why: "its own rows and an even share of the others"},
	{what: "4 TB at 100 MB/s", sim: "sharding", law: func() float64 { return sharding.CopyHours(4e12, 100, 1) },
		want: 11.1, tolerance: 0.02, unit: "h", why: "40,000 s"},
	{what: "… on four shards at once", sim: "sharding", law: func() float64 { return sharding.CopyHours(4e12, 100, 4) },
		want: 2.78, tolerance: 0.005, unit: "h", why: "a quarter"},
	{what: "Years that 41 bits of milliseconds last", sim: "sharding", law: sharding.IDYears, want: 69.7,
		tolerance: 0.05, unit: "years", why: "2⁴¹ ms"},
	{what: "Rows moved from 4 to 6 shards, hash mod N", sim: "sharding",
		run: "--keygen uniform --shards 4 --target_shards 6", metric: "moved_pct", want: 66.67, tolerance: 0.6,
		unit: "%", why: "1 − min/lcm"},
	{what: "… consistent hash", sim: "sharding",
		run: "--keygen uniform --strategy consistent --shards 4 --target_shards 6", metric: "moved_pct", want: 33.33,
		tolerance: 0.6, unit: "%", why: "1 − min/max"},

	// Transactions.
	{what: "Answer of two-phase commit at the decision, 10 ms and 2 ms", sim: "transactions", run: "",
		metric: "commit_p50_ms", want: 14, tolerance: 0.001, unit: "ms", why: "a round trip and two log forces"},
	{what: "… when all is complete", sim: "transactions", run: "--answer complete", metric: "commit_p50_ms", want: 26,
		tolerance: 0.001, unit: "ms", why: "two round trips and three log forces"},
	{what: "… with a replicated coordinator", sim: "transactions", run: "--coordinator_store replicated",
		metric: "commit_p50_ms", want: 24, tolerance: 0.001, unit: "ms", why: "a round trip more"},
	{what: "Messages over three shards", sim: "transactions", run: "--span 3", metric: "messages_per_txn", want: 12,
		unit: "", why: "four a shard"},
	{what: "… with the coordinator on the payer's shard", sim: "transactions",
		run: "--span 3 --coordinator_place participant", metric: "messages_per_txn", want: 8, unit: "",
		why: "four a further shard"},
	{what: "Log forces over three shards", sim: "transactions", run: "--span 3", metric: "forced_writes_per_txn",
		want: 7, unit: "", why: "two a shard and one decision; Mohan, Lindsay and Obermarck 1986"},
	{what: "Messages of a saga of three steps", sim: "transactions", run: "--protocol saga --span 3",
		metric: "messages_per_txn", want: 6, unit: "", why: "two a step"},
	{what: "In doubt when the only coordinator dies, 1,000 transfers/s", sim: "transactions",
		run: "--crash coordinator", metric: "in_doubt_txns", want: 12, tolerance: 13.9, unit: "transfers",
		why: "rate × (round trip + log force), Little 1961; four deviations"},
	{what: "Transfers without effect where nobody waits, 2 of 10,000 accounts", sim: "transactions",
		run: "--conflict nowait --duration_s 60 --reads_per_s 0", metric: "abort_pct", want: 0.556, tolerance: 0.12,
		unit: "%", why: "fixed point of p = 1 − e^(−q·n); four deviations"},
	{what: "Availability of two-phase commit over two shards, 99.9 % each", sim: "transactions",
		metric: "availability_pct", want: 99.70, tolerance: 0.17, unit: "%", why: "0.999³; four deviations"},

	// Replication.
	{what: "2,000 writes/s against 1,500/s for 600 s: behind", sim: "replication",
		law: func() float64 { b, _ := replication.FluidLag(2000, 1500, 600); return b }, want: 300_000, unit: "writes",
		why: "(λ − μ)·t"},
	{what: "… lag", sim: "replication", law: func() float64 { _, l := replication.FluidLag(2000, 1500, 600); return l },
		want: 150, tolerance: 3, unit: "s", why: "t·(1 − μ/λ)"},
	{what: "Mean of the slowest of three exponential confirmations", sim: "replication",
		law: func() float64 { return replication.OrderMean(3, 3) }, want: 1.833, tolerance: 0.001,
		unit: "× mean", why: "H₃"},
	{what: "… of the fastest", sim: "replication", law: func() float64 { return replication.OrderMean(1, 3) },
		want: 1. / 3, tolerance: 1e-9, unit: "× mean", why: "1/n"},
	{what: "Reads that three replicas at 30 % apply load serve", sim: "replication",
		law: func() float64 { return replication.ReadCapacity(3, .3) }, want: 2.1, tolerance: 1e-9, unit: "servers",
		why: "n·(1 − a)"},
	{what: "… measured", sim: "replication", run: "--peak 1 --write_rate 450", metric: "read_capacity", want: 2.1,
		tolerance: 0.05, unit: "servers", why: "450 of 1,500 writes/s"},
	{what: "Round trip of light, Jakarta to Surabaya", sim: "replication",
		law: func() float64 { return replication.LightFloor(664) }, want: 6.5, tolerance: 0.02, unit: "ms",
		why: "664 km of glass, both ways, at 204 km/ms"},
	{what: "Own writes missed with LSN tokens", sim: "replication", run: "--routing token",
		metric: "own_write_violations", want: 0, unit: "reads",
		why: "a replica that has applied the token, or the primary"},
	{what: "Reads back in time with a fixed replica", sim: "replication", run: "--routing sticky",
		metric: "monotonic_violations", want: 0, unit: "reads", why: "one replica's log only grows"},
	{what: "Confirmed writes lost at noon, all confirm", sim: "replication",
		run: "--mode sync --buffer 100000 --kill_at_s 43200", metric: "lost_acked_writes", want: 0, unit: "writes",
		why: "every replica has received what was confirmed"},
	{what: "… asynchronous, 1,000/s over a way of 150 ms", sim: "replication",
		run: "--peak 1 --write_rate 1000 --rtt_ms 300 --jitter_pct 0 --kill_at_s 300", metric: "lost_acked_writes",
		want: 150, tolerance: 49, unit: "writes", why: "rate × receive lag; four deviations"},
	{what: "Outage after 300 s at 3,200/s against 1,500/s", sim: "replication",
		run: "--peak 1 --write_rate 3200 --kill_at_s 300", metric: "unavailable_s", want: 340, tolerance: 6.8,
		unit: "s", why: "(λ − μ)·t/μ, what was received is applied first; within 2 %"},

	// Several primaries and quorums.
	{what: "Conflicts of 2 sites, 100 writes/s each, 10,000 keys, 25 ms", sim: "conflicts",
		run: "--sites 2 --write_rate 100 --keys 10000 --zipf 0 --delay_ms 25", metric: "conflicts_per_hour", want: 180,
		tolerance: 16, unit: "per h",
		why: "2·d·λ²/K = 0.05 a second; four deviations of the 2,000 that 8 million writes hold"},
	{what: "… law", sim: "conflicts", law: func() float64 { return conflicts.ConflictRate(100, 10_000, .025) },
		want: 0.05, tolerance: 1e-12, unit: "per s", why: "2·d·λ²/K"},
	{what: "Stale reads, N 3, W 1, R 1, nothing spread", sim: "conflicts", run: "--n 3 --w 1 --r 1",
		metric: "stale_read_pct", want: 66.7, tolerance: 2.5, unit: "%",
		why: "C(2,1)/C(3,1); four deviations of 6,000 reads"},
	{what: "… W 2, R 1", sim: "conflicts", run: "--n 3 --w 2 --r 1", metric: "stale_read_pct", want: 33.3,
		tolerance: 2.5, unit: "%", why: "C(1,1)/C(3,1)"},
	{what: "… W 1, R 2", sim: "conflicts", run: "--n 3 --w 1 --r 2", metric: "stale_read_pct", want: 33.3,
		tolerance: 2.5, unit: "%", why: "C(2,2)/C(3,2)"},
	{what: "… W 2, R 2", sim: "conflicts", run: "--n 3 --w 2 --r 2", metric: "stale_read_pct", want: 0, unit: "%",
		why: "quorums overlap"},

	// Indexes, on the real engine.
	{what: "Hot query without an index scans", sim: "indexes", run: "", metric: "scans", want: 1, why: "SCAN orders"},
	{what: "… and sorts", sim: "indexes", run: "", metric: "sorts", want: 1, why: "USE TEMP B-TREE FOR ORDER BY"},
	{what: "(user_id, status, created_at) sorts nothing", sim: "indexes",
		run: "--index CREATE_INDEX_i_ON_orders(user_id,status,created_at)", metric: "sorts", want: 0,
		why: "entries lie in the order asked for"},
	{what: "… and visits only what it returns", sim: "indexes",
		run: "--index CREATE_INDEX_i_ON_orders(user_id,status,created_at)", metric: "rows_visited", want: 30,
		tolerance: 1, unit: "entries", why: "30 rows of 20,000"},
	{what: "(status, user_id, created_at) sorts nothing either", sim: "indexes",
		run: "--index CREATE_INDEX_i_ON_orders(status,user_id,created_at)", metric: "sorts", want: 0,
		why: "both equality orders serve this query"},
	{what: "… and visits as many", sim: "indexes", run: "--index CREATE_INDEX_i_ON_orders(status,user_id,created_at)",
		metric: "rows_visited", want: 30, tolerance: 1, unit: "entries", why: "the same entries"},
	{what: "(user_id) alone sorts", sim: "indexes", run: "--index CREATE_INDEX_i_ON_orders(user_id)", metric: "sorts",
		want: 1, why: "SEARCH and TEMP B-TREE"},
	{what: "(user_id, created_at, status) sorts nothing", sim: "indexes",
		run: "--index CREATE_INDEX_i_ON_orders(user_id,created_at,status)", metric: "sorts", want: 0,
		why: "status is tested inside the index"},
	{what: "B-tree writes of 500 inserts/s with 5 indexes", sim: "indexes", run: "--inserts 500 --index " +
		"CREATE_INDEX_a_ON_orders(user_id);CREATE_INDEX_b_ON_orders(status);CREATE_INDEX_c_ON_orders(created_at);" +
		"CREATE_INDEX_d_ON_orders(total);CREATE_INDEX_e_ON_orders(user_id,created_at)", metric: "btree_writes_per_s",
		want: 3000, unit: "entries/s", why: "500 × (1 + 5)"},

	// Trees.
	{what: "Levels over 100,000 keys of 8 B in pages of 4 KiB", sim: "trees", run: "", metric: "height", want: 3,
		unit: "levels", why: "⌈log₂₅₆ 100,000⌉"},
	{what: "500⁴ pages of 4 KiB", sim: "trees", law: number(math.Pow(500, 4) * 4096 / 1e12), want: 256,
		tolerance: 0.001, unit: "TB", why: "Kleppmann 2017, first edition, figure 3-6"},
	{what: "500³ pages of 16 KiB", sim: "trees", law: number(math.Pow(500, 3) * 16384 / 1e12), want: 2.05,
		tolerance: 0.005, unit: "TB", why: "three levels of pointers"},
	{what: "Leaf fill after random inserts", sim: "trees", run: "", metric: "fill_pct", want: 69.3, tolerance: 3,
		unit: "%", why: "ln 2, Yao 1978; the fill swings with n"},
	{what: "… after ascending inserts, split in the middle", sim: "trees", run: "--order sequential",
		metric: "fill_pct", want: 50, tolerance: 1, unit: "%", why: "each split leaves a half that nobody fills"},
	{what: "… split at the right edge", sim: "trees", run: "--order sequential --split right", metric: "fill_pct",
		want: 100, tolerance: 1, unit: "%", why: "a full page is left behind"},
	{what: "Leaf fill for capacity 100", sim: "trees", law: func() float64 { return 100 * btree.RandomFill(100) },
		want: 69.5, tolerance: 0.5, unit: "%", why: "Yao 1978"},
	{what: "Bloom filter, 10 bits a key, 7 hashes", sim: "trees",
		law: func() float64 { return 100 * lsm.FalsePositive(10, 7) }, want: 0.82, tolerance: 0.005, unit: "%",
		why: "(1 − e^(−kn/m))^k"},
	{what: "… measured in the LSM tree", sim: "trees", run: "--structure lsm", metric: "false_positive_pct", want: 0.82,
		tolerance: 0.2, unit: "%", why: "four deviations of the probes"},
	{what: "Linear probing at load 0.7, probes of a hit", sim: "trees",
		law: func() float64 { h, _ := hashindex.Expected(true, .7); return h }, want: .5 * (1 + 1/.3), tolerance: 1e-9,
		unit: "probes", why: "Knuth, TAOCP 3, 6.4"},
	{what: "HyperLogLog with 16,384 registers", sim: "trees",
		law: func() float64 { return 100 * hashindex.DistinctError(16384) }, want: 0.81, tolerance: 0.005, unit: "%",
		why: "1.04/√m, Flajolet et al. 2007"},

	// Storage cost.
	{what: "Photo store after a year, by 10⁹ bytes", sim: "storagecost", run: "", metric: "cost_storage_usd",
		want: 167.90, tolerance: 0.005, unit: "USD", why: "7,300 GB × 0.023"},
	{what: "… by 2³⁰ bytes", sim: "storagecost", run: "--unit gib", metric: "cost_storage_usd", want: 156.37,
		tolerance: 0.005, unit: "USD", why: "6,799 GiB × 0.023"},
	{what: "Storage of the first year", sim: "storagecost", run: "", metric: "total_storage_usd", want: 1091.35,
		tolerance: 0.01, unit: "USD", why: "167.90 × 13/2"},
	{what: "Uploads of a month", sim: "storagecost", run: "", metric: "cost_put_usd", want: 1.52, tolerance: 0.005,
		unit: "USD", why: "304,167 × 0.005/1,000"},
	{what: "gp3 over Deep Archive", sim: "storagecost", run: "--class ebs_gp3", metric: "deep_archive_ratio",
		want: 80.8, tolerance: 0.05, unit: "×", why: "0.08/0.00099"},
	{what: "Standard-IA pays below", sim: "storagecost", run: "", metric: "break_even_reads", want: 1.05,
		tolerance: 0.05, unit: "reads a month", why: "(0.023 − 0.0125)/0.01; requests lower it to 1.02"},
	{what: "Losses of 3.65 million objects in 10,000 years", sim: "storagecost", run: "", metric: "lost_10000_years",
		want: 0.365, tolerance: 1e-6, unit: "objects", why: "eleven nines"},
}

const goldensFile = "../../docs/goldens.md"

// TestGoldens reaches every value and holds docs/goldens.md to what was reached. UPDATE_DOCS=1 writes the file.
func TestGoldens(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Values from theory, papers and price lists\n\nWritten by `UPDATE_DOCS=1 go test " +
		"./sims/catalogue -run TestGoldens`; the same test fails when a value is missed or this file is out\n" +
		"of date. A command stands where the value comes out of a run, with underscores for the spaces of an index; " +
		"the others are laws that the runs are checked against.\n")
	last := ""
	for _, g := range slices.Concat(goldens, consensusGoldens, migrationGoldens, journeyGoldens, cacheGoldens,
		federatedGoldens,
		recommenderGoldens) {
		if g.sim != last {
			last = g.sim
			fmt.Fprintf(&b, "\n## `%s`\n\n| value | run | wanted | reached | tolerance | from | "+
				"|\n|---|---|---:|---:|---:|---|---|\n", g.sim)
		}
		got := g.reach(t)
		ok := math.Abs(got-g.want) <= g.tolerance
		if !ok {
			t.Errorf("%s: %s (%s %s) is %g, want %g ± %g", g.sim, g.what, g.run, g.metric, got, g.want, g.tolerance)
		}
		run := "law"
		if g.law == nil {
			run = "`" + strings.Join(strings.Fields("lab sim "+g.sim+" "+g.run), " ") + "` " + g.metric
		}
		tolerance := "exact"
		if g.tolerance > 0 {
			tolerance = say.Short(g.tolerance)
		}
		fmt.Fprintf(&b, "| %s | %s | %s %s | %s | %s | %s | %s |\n", g.what, strings.ReplaceAll(run, "|", "\\|"),
			say.Short(g.want), g.unit, say.Short(got), tolerance, g.why, map[bool]string{true: "reached",
				false: "**missed**"}[ok])
	}
	if os.Getenv("UPDATE_DOCS") != "" {
		if err := os.WriteFile(goldensFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	doc, err := os.ReadFile(goldensFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(doc) != b.String() {
		t.Error("docs/goldens.md is out of date; run UPDATE_DOCS=1 go test ./sims/catalogue -run TestGoldens")
	}
}

func (g golden) reach(t *testing.T) float64 {
	t.Helper()
	if g.law != nil {
		return g.law()
	}
	q, words := url.Values{}, strings.Fields(g.run)
	for i := 0; i+1 < len(words); i += 2 {
		value := words[i+1]
		if words[i] == "--index" {
			value = strings.ReplaceAll(strings.ReplaceAll(value, "CREATE_INDEX_", "CREATE INDEX "), "_ON_", " ON ")
		}
		q.Set(strings.TrimPrefix(words[i], "--"), value)
	}
	sim, ok := All.Find(g.sim)
	if !ok {
		t.Fatalf("no simulation %q", g.sim)
	}
	r, err := simtest.Run(sim, q)
	if err != nil {
		t.Fatalf("%s %s: %v", g.sim, g.run, err)
	}
	m, ok := r.Metric(g.metric)
	if !ok {
		t.Fatalf("%s %s: no metric %q", g.sim, g.run, g.metric)
	}
	return m.Value
}
