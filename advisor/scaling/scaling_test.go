package scaling

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > tolerance {
		t.Errorf("%s: got %v, want %v within %v", what, got, want, tolerance)
	}
}

// TestStory holds the functions to the figures that the story prints, or that follow from its tables.
func TestStory(t *testing.T) {
	h := StoryHidden()
	near(t, "hours", h.Hours(), 317, 0)
	near(t, "work", h.Work(), 47_550, 0)
	near(t, "machines", h.Machines(), 27_500, 0)
	near(t, "churn", h.Churn(), 301_041.67, .005)
	near(t, "churn of whole customers", h.WholeChurn(), 302_083.33, .005)
	near(t, "hidden cost", h.Total(), 376_091.67, .005)
	near(t, "revenue of a customer", h.Mean(), 5_080, 0)
	near(t, "years", h.WorthYears(), 24.6, .05)
	near(t, "a year of all at risk, a month", h.YearOfAll(), 359_833, .5)
	if !h.Twice() {
		t.Error("850 of 25,000 are not found to be the 3.4 %")
	}
	for _, c := range []Hidden{{AtRisk: 0, ChurnPct: .03, AllCustomers: 25_000},
		{AtRisk: 1, ChurnPct: .04, AllCustomers: 1e6}, {AtRisk: 890, ChurnPct: 3.4, AllCustomers: 25_000}} {
		if c.Twice() {
			t.Errorf("%v of %v are taken for %v %%", c.AtRisk, c.AllCustomers, c.ChurnPct)
		}
	}
	stages := Stages()
	for i, want := range []float64{143_500, 102_000, 95_000, 65_000, 60_000} {
		near(t, stages[i].Name, stages[i].Bill.Total(), want, 0)
	}
	less := stages[0].Bill.Less(stages[4].Bill)
	if want := (Bill{-33_500, -3_000, 120_000}); less != want {
		t.Errorf("from the first stage to the last: got %v, want %v", less, want)
	}
	near(t, "paid less", less.Paid(), -36_500, 0)
	near(t, "levers", LeverSum(), 950_000, 0)
	near(t, "spent on levers", LeverSpent(), 633_333, .5)
	near(t, "right size", RightSizing(stages[4].Bill.Machines), 176_400, 0)
	i := StoryImpact()
	near(t, "retention", i.Retention(), 17e6, 0)
	near(t, "effect", i.Total(), 40.3e6, 0)
	near(t, "return", i.Return(), 20.15, 1e-12)
	near(t, "payback", i.Months(), .5955, .00005)
	near(t, "invested", i.InvestedFor(StoryPayback), 10.75e6, 5e3)
	near(t, "effect with a year's revenue", i.With(i.RetentionOfYear(h.Mean())), 25.03e6, 5e3)
}

// TestBands: weights add up to one; every score has a band, without a gap; and each band begins exactly at its limit.
func TestBands(t *testing.T) {
	sum := 0.0
	for _, f := range Factors {
		sum += f.Weight
	}
	near(t, "weights", sum, 1, 1e-12)
	for i, b := range Bands {
		if got := BandOf(b.From); got != b {
			t.Errorf("at %v: got %s, want %s", b.From, got.Name, b.Name)
		}
		if got, all := (Scores{b.From, b.From, b.From, b.From}).Total(), b.From; got != all {
			t.Errorf("four times %v: got %v", all, got)
		}
		up, ok := b.Above()
		if ok != (i > 0) || ok && (up != Bands[i-1] || up.From <= b.From || up.Months >= b.Months) {
			t.Errorf("above %s: got %v %v", b.Name, up, ok)
		}
	}
	if worst := (Scores{Worst, Worst, Worst, Worst}).Total(); worst != Worst || Bands[3].From != 0 {
		t.Errorf("the bands do not cover 0 to %v", worst)
	}
	near(t, "worst performance alone", Scores{10, 0, 0, 0}.Total(), 3.5, 0)
	near(t, "all but performance", Scores{0, 10, 10, 10}.Total(), 6.5, 0)
	near(t, "the mean of the others for high", Scores{10, 0, 0, 0}.Needed(1, 6), 10, 1e-9)
}

// TestScoresRise: no factor lowers the total, and the score that is said to reach a band reaches it.
func TestScoresRise(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		s := Scores{10 * r.Float64(), 10 * r.Float64(), 10 * r.Float64(), 10 * r.Float64()}
		for f := range s {
			more := s
			more[f] += r.Float64()
			if more.Total() < s.Total() {
				t.Fatalf("%v scores less than %v", more, s)
			}
			limit := Bands[r.IntN(3)].From
			more[f] = s.Needed(f, limit)
			near(t, "total at the score needed", more.Total(), limit, 1e-8)
		}
	}
}

