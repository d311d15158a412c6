package migration

import (
	"math"
	"strings"
	"testing"
)

// outagePlan sends reads and writes to a store that is down from day 4 to day 4 and ten hours.
func outaged(t *testing.T, plan string) (Params, Result) {
	p := with(t, plan, func(p *Params) { p.Mechanism, p.OutageMin, p.OutageAtDay = cdc, 600, 4 })
	return p, rowsRun(nil, p)
}

// A store that is down refuses: rate × time of the outage, writes after the flip and reads by their share; five
// deviations of a Poisson number. Its gates are closed, and reads meet what waits for its end.
func TestDownStoreRefuses(t *testing.T) {
	p, r := outaged(t, "0:dual_write;1:backfill;3:shadow_read;4.1:ramp=10;4.2:flip;6:decommission")
	up := 4 + 600./1440
	writes, reads := 1000*86_400*(up-4.2), 9000*86_400*(.1*.1+(up-4.2))
	if math.Abs(r.Refused-writes) > 5*math.Sqrt(writes) || math.Abs(r.RefusedReads-reads) > 5*math.Sqrt(reads) {
		t.Errorf("%.0f writes and %.0f reads refused, want %.0f and %.0f", r.Refused, r.RefusedReads, writes, reads)
	}
	for _, i := range []int{3, 4} {
		word, open := gate(p, r, p.Plan[i], r.Looks[r.Line.look(ticksOf(p.Plan[i].Day))])
		if open || !strings.Contains(word, "down") {
			t.Errorf("%s: %s", p.Plan[i], word)
		}
	}
	// 8.6 million writes wait, to somewhat fewer rows
	if n := r.gate().Count[behind].Sum; !r.early() || n < 2e6 || n > 8.7e6 {
		t.Errorf("%.0f rows wait behind the outage", n)
	}
	if said := takeaway(p, r); !strings.Contains(said, "refused") {
		t.Error(said)
	}
}

// What has waited is delivered at the rate stated: with five times the rate of the writes, ten hours of changes are
// worked off after 2.5 hours more, in which those that come meanwhile wait too.
func TestBacklogDrains(t *testing.T) {
	_, r := outaged(t, "0:dual_write;1:backfill;7:flip")
	l := &r.Line
	if got, want := daysOf(l.Level-l.Up)*24, 2.5; math.Abs(got-want) > 1e-6 {
		t.Errorf("worked off after %g h, want %g", got, want)
	}
	// hours from the beginning, and from the end
	for at, want := range map[float64]float64{0: 0, 5: 1, 10: 2, 12.5: 2.5} {
		from := l.Down + ticksOf(at/24)
		if got := daysOf(l.delivered(from)-l.Up) * 24; math.Abs(got-want) > 1e-4 {
			t.Errorf("a change of hour %g is delivered %g h after the outage, want %g", at, got, want)
		}
	}
	during, after := r.Looks[l.look(l.Up)].Count[behind].Sum, r.Looks[l.look(l.Level)].Count[behind].Sum
	if during == 0 || after > 0 || l.delivered(l.Level) != l.Level {
		t.Errorf("%g rows wait at the end of the outage, %g when all is worked off", during, after)
	}
}

// With two writes an outage loses rate × time of them, and the number shown is the one that is checked.
func TestLostSecondWrites(t *testing.T) {
	for _, zipf := range []float64{0, .9, 1.4} {
		for seed := 1; seed <= 3; seed++ {
			p := with(t, backPlan, func(p *Params) { p.CrashPerDay, p.Zipf, p.Seed = 1000, zipf, seed })
			r := rowsRun(nil, p)
			// 8 days of two writes, of which 3 after the flip
			want := float64(r.Crashes) * 5
			if got := r.lost(); math.Abs(got-want) > 5*math.Sqrt(want*p.crashWeight(r.Crashes)) || r.Crashes < 7500 {
				t.Errorf("Zipf %g, seed %d: %.0f lost with %d crashes, want %.0f", zipf, seed, got, r.Crashes, want)
			}
			for _, c := range lostChecks(p, r) {
				if m, _ := metric(metrics(p, r), "lost_second_writes"); c.Got != m {
					t.Errorf("the check has %g, the page %g", c.Got, m)
				}
			}
		}
	}
	p := with(t, backPlan, func(p *Params) { p.CrashPerDay, p.OutageMin, p.OutageAtDay = 0, 600, 2.5 })
	if got, want := rowsRun(nil, p).lost(), 3.6e7; math.Abs(got-want) > 5*math.Sqrt(want) {
		t.Errorf("%.0f lost in the outage, want %.0f", got, want)
	}
}
