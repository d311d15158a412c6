package migration

import (
	"math"
	"strings"
	"testing"

	"tradeofflab/sims"
)

func metric(all []sims.Metric, id string) (value float64, beside string) {
	for _, m := range all {
		if m.ID == id {
			return m.Value, m.Compare
		}
	}
	return math.NaN(), ""
}

// How long a wrong transform stays unmet follows from the comparisons, not from the length of the plan. A tenth of a
// million rows is spoilt with the next write to each: .1·(1 − e^−0.036 h), 417 comparisons an hour, so that the
// hazard is 1.5 t and the mean √(π/(2·1.5)) = 1.02 h with a deviation of 0.53 h. Five deviations of their mean.
func TestTimeToMeetSpoiltRow(t *testing.T) {
	for _, last := range []string{"10", "60", "365"} {
		sum, n := 0.0, 16
		for seed := 1; seed <= n; seed++ {
			p := with(t, "0:dual_write;0:backfill;1:shadow_read;"+last+":flip", func(p *Params) {
				p.Mechanism, p.Zipf, p.Keys, p.WriteRate, p.Seed, p.Follow = cdc, 0, 1_000_000, 10, seed, 2000
				p.DefectRate, p.BugAtDay, p.CompareN = .1, 4, 10_000
			})
			sum += rowsRun(nil, p).bugHours() / float64(n)
		}
		if math.Abs(sum-1.02) > 5*.53/math.Sqrt(float64(n)) {
			t.Errorf("a plan of %s days: %.3f h in the mean", last, sum)
		}
	}
}

// Whether rows differ when reads go over does not depend on whether anybody compares: the figure never says that none
// does where some do, and nothing is seen before comparisons begin.
func TestDifferencesNobodyLooksFor(t *testing.T) {
	for name, p := range map[string]Params{
		"no comparisons": with(t, "0:dual_write;1:backfill;2:pause;3:flip", func(p *Params) {
			p.Mechanism, p.Keys = cdc, 1_000_000_000
		}),
		"off":    with(t, storyPlan, func(p *Params) { p.Compare = "off" }),
		"later":  with(t, "0:dual_write;1:ramp=10;3:shadow_read;4:flip", func(p *Params) { p.Mechanism = cdc }),
		"no way": with(t, "0:reverse;0:flip", func(*Params) {}),
	} {
		r := rowsRun(nil, p)
		said := detectFigure(p, r).Takeaway
		share := r.gate().differs() / r.gate().rows()
		if math.Abs(r.Seen.Truth-share) > 1e-3 || share < .05 || strings.Contains(said, "no row") ||
			strings.Contains(said, "none of") {
			t.Errorf("%s: %s; %g differ, %g shown", name, said, share, r.Seen.Truth)
		}
		if _, beside := metric(metrics(p, r), "mismatch_seen_pct"); !strings.Contains(beside, "nothing is compared") ||
			r.Seen.Share != 0 {
			t.Errorf("%s: %s, %g", name, beside, r.Seen.Share)
		}
	}
}

// A detection that did not happen has no time, and none is counted before a row can be spoilt.
func TestNothingFound(t *testing.T) {
	p := with(t, wholePlan, func(p *Params) { p.Mechanism, p.Compare, p.DefectRate = cdc, "off", .01 })
	all := metrics(p, rowsRun(nil, p))
	for _, id := range []string{"detection_delay_h", "bug_found_h"} {
		if _, beside := metric(all, id); beside != "not found until the end" {
			t.Errorf("%s: %q", id, beside)
		}
	}
	p = with(t, "3:dual_write;3:backfill;4:shadow_read;9:flip", func(p *Params) {
		p.Mechanism, p.BugAtDay, p.DefectRate = cdc, 0, .01
	})
	if r := rowsRun(nil, p); r.Line.bugBegins() != 3*day || r.bugHours() > 25 {
		t.Errorf("from %g days on, %g h", daysOf(r.Line.bugBegins()), r.bugHours())
	}
}

// A comparison of reads takes what the application has read: it costs the old store nothing.
func TestComparedReadsCostNothing(t *testing.T) {
	cost := func(compare string) (Result, float64) {
		p := with(t, wholePlan, func(p *Params) {
			p.Mechanism, p.BackfillRate, p.Compare, p.ComparePct = cdc, 100, compare, 100
		})
		r := Run(nil, p)
		return r, r.readTimes(p)
	}
	off, offTimes := cost("off")
	reads, readsTimes := cost("reads")
	if off.Wait.BusyPct != reads.Wait.BusyPct || offTimes != readsTimes {
		t.Errorf("%g %% busy and %g times, without comparisons %g and %g", reads.Wait.BusyPct, readsTimes,
			off.Wait.BusyPct, offTimes)
	}
}

// The second row of an outbox is a write of the old store: 1,000 more on 25,000 a second.
func TestOutboxIsWritten(t *testing.T) {
	p := with(t, storyPlan, func(p *Params) { p.Mechanism, p.Compare = outbox, "off" })
	if w := Run(nil, p).Wait; math.Abs(w.BusyPct-44) > 1e-9 || w.Added() < 1 {
		t.Errorf("%g %% busy, %g ms added", w.BusyPct, w.Added())
	}
	p.ReadsPer = 0
	if w := Run(nil, p).Wait; math.Abs(w.BusyPct-80) > 1e-9 {
		t.Errorf("without reads %g %% busy", w.BusyPct)
	}
}

// The share of writes that one store takes after a newer one, against 200,000 writes of one stream that were simulated
// apart: 4.36, 20.4 and 34.9 %, three deviations each.
func TestOrderOfRuns(t *testing.T) {
	for _, c := range []struct {
		send       string
		u, percent float64
	}{{"sequential", .1, 4.36}, {"sequential", 1, 20.4}, {"parallel", 1, 34.9}} {
		p := with(t, "0:dual_write;0:backfill;5:pause", func(p *Params) {
			p.Zipf, p.Keys, p.Send, p.WriteRate, p.StoreMs = 0, 1000, c.send, 1000, 1000*c.u
		})
		got := runDisorder(nil, p, newTimeline(p)).pct()
		room := 3 * 100 * (math.Sqrt(c.percent/100/orderTrials) + math.Sqrt(c.percent/100/200_000))
		if math.Abs(got-c.percent) > room {
			t.Errorf("%s u=%g: %.2f %%, want %.2f ± %.2f", c.send, c.u, got, c.percent, room)
		}
	}
}