// TestProposal: each score stays from 0 to 10, meets its anchors, and never falls when things get worse.
func TestProposal(t *testing.T) {
	for _, c := range []struct {
		name  string
		score func(float64) float64
		at    map[float64]float64
	}{
		{"latency", LatencyScore, map[float64]float64{0: 0, 1: 0, 10: 10, 68: 10}},
		{"load", func(v float64) float64 { return LoadScore(v, CPU) },
			map[float64]float64{0: 0, 40: 0, 80: 5, 120: 10}},
		{"runway", func(v float64) float64 { return -RunwayScore(v) + 10 }, map[float64]float64{0: 0, 12: 5, 24: 10,
			math.Inf(1): 10}},
		{"cost", func(v float64) float64 { return CostScore(v, 20) }, map[float64]float64{-5: 0, 20: 0, 40: 5, 60: 10}},
		{"cost without growth of revenue", func(v float64) float64 { return CostScore(v, 0) },
			map[float64]float64{0: 0, 1: 10}},
		{"business", func(v float64) float64 { return BusinessScore(v, 1, 0) }, map[float64]float64{0: 2, 2: 6, 9: 10}},
		{"worst of all", func(v float64) float64 { return PerformanceScore(1, v, 0, 0) },
			map[float64]float64{0: 0, 80: 5}},
	} {
		for v, want := range c.at {
			near(t, c.name, c.score(v), want, 1e-9)
		}
		last := 0.0
		for v := 0.0; v < 200; v += .25 {
			got := c.score(v)
			if got < last || got > Worst || math.IsNaN(got) {
				t.Fatalf("%s at %v: %v after %v", c.name, v, got, last)
			}
			last = got
		}
	}
}

// TestPlace: each volume lies in one bracket of each list, and the months lead to where the next begins.
func TestPlace(t *testing.T) {
	for _, l := range Lists() {
		for i, b := range l.Brackets {
			if i > 0 && b.FromGB <= l.Brackets[i-1].FromGB || i == 0 && b.FromGB != 0 {
				t.Errorf("%s: brackets do not rise from 0", l.Name)
			}
			p := l.Place(b.FromGB, 10)
			if p.At.Says != b.Says {
				t.Errorf("%s at %v GB: got %q, want %q", l.Name, b.FromGB, p.At.Says, b.Says)
			}
			if last := i == len(l.Brackets)-1; last != (p.Next == nil) || last != math.IsInf(p.Months, 1) {
				t.Errorf("%s at %v GB: %v months to %v", l.Name, b.FromGB, p.Months, p.Next)
			} else if !last {
				near(t, l.Name, b.FromGB+10*p.Months, p.Next.FromGB, 1e-6)
			}
		}
		if still := l.Place(1, 0); !math.IsInf(still.Months, 1) {
			t.Errorf("%s: what does not grow arrives in %v months", l.Name, still.Months)
		}
	}
}

// TestDisagreements: the lists name no common step in three ranges, as comparing them by hand gives.
func TestDisagreements(t *testing.T) {
	lists := Lists()
	var apart []Span
	end := 0.0
	for _, s := range Spans(lists) {
		if s.FromGB != end || !s.Holds(s.FromGB) || s.Holds(s.ToGB) {
			t.Errorf("span %v does not begin at %v", s, end)
		}
		end = s.ToGB
		if len(Common(lists, s.FromGB)) == 0 {
			apart = append(apart, s)
		}
	}
	want := []Span{{100, 500}, {1_000, 2_000}, {10_000, 100_000}}
	if !slices.Equal(apart, want) || !math.IsInf(end, 1) {
		t.Errorf("no common step in %v, want %v", apart, want)
	}
	if got := Common(lists, 5_000); !slices.Equal(got, []Step{shards}) {
		t.Errorf("at 5 TB: got %v, want shards", got)
	}
}

// TestPaybackFalls: the more is saved, the sooner; the more is spent, the later.
func TestPaybackFalls(t *testing.T) {
	for saved := -10.0; saved < 100; saved++ {
		if a, b := Payback(500, saved), Payback(500, saved+1); b > a {
			t.Errorf("saving %v pays back in %v months, one more in %v", saved, a, b)
		}
		if a, b := Payback(500, saved), Payback(501, saved); b < a {
			t.Errorf("500 pays back in %v months at %v, 501 in %v", a, saved, b)
		}
	}
	if Payback(0, 0) != 0 || !math.IsInf(Payback(1, 0), 1) {
		t.Error("nothing spent pays back at once, and what saves nothing never does")
	}
}

// TestHiddenRises: no item lowers the hidden cost.
func TestHiddenRises(t *testing.T) {
	for i := range 12 {
		h := StoryHidden()
		fields := []*float64{&h.Debugging, &h.Tuning, &h.Incidents, &h.Workarounds, &h.Rate, &h.Oversized, &h.Caches,
			&h.Emergencies, &h.Monitoring, &h.ChurnPct, &h.Worth, &h.AtRisk}
		was := h.Total()
		*fields[i] *= 1.5
		if h.Total() <= was || h.WholeLeavers() < h.Leavers()-1e-6 || h.WholeLeavers() > h.Leavers()+1 {
			t.Errorf("item %d: %v after %v, %v whole of %v", i, h.Total(), was, h.WholeLeavers(), h.Leavers())
		}
	}
}
