package policy

import (
	"testing"

	"tradeofflab/sims/model"
)

// A count of Redis' LFU rises by one with probability 1/(10·(count−5)+1): from 5 at once, then on average after 11, 21
// … requests. Four standard errors of the mean of geometric waits.
func TestRedisCounterRises(t *testing.T) {
	c := newRedisLFU(1, 1, Options{Sample: 5})
	c.chance = model.Stream(1, "test")
	for _, from := range []uint8{5, 6, 7, 15} {
		const trials = 20_000
		want, waits := 1+10*float64(from-lfuInit), 0
		for range trials {
			for waits++; c.raised(from) == from; waits++ {
			}
		}
		got := float64(waits) / trials
		if tolerance := 4 * want / 141.4; got < want-tolerance || got > want+tolerance {
			t.Errorf("a count of %d takes %.2f requests to rise, want %.2f ± %.2f", from, got, want, tolerance)
		}
	}
	if got := c.raised(lfuMax); got != lfuMax {
		t.Errorf("a count of 255 rises to %d", got)
	}
	c.count[0], c.minute[0], c.now = 9, 0, 3*minuteTicks
	if got := c.decayed(0); got != 6 {
		t.Errorf("a count of 9 is %d after three minutes, want 6", got)
	}
}
