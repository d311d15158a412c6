package scalingstory

import (
	"math"
	"testing"

	"tradeofflab/advisor/scaling"
	"tradeofflab/exercises/exercisetest"
)

// TestCaseNumbers pins variant 0 to what the case's own figures give, computed apart from the parts.
func TestCaseNumbers(t *testing.T) {
	harmonic := 0.0
	for k := 25_000; k >= 1; k-- {
		harmonic += 1 / float64(k)
	}
	if share := newTask(0).share; math.Abs(share-100/harmonic) > .005 {
		t.Errorf("the largest of 25,000 by Zipf's law has %.3f %%, not %g", 100/harmonic, share)
	}
	exercisetest.Numbers(t, Exercise, map[string]float64{"urgency": 7.8, "rest": 3.846, "fill": 27.83, "raw": 75,
		"bucket": 487})
}

// The refuted claims are refuted and the others borne out by the bill and the figures they name.
func TestAudit(t *testing.T) {
	machines, operations := []float64{8500, 22000, 35000, 28000, 42000}, []float64{15000, 20000, 35000, 25000, 18000}
	totals := []float64{143500, 102000, 95000, 65000, 60000}
	penalty := []float64{120000, 60000, 25000, 12000, 0}
	for i := range totals {
		if machines[i]+operations[i]+penalty[i] != totals[i] {
			t.Errorf("stage %d does not add up", i+1)
		}
	}
	said := map[string][2]float64{ // what is said, and what the figures give
		"machines2": {85, 100 * (machines[1]/machines[0] - 1)}, "machines3": {95, 100 * (machines[2]/machines[1] - 1)},
		"machines4": {45, 100 * (1 - machines[3]/machines[2])}, "operations4": {25, 100 * (operations[3]/operations[2] -
			1)}, "more2": {25000, machines[1] - machines[0]}, "million": {-1e6, 12 * (machines[4] - machines[0])},
		"payback": {3.2, 2 / (40.3 / 12)}, "crisis": {8000, 3400}, "factor68": {68, 3400. / 50},
		"factor25": {25.8, 23000. / 890}, "sum40": {40.3, 17 + 8.5 + 12 + 2.8}, "return20": {20.15, 40.3 / 2},
		"five": {60, 12 + 42 + 6}, "weeks": {26, 8 + 6 + 4 + 8}, "year": {1002000, 12 * (totals[0] - totals[4])},
		"churn": {302083, 29 * 125000. / 12},
	}
	for _, id := range refuted {
		if v := said[id]; math.Abs(v[0]-v[1]) < .2*math.Abs(v[0]) {
			t.Errorf("%s says %g, and the figures give %g: that is no contradiction", id, v[0], v[1])
		}
	}
	for _, id := range borne {
		if v := said[id]; math.Abs(v[0]-v[1]) > .005*math.Abs(v[0]) {
			t.Errorf("%s says %g, and the figures give %g", id, v[0], v[1])
		}
	}
}

// No variant asks for a mean that no factors can have.
func TestRestIsPossible(t *testing.T) {
	for variant := range 500 {
		task := newTask(variant)
		w := scaling.Factors[0].Weight
		if v := (task.target.From - w*task.bad) / (1 - w); v <= 0 || v > 10 {
			t.Errorf("variant %d: the others would have to average %g", variant, v)
		}
		if b := scaling.BandOf(task.factors.Total()); b.Name == "" {
			t.Errorf("variant %d: score %g has no band", variant, task.factors.Total())
		}
	}
}

func TestWritten(t *testing.T) {
	exercisetest.Written(t, Exercise, map[string][]string{"urgency": {"7.8"}, "rest": {"3.85"},
		"fill": {"27", "27.8 days", "28", "4 weeks"}, "raw": {"75 TB", "75 TB a day", "0.075 PB per day"},
		"bucket": {"487 buckets", "486.5"}})
}
