package streaming

import (
	"math"
	"testing"

	"tradeofflab/exercises/exercisetest"
)

// TestCaseNumbers pins variant 0 to the case: 30 % a quarter pass five times in the seventh, a server holds 650 GB,
// 0.1 % of 400 million reads are 400,000, and 35 GB a second take 5,000 partitions.
func TestCaseNumbers(t *testing.T) {
	exercisetest.Numbers(t, Exercise, map[string]float64{"growth": 7, "server": 650, "load": 400_000, "times": 50,
		"lost": 1000, "partitions": 5000, "miss": 200. / 3})
}

// No variant grows to its factor so near the end of a quarter that rounding would decide, and no server has room in
// memory for what it holds.
func TestDraws(t *testing.T) {
	for variant := range 500 {
		c := newTask(variant)
		if _, part := math.Modf(c.quarters()); part < .001 || part > .999 {
			t.Errorf("variant %d: %g quarters", variant, c.quarters())
		}
		if c.each() < 1.5*float64(c.ram) {
			t.Errorf("variant %d: %g GB on a server with %d GB", variant, c.each(), c.ram)
		}
	}
}

func TestWritten(t *testing.T) {
	exercisetest.Written(t, Exercise, map[string][]string{"growth": {"7 quarters"},
		"server": {"0.65 TB", "605 GiB", "650 GB per server", "650 gigabytes"}, "media": {"both"},
		"load": {"400k reads/s", "0.4 million per second", "24 million a minute"}, "times": {"50x", "50 times"},
		"lost": {"1,000", "999"}, "partitions": {"5k", "5,000 partitions"}, "miss": {"66.7 %", "67 percent"}})
}
