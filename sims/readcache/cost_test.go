package readcache

import (
	"testing"

	"tradeofflab/sims"
	"tradeofflab/sims/simtest"
)

// What a run does stays within what it states, also where a database of few connections may be buried or not.
func TestCostCoversTheSteps(t *testing.T) {
	simtest.HoldCost(t, Sim, "", "rps=47232.4&db_pool=1", "rps=20000&db_pool=1", "rps=47232.4&db_pool=2",
		"strategy=invalidate&rps=54004.4&keys=128&zipf=0.0632259&db_pool=1",
		"strategy=read_through&rps=50000&db_pool=1",
		"rps=54426.1&zipf=0.388149&db_pool=1", "rps=40000&zipf=0.388149&db_pool=1", "rps=20000&zipf=0.388149&db_pool=1",
		"rps=54426.1&zipf=0.388149&db_pool=2", "strategy=refresh_ahead&rps=54426.1&zipf=0.388149&db_pool=1",
		"keys=300000&zipf=0.02&cache_mb=71200&ttl_s=19591&db_pool=3&cold=on&window_s=86400",
		"rps=50000&keys=1000&db_pool=1", "zipf=0&cold=on", "outage_at_s=100&outage_s=7",
		"strategy=invalidate&keys=166&writes_per_s=40&db_ms=1.64&outage_at_s=508.3&race=lease&window_s=1405.5",
		"strategy=invalidate&keys=166&writes_per_s=20&db_ms=1.64&outage_at_s=508.3&race=lease&window_s=1405.5")
	simtest.HoldRefused(t, Sim, "keys=935123&zipf=0.02&cache_mb=71200&ttl_s=19591&db_pool=3&cold=on&window_s=86400",
		"keys=1000000&zipf=0&cache_mb=71200&ttl_s=86400&db_pool=3&cold=on&window_s=600&rps=20000")
	if cost := Sim.Default().Cost; cost >= sims.LargeWork {
		t.Errorf("the default run states %g and would wait for a seat", cost)
	}
}
