package hospital

import (
	"math"
	"testing"

	"tradeofflab/exercises/exercisetest"
	"tradeofflab/sims/federated"
)

// TestCaseNumbers pins variant 0 to the case: 0.5 allows a factor of 1.65, is 5.48 over 100 rounds by zCDP and asks for
// a noise of 97.0 by it.
func TestCaseNumbers(t *testing.T) {
	exercisetest.Numbers(t, Exercise, map[string]float64{"factor": 1.6487, "eps_total": 5.48, "z": 97.0})
	if got := exactEps(newTask(0)); math.Abs(got-4.54) > .005 {
		t.Errorf("the exact epsilon of the case is %.3f, want 4.54", got)
	}
}

// The formula of the figure gives the epsilon that the noise was chosen for, and the exact account asks for less.
func TestAccountsAgree(t *testing.T) {
	for variant := range 200 {
		c := newTask(variant)
		z := federated.ConcentratedZ(float64(c.rounds), c.eps, c.delta)
		if got := federated.ConcentratedEps(rho(c.rounds, z), c.delta); math.Abs(got-c.eps) > 1e-6 {
			t.Errorf("variant %d: noise %g gives %g, not %g", variant, z, got, c.eps)
		}
		if exact := exactEps(c); exact >= federated.ConcentratedEps(rho(c.rounds, c.z), c.delta) {
			t.Errorf("variant %d: exact epsilon %g", variant, exact)
		}
	}
}
