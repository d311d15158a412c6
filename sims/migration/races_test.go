package migration

import (
	"math"
	"strings"
	"testing"
)

// raced is a log without versions whose copies overwrite what they meet, a minute after they have read it.
func raced(t *testing.T, change func(*Params)) Params {
	return with(t, "0:dual_write;1:backfill;3:shadow_read;4:ramp=10;5:flip;5:reverse;8:decommission",
		func(p *Params) {
			p.Mechanism, p.Versions, p.Rule, p.GapMs, p.Follow = cdc, false, "overwrite", 60_000, 4000
			change(p)
		})
}

// A sample of 100 million rows tells as many differences as a table a thousandth as large, written a thousandth as
// often, of which every row is followed. Both count events of rare rows; five deviations of either.
func TestRacesAsFollowedOneByOne(t *testing.T) {
	sum := func(change func(*Params)) (rest, gate, variance float64) {
		for seed := 1; seed <= 6; seed++ {
			r := rowsRun(nil, raced(t, func(p *Params) { p.Seed = seed; change(p) }))
			rest, gate = rest+r.Rest.differs(), gate+r.gate().differs()
			variance += r.gate().sum(missing, extra).Squares
		}
		return rest / 6, gate / 6, variance / 36
	}
	rest, gate, variance := sum(func(*Params) {})
	fewRest, fewGate, _ := sum(func(p *Params) {
		p.Keys, p.Follow, p.WriteRate, p.BackfillRate = 100_000, 100_000, 1, 10
	})
	wide := 5 * math.Sqrt(variance+1e6*fewGate/6)
	if gate < 3000 || math.Abs(gate-1000*fewGate) > wide || rest < 1000 || math.Abs(rest-1000*fewRest) > wide {
		t.Errorf("at the gate %.0f rows, followed one by one %.1f thousand; at rest %.0f and %.1f thousand ± %.0f",
			gate, fewGate, rest, fewRest, wide)
	}
	if variance > .02*gate*gate {
		t.Errorf("the standard error is %.0f of %.0f", math.Sqrt(variance), gate)
	}
}

// As many rows are written beside their copy as writes come in that time, rate × time, as long as few come twice.
func TestRacedRows(t *testing.T) {
	p := raced(t, func(p *Params) { p.Zipf = 0 })
	r := rowsRun(nil, p)
	want := p.WriteRate * (p.GapMs + p.RelayMs + 2*reach*p.StoreMs) / 1000
	if math.Abs(r.Races/want-1) > .01 { // e^−x = 1 − x to a thousandth here
		t.Errorf("%.0f rows, want %.0f", r.Races, want)
	}
}

// Any one of three safeguards keeps races out: versions, marks in the log, no time between reading and writing. What
// rests on a sample says so, and never that no row differs.
func TestSafeguardsAgainstRaces(t *testing.T) {
	for name, change := range map[string]func(*Params){
		"versions": func(p *Params) { p.Versions, p.Rule = true, "if_newer" },
		"marks":    func(p *Params) { p.Watermark = true },
	} {
		p := raced(t, change)
		r := rowsRun(nil, p)
		said := takeaway(p, r)
		if r.Rest.differs() != 0 || r.early() {
			t.Errorf("%s: %g rows differ", name, r.Rest.differs())
		}
		if sure := name == "versions"; strings.Contains(said, "no row differs") != sure ||
			strings.Contains(said, "fewer than") == sure {
			t.Errorf("%s: %s", name, said)
		}
	}
	p := raced(t, func(p *Params) { p.Mechanism, p.Watermark = outbox, true })
	if r := rowsRun(nil, p); r.Rest.differs() == 0 {
		t.Error("an outbox carries no marks")
	}
}

// The parts into which the sample is split stand together for all rows, each with writes as often as they come: the
// share of rows that nothing has reached is the same with and without copies to stand beside.
func TestSplitKeepsRates(t *testing.T) {
	p := raced(t, func(p *Params) { p.Versions = true })
	f, r := followAll(nil, p)
	want := p.WriteRate * float64(f.line.End) / float64(sec)
	if math.Abs(r.Work.Live/want-1) > .02 { // a stratified sample of ranks
		t.Errorf("%.4g writes, want %.4g", r.Work.Live, want)
	}
}
