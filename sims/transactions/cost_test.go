package transactions

import (
	"testing"

	"tradeofflab/sims/simtest"
)

// What a run does stays within what it states. Settings that were measured at more than two seconds, for what piles up
// behind a crash or for many shards, are refused.
func TestCostCoversTheSteps(t *testing.T) {
	simtest.HoldCost(t, Sim, "", "span=8&rate=1500&duration_s=60",
		"keys=244&lock_timeout_ms=10&crash=coordinator&recover_s=30",
		"keys=244&zipf=1&lock_timeout_ms=10&crash=coordinator&recover_s=30",
		"span=4&hold_ms=3166.65&lock_timeout_ms=59880.3&crash=participant&recover_s=20")
	simtest.HoldRefused(t, Sim, "shards=31&span=9&rate=19805.3&rtt_ms=60.1422&fsync_ms=50&duration_s=2",
		"keys=244&lock_timeout_ms=10&crash=coordinator&recover_s=228.038",
		"keys=244&lock_timeout_ms=10&crash=coordinator&hold_ms=100&recover_s=100",
		"span=4&hold_ms=3166.65&lock_timeout_ms=59880.3&crash=participant&recover_s=101.744",
		"protocol=saga&span=16&rate=6460.99&rtt_ms=85.2867&fsync_ms=50&fail_pct=7.61104&hold_ms=441.111&"+
			"lock_timeout_ms=9699.38&crash=participant")
}
