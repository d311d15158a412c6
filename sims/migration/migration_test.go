package migration

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"tradeofflab/sims"
)

// with gives the defaults with a plan and a change.
func with(t *testing.T, plan string, change func(*Params)) Params {
	t.Helper()
	p := defaults
	entries, err := parsePlan(plan)
	if err != nil {
		t.Fatal(err)
	}
	p.Plan = entries
	p.Follow = 1000
	change(&p)
	return p
}

const wholePlan = "0:dual_write;1:backfill;3:shadow_read;4:flip;4:reverse;6:decommission"

// The plan of the story copies nothing: every row from before it is missing, also with a log that carries only changes.
func TestStoryLeavesEarlierRows(t *testing.T) {
	for _, seed := range []int{1, 2, 3} {
		p := with(t, storyPlan, func(p *Params) { p.Seed = seed })
		if r := rowsRun(nil, p); r.Lacking != r.Earlier || r.Earlier.Sum == 0 || !r.early() {
			t.Errorf("seed %d: %g of %g earlier rows are missing", seed, r.Lacking.Sum, r.Earlier.Sum)
		}
	}
}

// With an outbox or a log, versions and a backfill the stores are alike at rest, whatever comes in between.
func TestLogAndBackfillConverge(t *testing.T) {
	for _, mechanism := range []string{outbox, cdc} {
		for _, delivery := range []string{"in_order", "any_order"} {
			p := with(t, wholePlan, func(p *Params) {
				p.Mechanism, p.Delivery, p.OutageMin, p.OutageAtDay, p.DuplicatePct = mechanism, delivery, 300, 2, 10
				p.DeletePct, p.GapMs, p.Keys = 20, 60_000, 2000
			})
			r := rowsRun(nil, p)
			if n := r.Rest.differs(); n != 0 {
				t.Errorf("%s %s: %g rows differ at rest", mechanism, delivery, n)
			}
		}
	}
}

// Each safeguard alone is needed: without it rows differ.
func TestSafeguards(t *testing.T) {
	hard := func(change func(*Params)) Params {
		return with(t, "0:dual_write;0.001:backfill", func(p *Params) {
			p.Keys, p.WriteRate, p.DeletePct, p.GapMs, p.BackfillRate = 5000, 20, 20, 60_000, 10
			p.Follow, p.Mechanism, p.Hours = 5000, cdc, .3
			change(p)
		})
	}
	good := rowsRun(nil, hard(func(p *Params) {}))
	if n := good.Looks[0].rows(); n != 5000 {
		t.Fatalf("%g rows at the start", n)
	}
	if n := good.Rest.differs(); n != 0 {
		t.Fatalf("%g rows differ with every safeguard", n)
	}
	for name, c := range map[string]struct {
		change func(*Params)
		state  state
	}{
		"copies that overwrite bring deleted rows back": {func(p *Params) {
			p.Versions, p.Rule = false, "overwrite"
		}, extra},
		"copies where there is none bring deleted rows back": {func(p *Params) {
			p.Versions, p.Rule = false, "if_absent"
		}, extra},
		"an outage loses second writes": {func(p *Params) {
			p.Mechanism, p.OutageMin, p.OutageAtDay = dual, 5, .002
		}, stale},
		"a transform that is not mended spoils": {func(p *Params) { p.DefectRate = .1; p.BugAtDay = 0 }, wrong},
		"no order and no versions leave older changes": {func(p *Params) {
			p.Versions, p.Delivery, p.RelayMs, p.WriteRate = false, "any_order", 5000, 2000
		}, stale},
	} {
		if r := rowsRun(nil, hard(c.change)); r.Rest.Count[c.state].Sum <= 0 {
			t.Errorf("%s: none; %v", name, r.Rest)
		}
	}
	marked := hard(func(p *Params) { p.Versions, p.Rule, p.Watermark = false, "overwrite", true })
	if r := rowsRun(nil, marked); r.Rest.differs() != 0 {
		t.Errorf("copies through the log leave %v", r.Rest)
	}
}

// A repair mends what a wrong transform has spoilt.
func TestRepairMends(t *testing.T) {
	p := with(t, "0:dual_write;1:backfill;3:repair;5:flip", func(p *Params) { p.Mechanism, p.DefectRate = cdc, .1 })
	if r := rowsRun(nil, p); r.Rest.differs() != 0 || r.Looks[r.Line.look(3*day)].Count[wrong].Sum == 0 {
		t.Errorf("spoilt rows: %v", r.Rest)
	}
}

// A lone crash costs what is between the two answers, rate × response (Little); five deviations.
func TestCrashLosesWhatIsUnderWay(t *testing.T) {
	p := with(t, storyPlan, func(p *Params) { p.CrashPerDay = 1000 })
	r := rowsRun(nil, p)
	want := float64(r.Crashes) * 5
	if math.Abs(r.InFlight-want) > 5*math.Sqrt(want*p.crashWeight(r.Crashes)) {
		t.Errorf("%d crashes lose %.0f writes, want %.0f", r.Crashes, r.InFlight, want)
	}
}

