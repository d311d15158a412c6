package eviction

import (
	"strings"
	"testing"
)

func TestHeatTakeaway(t *testing.T) {
	opt := []float64{90, 40, 50, 80, 70}
	for _, tt := range []struct {
		names []string
		grid  [][]float64
		want  string
	}{
		{[]string{"lru", "opt"}, [][]float64{{80.1, 30, 0, 70, 60}, opt},
			"LRU serves most of Zipf, 80.1 %, and least of loop, 0.0 %."},
		{[]string{"opt"}, [][]float64{opt}, "OPT serves most of Zipf, 90.0 %, and least of uniform, 40.0 %."},
		{[]string{"fifo", "opt"}, [][]float64{{100, 100, 100, 100, 100}, opt}, "FIFO serves 100.0 % of each kind."},
		{[]string{"lru", "fifo", "opt"}, [][]float64{{80, 30, 0, 60, 60}, {70, 30, 0, 70, 50}, opt},
			"Most is served by LRU on Zipf, more than one policy on uniform, FIFO on scan and LRU on moving."},
		{[]string{"lru", "fifo"}, [][]float64{make([]float64, 5), make([]float64, 5)},
			"No policy here serves any of these requests."},
	} {
		if got := heatTakeaway(tt.names, tt.grid); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.names, got, tt.want)
		}
	}
}

// Above the number of requests that the curve is made from, all of the keys are not asked for.
func TestHelpOfTheCurveSaysWhereItIsSampled(t *testing.T) {
	for _, k := range knobs(&Params{}) {
		if k.ID == "curve_pct" && !strings.Contains(k.Help, "up to 1,000,000 requests") {
			t.Errorf("help of curve_pct: %q", k.Help)
		}
	}
}
