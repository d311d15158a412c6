package pipeline

import (
	"net/url"
	"testing"
)

// TestCost holds the steps of large runs to what they state.
func TestCost(t *testing.T) {
	for _, query := range []string{"part=log&partitions=1000&tb_per_day=100", "part=log&partitions=1000&tb_per_day=2.4",
		"part=log&partitions=800&tb_per_day=2&skew=1.5", "part=stream&rate=6000&slide_s=1&window_s=60",
		"part=stream&rate=100&delay_s=60&duration_s=600&watermark_lag_s=120&lateness_s=120",
		"part=columns&rows=200000&block_rows=100000", "part=columns&rows=200000&block_rows=100&encoding=dict",
		"part=columns&rows=200000&sorted=off&encoding=delta&read_columns=20"} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		run, err := Sim.Parse(q)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		_, steps, err := run.Counted(t.Context())
		if err != nil || float64(steps) > run.Cost || float64(steps) < run.Cost/4 {
			t.Errorf("%s takes %d steps, error %v, want at most %.0f and no small part of that", query, steps, err,
				run.Cost)
		}
	}
}