// What is on its way back when the new store dies is rate × lag.
func TestLossOnTheWayBack(t *testing.T) {
	p := with(t, wholePlan, func(p *Params) { p.Mechanism = cdc })
	r := rowsRun(nil, p)
	if want := 1000 * .505; math.Abs(r.Loss.Rows.Sum-want) > 5*math.Sqrt(want) {
		t.Errorf("%.0f rows, want %.0f", r.Loss.Rows.Sum, want)
	}
}

// Invariants on drawn runs: rows are neither made nor lost by the bookkeeping, no check of a legal run fails, and no
// state is negative beyond rounding.
func TestDrawnRuns(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	runs := 400
	if testing.Short() {
		runs = 60
	}
	for i := range runs {
		p := drawParams(rng)
		if valid(p) != nil {
			continue
		}
		r := rowsRun(nil, p)
		for _, k := range append(r.Looks, r.Rest) {
			sum := 0.0
			for _, n := range k.Count {
				sum += n.Sum
			}
			want := float64(p.Keys)
			if p.Kind == "insert" {
				want += p.WriteRate * float64(r.Line.End) / float64(sec) / (1 + p.DeletePct/100)
			}
			if math.Abs(sum/want-1) > 1e-6 {
				t.Fatalf("%+v: %g rows at %d, want %g", p, sum, k.At, want)
			}
		}
		if i%50 == 0 {
			r.Wait = waitsOf(nil, p, r.Line)
		} else {
			r.Wait.BusyPct = 100 // not held here
		}
		for _, c := range checks(p, r) {
			if !c.OK || math.IsNaN(c.Got+c.Want+c.Tolerance) {
				t.Errorf("%+v: %s: got %g, want %g ± %g", p, c.Name, c.Got, c.Want, c.Tolerance)
			}
		}
		for _, m := range metrics(p, r) {
			if math.IsNaN(m.Value) || math.IsInf(m.Value, 0) {
				t.Errorf("%+v: %s is %g", p, m.ID, m.Value)
			}
		}
	}
}

// drawParams draws a small run with a random plan.
func drawParams(rng *rand.Rand) Params {
	one := func(values ...string) string { return values[rng.IntN(len(values))] }
	p := defaults
	p.Mechanism, p.Send, p.Form = one(noFeed, dual, outbox, cdc), one("sequential", "parallel"), one("change", "row")
	p.Delivery, p.Rule = one("in_order", "any_order"), one("overwrite", "if_absent", "if_newer")
	p.Kind, p.Compare = one("insert", "update", "update"), one("off", "keys", "reads")
	p.Keys, p.WriteRate = int(math.Pow(10, 3+5*rng.Float64())), math.Pow(10, 3*rng.Float64())
	p.Versions, p.Watermark = rng.IntN(2) == 0, rng.IntN(2) == 0
	p.BackfillRate, p.Zipf = math.Pow(10, 1+5*rng.Float64()), 1.4*rng.Float64()
	p.DeletePct, p.GapMs = 20*rng.Float64(), 60_000*rng.Float64()
	p.OutageMin, p.OutageAtDay = float64(rng.IntN(2)*rng.IntN(600)), 3*rng.Float64()
	p.DefectRate, p.BugAtDay = float64(rng.IntN(2))*.1*rng.Float64(), 3*rng.Float64()
	p.CrashBetween, p.CompareN = float64(rng.IntN(2))*.01, rng.IntN(2)*rng.IntN(3000)
	p.Follow, p.Seed = 200, rng.IntN(1000)
	at := 0.0
	p.Plan = nil
	for range 1 + rng.IntN(7) {
		p.Plan = append(p.Plan, Entry{Day: at, Phase: phases[rng.IntN(len(phases))], Percent: 10})
		if p.Plan[len(p.Plan)-1].Phase == decommission {
			break
		}
		at += 2 * rng.Float64()
	}
	return p
}

// A plan that cannot be read says which entry, and why.
func TestPlans(t *testing.T) {
	for text, want := range map[string]string{
		"": "at least one", "0": "DAY:PHASE", "x:flip": "day", "0:jump": "no phase", "3:flip;1:ramp=5": "order",
		"0:decommission;1:flip": "after decommission", "0:ramp": "share", "0:ramp=200": "0 to 100",
		"0:flip=3": "only ramp", strings.Repeat("0:pause;", 33): "at most 32", "NaN:flip": "day",
	} {
		if _, err := parsePlan(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func failed(all []sims.Check) (out []sims.Check) {
	for _, c := range all {
		if !c.OK {
			out = append(out, c)
		}
	}
	return out
}
