package migration

import (
	"net/url"
	"testing"
)

// The reference meets every goal on every hidden seed. Plans that no one would call a migration do not: all at once
// without a way back, the same into an announced outage, without a flip, without a repair; nor do copies that
// overwrite, too few comparisons, or a slow second write.
func TestChallenge(t *testing.T) {
	tried := func(plan, mechanism string, more ...string) url.Values {
		q := url.Values{"plan": {plan}, "mechanism": {mechanism}, "backfill_rate": {"2000"}}
		for i := 0; i < len(more); i += 2 {
			q.Set(more[i], more[i+1])
		}
		return q
	}
	for name, c := range map[string]struct {
		set  url.Values
		pass bool
	}{
		"reference": {tried(reference, cdc), true},
		"preset":    {nil, false},
		"most":      {tried(reference, cdc, "backfill_rate", "1000000", "compare_pct", "100"), false},
		"all at once, no way back": {tried("0:dual_write;0.2:shadow_read;0.5:backfill;5:repair;7:decommission", cdc),
			false},
		"into the outage": {tried("0:dual_write;0:shadow_read;0.5:backfill;2.5:repair;4:decommission", cdc), false},
		"no flip": {tried("0:dual_write;0.2:shadow_read;0.5:backfill;5:repair;9:ramp=100;13:decommission", cdc),
			false},
		"no repair": {tried("0:dual_write;0.2:shadow_read;0.5:backfill;7:ramp=10;9:flip;9:reverse;13:decommission",
			cdc), false},
		"copies overwrite":  {tried(reference, cdc, "versions", "off", "backfill_rule", "overwrite"), false},
		"few comparisons":   {tried(reference, cdc, "compare_n", "10000"), false},
		"two writes":        {tried(reference, dual, "send", "parallel"), false},
		"the outage is met": {tried(reference, dual, "send", "parallel", "backfill_rate", "100"), false},
	} {
		q := url.Values{}
		for k, v := range challenge.Preset {
			q[k] = v
		}
		for k, v := range c.set {
			q[k] = v
		}
		a, err := Sim.Try(t.Context(), q)
		if err != nil || a.Passed != c.pass {
			t.Errorf("%s: passed %v, error %v", name, a.Passed, err)
			for _, s := range a.Seeds {
				t.Logf("%+v", failed(s.Checks))
			}
		}
	}
}
