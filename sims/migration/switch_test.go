package migration

import (
	"math"
	"strings"
	"testing"
)

const backPlan = "0:dual_write;1:backfill;3:shadow_read;4:ramp=10;5:flip;5:reverse;8:decommission"

// A write that the old store takes after the flip has been sent there as to the store of record: it counts for the
// application, and with a log nothing differs when the writes end at the flip.
func TestWritesUnderWayAtTheFlip(t *testing.T) {
	for _, mechanism := range []string{cdc, outbox} {
		p := with(t, "0:dual_write;1:backfill;5:flip", func(p *Params) {
			p.Hours, p.Mechanism, p.Keys, p.WriteRate, p.StoreMs, p.Zipf = 120, mechanism, 1000, 10_000, 100, 1.4
		})
		if r := rowsRun(nil, p); r.Rest.differs() != 0 || len(failed(checks(p, r))) > 1 {
			t.Errorf("%s: %v differ; %v", mechanism, r.Rest.differs(), failed(checks(p, r)))
		}
	}
}

// After the flip second writes get lost as before it, as many for each day: what a loss of the new store would cost
// grows with them. A row is lost when its last write is one of those that fail.
func TestLossesAfterTheFlip(t *testing.T) {
	loss := func(change func(*Params)) Result {
		return rowsRun(nil, with(t, backPlan, func(p *Params) { p.Follow = 4000; change(p) }))
	}
	none := loss(func(p *Params) { p.CrashPerDay = 0 })
	if n := none.Loss.Rows.Sum; n > 30 {
		t.Errorf("%g rows without losses", n)
	}
	r := loss(func(p *Params) { p.CrashPerDay, p.CrashBetween = 0, .01 })
	all := with(t, strings.Replace(backPlan, "5:reverse;", "", 1), func(p *Params) { p.Follow = 4000 })
	written := rowsRun(nil, all).Loss.Rows.Sum                                // rows written after the flip
	if got, want := r.Loss.Rows.Sum, .01*written; math.Abs(got/want-1) > .4 { // 200 rows followed
		t.Errorf("%.0f rows, want about a hundredth of %.0f", got, written)
	}
	if r := loss(func(p *Params) { p.CrashPerDay = 1000 }); r.Loss.Rows.Sum < 1000 || r.Loss.Rows.Sum > 15_000 {
		t.Errorf("%g rows with 15,000 second writes lost", r.Loss.Rows.Sum)
	}
}

// An old store that has more than the new one lacks nothing: an UPDATE that found no row changes neither.
func TestOldStoreAheadIsNoLoss(t *testing.T) {
	p := with(t, backPlan, func(p *Params) { p.OutageMin, p.OutageAtDay, p.DeletePct, p.Zipf = 600, 2.5, 20, 0 })
	r := rowsRun(nil, p)
	if r.Rest.Count[missing].Sum < 1e5 || r.Loss.Rows.Sum > 1000 {
		t.Errorf("%g rows missing, %g lost", r.Rest.Count[missing].Sum, r.Loss.Rows.Sum)
	}
}

// Forward, back and forward again: the new store is the store of record twice, and retiring the old store while it is
// the store of record is never called harmless.
func TestForwardAndBack(t *testing.T) {
	p := with(t, "0:dual_write;1:backfill;2:flip;2:reverse;3:rollback;4:flip;5:decommission",
		func(p *Params) { p.Mechanism = cdc })
	r := rowsRun(nil, p)
	l := &r.Line
	for at, want := range map[float64]bool{1.9: false, 2: true, 2.9: true, 3: false, 3.9: false, 4: true, 6: true} {
		if l.primaryNew(ticksOf(at)) != want || l.reads(ticksOf(at)) != map[bool]float64{true: 100}[want] {
			t.Errorf("day %g: the new store is the store of record: %v, reads %g %%", at, !want, l.reads(ticksOf(at)))
		}
	}
	plan, _ := parsePlan("0:dual_write;1:backfill;2:flip;2:reverse;3:rollback;5:decommission")
	p.Plan = plan
	r = rowsRun(nil, p)
	word, open := gate(p, r, plan[len(plan)-1], r.last())
	if open || !r.Line.primaryNew(r.Line.End) {
		t.Errorf("the old store is retired as the store of record: %s", word)
	}
}

// A planned way back loses nothing that is still on its way; a loss of the new store at that moment would.
func TestPlannedRollback(t *testing.T) {
	p := with(t, "0:dual_write;1:backfill;3:flip;3:reverse;5:rollback", func(p *Params) { p.Mechanism = cdc })
	r := rowsRun(nil, p)
	word, open := gate(p, r, p.Plan[4], r.last())
	if want := 1000 * .505; !open || math.Abs(r.Loss.Carried.Sum-want) > 5*math.Sqrt(want) {
		t.Errorf("%s; %g rows on the way back, want %g", word, r.Loss.Carried.Sum, want)
	}
}
