package writecache

import (
	"testing"

	"tradeofflab/sims"
	"tradeofflab/sims/simtest"
)

// What a run does stays within what it states, counted, where its knobs make one kind of event the most frequent.
func TestCostCoversTheSteps(t *testing.T) {
	simtest.HoldCost(t, Sim, "", "keys=1000000&write_rate=1", "flush_s=0.01&write_rate=1",
		"write_rate=20000&flush_s=0.01&keys=1000000&zipf=0&db_capacity=1000000",
		"write_rate=20000&coalesce=off&db_capacity=10&crash_at_s=5&durable=always&down_s=1",
		"write_rate=20000&durable=everysec&crash_at_s=5&flush_s=3&down_s=1",
		"write_rate=20000&db_ms=1000&db_capacity=1000000&crash_at_s=5&crash=db&down_s=5&flush_s=0.01",
		"strategy=through&order=cache_first&write_rate=20000&read_pct=100&pause_ms=100&read_after_s=0.001",
		"strategy=through&write_rate=20000&db_capacity=10&crash_at_s=5&crash=app&down_s=5",
		"strategy=around&write_rate=20000&db_ms=1000&db_capacity=1000000&crash_at_s=5&crash=db&down_s=5&retry=on",
		"strategy=around_invalidate&write_rate=20000&read_pct=100&crash_at_s=5&down_s=5")
	if cost := Sim.Default().Cost; cost >= sims.LargeWork {
		t.Errorf("the default run states %g and would wait for a seat", cost)
	}
}
