package recommender

import (
	"testing"

	"tradeofflab/exercises/exercisetest"
)

// TestCaseNumbers pins variant 0 to what the claims of the case compute: 2.6 TB of links, 1.92 TB of product codes, 1 %
// over a slow route, 210 minutes a year.
func TestCaseNumbers(t *testing.T) {
	exercisetest.Numbers(t, Exercise, map[string]float64{"share": 1, "links": 2.6, "bytes": 1.92, "reads": 2,
		"stale": 100. / 3, "avail": 210.35})
}

// Each variant awaits some sources and not others, and has one whose median fits though its tail does not.
func TestSources(t *testing.T) {
	tempting := 0
	for variant := range 300 {
		task := newTask(variant)
		in, out := 0, 0
		for _, s := range task.sources {
			if s.p50 <= 0 || s.p50 >= s.p99 {
				t.Errorf("variant %d: %s has a median of %d and a 99th percentile of %d", variant, s.id, s.p50, s.p99)
			}
			if s.p99 <= task.left() {
				in++
			} else {
				out++
				if s.p50 <= task.left() {
					tempting++
				}
			}
		}
		if in < 3 || out < 2 || task.w < 1 || task.w >= task.n {
			t.Errorf("variant %d: %d awaited, %d not; %d of %d confirm", variant, in, out, task.w, task.n)
		}
	}
	if tempting < 300 {
		t.Errorf("%d sources in 300 variants are tempting by their median", tempting)
	}
}

func TestWritten(t *testing.T) {
	exercisetest.Written(t, Exercise, map[string][]string{"links": {"2.56 TB", "2.36 TiB"}, "bytes": {"1,920 GB"},
		"reads": {"2 copies"}, "stale": {"33 %"}, "avail": {"210 minutes a year", "3.5 h", "210"}})
}
