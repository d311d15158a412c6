package music

import (
	"math"
	"slices"
	"testing"

	"tradeofflab/exercises/exercisetest"
	"tradeofflab/sims/migration"
)

// TestCaseNumbers pins variant 0 to the case: 0.741 % of pairs differ at u = 0.01, 60 billion a day are 694,444 a
// second, 630 TB are kept, and the second nearest of four followers decides.
func TestCaseNumbers(t *testing.T) {
	exercisetest.Numbers(t, Exercise, map[string]float64{"invert": .741, "events": 694_444, "log": 630, "commit": 72,
		"survive": 2})
}

// The two chances that the task states give the law of the simulation, for every variant, and distances rise.
func TestStatedChances(t *testing.T) {
	for variant := range 300 {
		c := newTask(variant)
		u := c.u()
		one, both := u/(2*(1+u)), u/(4*(2+u))
		if got := migration.PairDiffers("parallel", u); math.Abs(got-2*(one-both)) > 1e-12 {
			t.Errorf("variant %d: u = %g gives %g, by the law %g", variant, u, 2*(one-both), got)
		}
		if !slices.IsSorted(c.rtts) || c.nodes()%2 == 0 {
			t.Errorf("variant %d: %d nodes at %v ms", variant, c.nodes(), c.rtts)
		}
	}
}

func TestWritten(t *testing.T) {
	exercisetest.Written(t, Exercise, map[string][]string{"invert": {"0.74", "0.741 %"}, "events": {"694k",
		"0.69 million"}, "log": {"0.63 PB", "573 TiB", "630 terabytes"}, "commit": {"0.072 s"}, "survive": {"2 nodes"}})
}
