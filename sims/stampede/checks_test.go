package stampede

import (
	"fmt"
	"net/url"
	"testing"
	"tradeofflab/sims/simtest"
)

// TestChecksHold runs every protection over seeds, rates and faults, and wants each law that applies to hold.
func TestChecksHold(t *testing.T) {
	for seed := 1; seed <= 4; seed++ {
		for i, protection := range protections {
			for k, knobs := range []string{"", "rps=0.1", "rps=50&recompute_s=0.5&retries=2", "crash=on&rps=200",
				"early=on&beta=2&ttl_s=200", "jitter_s=20&spread_pct=40&rps=100", "rps=2&recompute_s=1&lock_ttl_s=0.3",
				"lock_ttl_s=0.45&rps=2000", "lock_ttl_s=0.383058&grace_s=7.75653&jitter_s=10.4775"} {
				q, err := url.ParseQuery(knobs)
				if err != nil {
					t.Fatal(err)
				}
				q.Set("protection", protection)
				q.Set("seed", fmt.Sprint(seed+10*i+100*k))
				r, err := simtest.Run(Sim, q)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range r.Checks {
					if !c.OK {
						t.Errorf("%s: %s: got %g, want %g ± %g", q.Encode(), c.Name, c.Got, c.Want, c.Tolerance)
					}
				}
			}
		}
	}
}
