package storagecost

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"tradeofflab/sims/model"
	"tradeofflab/sims/simtest"
)

const trials = 400

// drawn is a legal set of parameters.
func drawn(rng *rand.Rand) Params {
	log := func(low, high float64) int { return int(low * math.Pow(high/low, rng.Float64())) }
	p := Params{ObjectsPerDay: log(1, 1e7), SizeKB: log(1, 1e6), Months: 1 + rng.IntN(60),
		ReadsInitial: float64(rng.IntN(1000)) / 10,
		HalfLifeDays: float64(log(1, 365)), Unit: []string{"gb", "gib"}[rng.IntN(2)], Region: "us-east-1",
		EdgeHitPct: float64(rng.IntN(3)) * 50}
	if rng.IntN(2) == 0 {
		p.DeleteAfter = 1 + rng.IntN(400)
	}
	p.Class = prices.Places[rng.IntN(places)].ID
	for strings.HasPrefix(p.Class, "it_") {
		p.Class = prices.Places[rng.IntN(places)].ID
	}
	p.Lifecycle = drawnRules(rng)
	if valid(p) != nil {
		p.Lifecycle = ""
	}
	return p
}

// drawnRules walks down the list of classes, skipping some.
func drawnRules(rng *rand.Rand) string {
	var rules []string
	day := 0
	for _, c := range descent[1:] {
		if rng.IntN(2) == 0 {
			day += 30 + rng.IntN(60)
			rules = append(rules, fmt.Sprintf("%d %s", day, prices.at(c).ID))
		}
	}
	return strings.Join(rules, ", ")
}

// Every check of every legal run holds: bytes and reads are conserved, the bill is the sum of its lines, and the
// storage of objects that do not move has a closed form.
func TestChecksHold(t *testing.T) {
	rng := model.Stream(1, "checks")
	for range trials {
		p := drawn(rng)
		r := Run(p)
		for _, c := range checks(p, r) {
			if !c.OK {
				t.Errorf("%+v: %s: got %g, want %g ± %g", p, c.Name, c.Got, c.Want, c.Tolerance)
			}
		}
		for m, b := range r.Bills {
			for i, v := range b {
				if v < 0 || math.IsNaN(v) || math.IsInf(v, 0) {
					t.Errorf("%+v: month %d: %s costs %g", p, m+1, lineNames[i].label, v)
				}
			}
		}
	}
}

// The bill that is shown is the sum of the lines that are shown.
func TestMetricsAddUp(t *testing.T) {
	r, err := simtest.Run(Sim, url.Values{"lifecycle": {"30 standard_ia, 45 glacier_ir"}, "edge_hit_pct": {"60"},
		"delete_after_days": {"100"}})
	if err != nil {
		t.Fatal(err)
	}
	lines := 0.0
	for _, name := range lineNames {
		m, ok := r.Metric(name.id)
		if !ok {
			t.Errorf("no metric %s", name.id)
		}
		lines += m.Value
	}
	m, _ := r.Metric("month_cost_usd")
	close(t, "month_cost_usd", m.Value, lines, 1e-9*lines)
}

// More objects never cost less, and larger ones neither. Intelligent-Tiering is left out of the second: from 128 KB on
// it moves objects down, so that a larger object can be cheaper.
func TestCostGrowsWithBytes(t *testing.T) {
	rng := model.Stream(2, "growth")
	for range trials {
		p := drawn(rng)
		cost := Run(p).total().Sum()
		more := p
		more.ObjectsPerDay += 1 + p.ObjectsPerDay/10
		if got := Run(more).total().Sum(); got < cost*(1-rounding) {
			t.Errorf("%+v: %d objects a day cost %g, %d cost %g", p, p.ObjectsPerDay, cost, more.ObjectsPerDay, got)
		}
		if strings.Contains(p.Class+p.Lifecycle, "intelligent") {
			continue
		}
		larger := p
		larger.SizeKB += 1 + p.SizeKB/10
		if got := Run(larger).total().Sum(); got < cost*(1-rounding) {
			t.Errorf("%+v: %d KB cost %g, %d KB cost %g", p, p.SizeKB, cost, larger.SizeKB, got)
		}
	}
}

// With free transitions, no reads and no deletion, rules never cost more than S3 Standard in any month so far. Objects
// are at least as large as the minimum sizes. Intelligent-Tiering is left out: its volume steps are counted apart from
// those of S3 Standard, which can cost more in the first days.
func TestFreeRulesNeverCostMore(t *testing.T) {
	free := *prices
	free.Places = append([]placePrices(nil), prices.Places...)
	for i := range free.Places {
		free.Places[i].Transition.USD = 0
	}
	rng := model.Stream(3, "free rules")
	for range trials {
		p := drawn(rng)
		p.Class, p.ReadsInitial, p.DeleteAfter, p.SizeKB = "standard", 0, 0, max(p.SizeKB, 128)
		p.Lifecycle = drawnRules(rng)
		if strings.Contains(p.Lifecycle, "intelligent") {
			continue
		}
		r, base := run(p, &free), run(plain(p), &free)
		own, std := 0.0, 0.0
		for m := range r.Bills {
			own, std = own+r.Bills[m].Sum(), std+base.Bills[m].Sum()
			if own > std*(1+rounding) {
				t.Fatalf("%+v: by month %d the rules cost %g, S3 Standard %g", p, m+1, own, std)
			}
		}
	}
}

// A class with a minimum duration and size charges each object for exactly that, once, however short its stay.
func TestMinimumChargedOnce(t *testing.T) {
	for _, c := range []place{standardIA, oneZoneIA, glacierIR, glacierFlexible, deepArchive} {
		at := prices.at(c)
		for _, kb := range []int{1, 127, 128, 5000} {
			for _, months := range []int{1, 24} {
				p := Params{ObjectsPerDay: 1000, SizeKB: kb, Months: months, HalfLifeDays: 1, Class: at.ID,
					DeleteAfter: 10, Unit: "gb"}
				all := Run(p).total()
				// metadata at S3 Standard has no minimum
				index := 10 / daysPerMonth * p.gb(at.IndexKB) * prices.at(standard).first()
				each := at.MinDays/daysPerMonth*p.gb(at.billedKB(float64(kb)))*at.first() + index
				want := each * p.cohort() * float64(months)
				close(t, fmt.Sprintf("%s, %d KB, %d months", at.ID, kb, months), all[storageLine]+all[earlyLine], want,
					rounding*want)
			}
		}
		p := Params{ObjectsPerDay: 1000, SizeKB: 500, Months: 24, HalfLifeDays: 1, Class: at.ID,
			DeleteAfter: 181, Unit: "gb"}
		close(t, at.ID+" after its minimum", Run(p).total()[earlyLine], 0, 0)
	}
}

// Each class that is left early charges its own rest, once: 60 of 90 days here, then 110 of 180.
func TestMinimumOfEachStay(t *testing.T) {
	p := Params{ObjectsPerDay: 1000, SizeKB: 500, Months: 6, HalfLifeDays: 1, Class: "glacier_ir",
		Lifecycle: "30 deep_archive", DeleteAfter: 100, Unit: "gb"}
	gb := p.cohort() / daysPerMonth
	want := 0.0
	want += 6 * 60 * gb * p.gb(500) * 0.004    // six cohorts leave Glacier Instant at day 30
	want += 3 * 110 * gb * p.gb(532) * 0.00099 // three have come to day 100 by the end of month 6
	close(t, "minimum durations", Run(p).total()[earlyLine], want, rounding*want)
}
