package advisor

import "testing"

// TestCostAgainstListPrices holds the bill of nine systems to what their products cost at list price in us-east-1, as a
// person who runs them added it up: within a factor of two.
func TestCostAgainstListPrices(t *testing.T) {
	e := engine(t)
	for _, c := range []struct {
		name      string
		workload  string
		low, high float64 // USD a month
	}{
		{"smallest system: one or two shared machines, or a file in a process", `{"patterns":[{"op":"point_lookup",
			"reads_per_s":8,"writes_per_s":1,"consistency":"strong","item_bytes":1000}],"data_gb":3,
			"transactions":"multi_record","loss_tolerance":"none","ops_team":"small"}`, 23, 47},
		{"800,000 samples a second, 1.5 TB: two nodes of 16 cores", `{"patterns":[{"op":"append","writes_per_s":800000,
			"item_bytes":16},{"op":"time_range","reads_per_s":40,"item_bytes":16}],"data_gb":1500,"retention_days":30,
			"growth_gb_per_month":1500,"schema":"fixed","transactions":"none","loss_tolerance":"seconds",
			"ops_team":"medium","managed":"no"}`, 1500, 1500},
		{"60 TB for questions over columns: 8 to 12 TB compressed, twice", `{"patterns":[{"op":"append",
			"writes_per_s":20000,"item_bytes":500},{
				"op":"aggregate_scan","reads_per_s":2,"scan_gb":20}],"data_gb":60000,
			"schema":"fixed","transactions":"none","loss_tolerance":"minutes","ops_team":"medium","managed":"no"}`,
			4000, 8000},
		{"33,000 reads and 580 writes a second on 66 TB of a key-value service", `{"patterns":[{"op":"point_lookup",
			"reads_per_s":33000,"writes_per_s":580,"latency_ms_p99":10,"consistency":"eventual","item_bytes":1000}],
			"data_gb":40000,"growth_gb_per_month":2167,"schema":"varying","transactions":"single_record",
			"loss_tolerance":"none","ops_team":"medium"}`, 12500, 19100},
		{"20,000 writes and 40,000 reads a second of chat in two regions", `{"patterns":[{"op":"append",
			"writes_per_s":20000,"latency_ms_p99":50,"consistency":"session","item_bytes":400},{"op":"key_range_scan",
			"reads_per_s":40000,"latency_ms_p99":50,"consistency":"session","item_bytes":400}],"data_gb":5000,
			"growth_gb_per_month":500,"transactions":"single_record","regions":2,"loss_tolerance":"none",
			"ops_team":"medium"}`, 7000, 28000},
		{"240 MB a second through a log, a day kept", `{"patterns":[{"op":"queue","reads_per_s":240000,
			"writes_per_s":240000,"item_bytes":1000}],"data_gb":20700,"retention_days":1,"schema":"varying",
			"transactions":"none","loss_tolerance":"none","ops_team":"medium"}`, 10000, 12000},
		{"24,300 strong operations a second, 9,000 of them writes", `{"patterns":[{"op":"point_lookup",
			"reads_per_s":15300,"writes_per_s":9000,"consistency":"strong","item_bytes":500},{"op":"multi_table_join",
			"reads_per_s":1,"item_bytes":500}],"data_gb":1000,"schema":"fixed","transactions":"multi_record",
			"loss_tolerance":"none","ops_team":"medium"}`, 6000, 12000},
		{"580 million vectors in 512 GB of memory", `{"patterns":[{"op":"vector_similarity","reads_per_s":500,
			"item_bytes":512,"vectors":{"count":580000000,"dims":128}}],"data_gb":300,"transactions":"none",
			"loss_tolerance":"minutes","ops_team":"large","managed":"no"}`, 2500, 4000},
		{"25.9 PB of video a month to the internet", `{"patterns":[{"op":"blob_get","reads_per_s":5000,"writes_per_s":5,
			"item_bytes":2000000}],"data_gb":200000,"growth_gb_per_month":4000,"transactions":"none",
			"loss_tolerance":"none","ops_team":"medium"}`, 500000, 1400000},
	} {
		w, err := Parse([]byte(c.workload))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		a, err := e.Core(w)
		if err != nil {
			t.Fatal(err)
		}
		if usd := a.Cost.TotalUSD; usd < c.low/2 || usd > 2*c.high {
			t.Errorf("%s: %.0f USD for %s (%s), list price is %.0f to %.0f", c.name, usd, a.Verdict,
				a.Design.Stores[0].Product, c.low, c.high)
			for _, l := range a.Cost.Lines {
				t.Logf("  %s %.0f: %s", l.Label, l.USD, l.How)
			}
		}
	}
	if p := e.rules.Prices; p.Date == "" || p.Region == "" {
		t.Error("the prices have no date or region")
	}
}
